"""Hostile texts put wherever the campaign's doors let them in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tests.hostile.texts import hostile_text, marker

M = TypeVar("M", bound=BaseModel)


@dataclass
class Planter:
    """Gives out texts by their numbers, from `first` on. A harmless one gives out the marks of the same texts
    instead, where `refused` does not say that the hostile one stayed outside."""

    first: int = 0
    harmless: bool = False
    refused: set[int] = field(default_factory=set)
    taken: list[int] = field(default_factory=list)
    _next: int = -1

    def __post_init__(self) -> None:
        self._next = self.first

    def plant(self, model: M, *places: str) -> M:
        """A copy with a text at each of the places (`title.ar`, `experts.0.name.en`) where its own validation
        takes it; elsewhere it stays as it is."""
        for place in places:
            number, self._next = self._next, self._next + 1
            if self.harmless and number in self.refused:
                continue
            text = f"{marker(number)} word" if self.harmless else hostile_text(number)
            try:
                model = type(model).model_validate(_put(model.model_dump(), place.split("."), text))
            except ValidationError:
                if self.harmless:
                    raise
                self.refused.add(number)
                continue
            self.taken.append(number)
        return model

    @property
    def used(self) -> int:
        return self._next - self.first


def _put(value: Any, place: Sequence[str], text: str) -> Any:
    """The same value with the text there."""
    if not place:
        return text
    name, *rest = place
    if isinstance(value, dict):
        return {**value, name: _put(value[name], rest, text)}
    changed = list(value)
    changed[int(name)] = _put(changed[int(name)], rest, text)
    return tuple(changed)


def lines_of(model: BaseModel, *left_out: str) -> Iterator[str]:
    """The places of all its texts but those whose name is left out."""
    yield from _lines(model.model_dump(mode="json"), (), frozenset(left_out))


def _lines(value: Any, place: tuple[str, ...], left_out: frozenset[str]) -> Iterator[str]:
    if isinstance(value, str):
        yield ".".join(place)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in left_out:
                yield from _lines(inner, (*place, name), left_out)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _lines(inner, (*place, str(number)), left_out)
