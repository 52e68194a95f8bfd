"""How a search is stored: one item a search, written after every page."""

from __future__ import annotations

from typing import Protocol

from campaign.kernel.clock import Clock, iso
from campaign.kernel.item import Item
from campaign.tiktok.search_days import Days
from campaign.tiktok.search_state import SearchState

PARTITION = "CURSOR#research"
NEW_VIDEOS = "NEW"
"""The name of the search for new videos."""


def name_of(days: Days) -> str:
    """The name of the search of a past range: whoever asks for the same one goes on with it."""
    return f"PAST#{days.first}#{days.last}"


class Items(Protocol):
    """The state table."""

    def get(self, pk: str, sk: str) -> Item | None: ...

    def put(self, item: Item, *, expected: int | None) -> None: ...


class Searches:
    def __init__(self, items: Items, clock: Clock) -> None:
        self._items = items
        self._clock = clock

    def load(self, name: str) -> SearchState | None:
        item = self._items.get(PARTITION, name)
        return state_in(item) if item else None

    def save(self, state: SearchState) -> SearchState:
        """The state with its new version. Raises ConflictError when another run has written meanwhile."""
        saved = state.model_copy(update={"version": state.version + 1})
        item = Item(
            pk=PARTITION,
            sk=saved.name,
            version=saved.version,
            data=saved.model_dump_json(),
            changed_at=iso(self._clock()),
        )
        self._items.put(item, expected=state.version or None)
        return saved


def state_in(item: Item) -> SearchState:
    return SearchState.model_validate_json(item.data)
