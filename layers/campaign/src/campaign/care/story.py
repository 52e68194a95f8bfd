"""A story that somebody sent in: its words are sealed, and everything else is the least that it needs."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from campaign.care.case import CaseId
from campaign.care.words import Kept, Sealed, words_of
from campaign.kernel.clock import iso
from campaign.kernel.item import Item

STORY = "STORY"
MOST = 4_000
"""Characters of a story."""

StoryId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{16,40}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Story(BaseModel):
    """`sealed`: the words, with how its author may be reached if they said so · `country`: chosen by its
    author, for the help that they are shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: StoryId
    language: Literal["ar", "en"]
    country: Country | None = None
    sealed: Annotated[Sealed, Field(min_length=1)]
    received_at: AwareDatetime


def story_item(story: Story, case: CaseId, kept: Kept, correlation_id: str) -> Item:
    """No change on the bus: whoever must know of it has a case, written in the same transaction."""
    return Item(
        pk=words_of(case),
        sk=STORY,
        version=1,
        data=story.model_dump_json(exclude_none=True),
        changed_at=iso(story.received_at),
        correlation_id=correlation_id,
        expires_at=kept.until(story.received_at),
    )


def story_in(item: Item) -> Story:
    return Story.model_validate_json(item.data)
