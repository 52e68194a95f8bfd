"""The campaign's lists of creators: those it trusts, and those it has blocked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, NewType, Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, TypeAdapter

from campaign.kernel.clock import iso
from campaign.kernel.item import Item
from campaign.videos.intake import Creator

CreatorId = NewType("CreatorId", str)
"""`platform:@handle`, casefolded, or `platform:open_id`."""
Standing = Literal["trusted", "blocked", "none"]

# Without quotes and backslashes: an EventBridge rule puts the id into a message as it is.
_PATTERN = r'^[a-z][a-z0-9]{1,19}:(@[^\s@#"\\]{1,64}|[^\s@"\\][^\s"\\]{0,127})$'
_ID: TypeAdapter[str] = TypeAdapter(Annotated[str, StringConstraints(pattern=_PATTERN)])


class CreatorStanding(BaseModel):
    """`by`: who of the staff said so · `reason`: their words, for staff alone."""

    model_config = ConfigDict(frozen=True)

    id: CreatorId
    standing: Standing
    reason: str
    by: str
    at: AwareDatetime


@dataclass(frozen=True, slots=True)
class StoredStanding:
    """As it was read; `version` rises with every write and guards the next one."""

    creator: CreatorStanding
    version: int


class Standings(Protocol):
    """Implemented by `campaign.aws.standings.StandingTable`."""

    def get(self, creator: CreatorId) -> StoredStanding | None: ...

    def all_of(self, standing: Standing) -> Iterator[StoredStanding]:
        """In the order of their ids."""
        ...

    def save(
        self, creator: CreatorStanding, replaced: StoredStanding | None, correlation_id: str
    ) -> StoredStanding:
        """Raises ConflictError when it was written since `replaced` was read."""
        ...


def creator_id(text: str) -> CreatorId:
    """As it is compared: a handle's case does not count. Raises ValidationError for what is no id."""
    platform, _, name = text.partition(":")
    return CreatorId(_ID.validate_python(f"{platform}:{name.casefold() if name.startswith('@') else name}"))


def ids_of(platform: str, creator: Creator) -> list[CreatorId]:
    """The names under which a video's creator may be on a list."""
    ids = []
    if creator.handle is not None:
        ids.append(CreatorId(f"{platform}:@{creator.handle.casefold()}"))
    if creator.open_id is not None:
        ids.append(CreatorId(f"{platform}:{creator.open_id}"))
    return ids


def is_blocked(creator: CreatorStanding) -> bool:
    return creator.standing == "blocked"


def standing_key(creator: str) -> tuple[str, str]:
    return f"CREATOR#{creator}", "STANDING"


def standings_partition(standing: Standing) -> str:
    """The partition of index 1 with the creators of one list."""
    return f"STANDING#{standing}"


def standing_item(creator: CreatorStanding, *, version: int, correlation_id: str) -> Item:
    pk, sk = standing_key(creator.id)
    return Item(
        pk=pk,
        sk=sk,
        version=version,
        data=creator.model_dump_json(),
        changed_at=iso(creator.at),
        change=f"creator.{creator.standing}" if creator.standing != "none" else None,
        correlation_id=correlation_id,
        gsi1=None if creator.standing == "none" else (standings_partition(creator.standing), creator.id),
    )


def standing_of(item: Item) -> CreatorStanding:
    return CreatorStanding.model_validate_json(item.data)
