"""Keeping a story, once, with the case that it opens; and forgetting its words."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

from campaign.care.case import CaseId, case_id
from campaign.care.moves import Moved, open_case
from campaign.care.opening import opened_metric
from campaign.care.sign import Sign
from campaign.care.stores import Said
from campaign.care.story import Story
from campaign.care.targets import Targets
from campaign.care.tier import Screening, Tier
from campaign.care.words import Seal
from campaign.kernel.clock import Clock, iso
from campaign.kernel.errors import TransientError
from campaign.kernel.observability import count, logger
from campaign.pages.shell import Language
from campaign.stories.pages import Helper
from campaign.stories.reading import Told


class Stories(Protocol):
    """Implemented by `campaign.aws.stories.StoryTable`."""

    def keep(self, story: Story, opened: Moved, correlation_id: str) -> bool:
        """Words and case in one transaction; False when they are there already."""
        ...

    def forget(self, case: CaseId) -> None:
        """Deletes all words of a case. The case stays."""
        ...


class Limits(Protocol):
    def count(self, address: str) -> None:
        """Raises TooManyError."""
        ...


class Key(Protocol):
    """The public API's secret."""

    def value(self) -> str: ...


@dataclass(frozen=True, slots=True)
class StoryTelling:
    """`helpers` finds who helps in a country, in a language; `look` screens."""

    stories: Stories
    seal: Seal
    helpers: Callable[[str, Language], Sequence[Helper]]
    look: Callable[[str], Screening]
    limits: Limits
    key: Key
    targets: Targets
    clock: Clock

    def keep(self, told: Told, *, address: str, correlation_id: str) -> tuple[str, Sequence[Helper]]:
        """The story's id, and who helps where its author is: shown to them at once, and on record with the
        case. The same words in the same hour are one story: a static page's form has no number that a second
        click could repeat."""
        self.limits.count(address)
        now = self.clock()
        story_id = self._id(told, iso(now)[:13])
        subject = f"story:{story_id}"
        helpers = self._helpers(told)
        sign = Sign.of(self.look(told.story)) or Sign(tier=Tier.GENERAL, score=0.0)
        offered = ("findahelpline", *(helper.id for helper in helpers))
        opened = open_case(subject, sign, now, self.targets, offered)
        said = Said(text=told.story, contact=told.contact)
        story = Story(
            id=story_id,
            language=told.language,
            country=told.country,
            sealed=self.seal.seal(said.model_dump_json(), opened.case.id),
            received_at=now,
        )
        if self.stories.keep(story, opened, correlation_id):
            count("StoriesReceived")
            count(opened_metric(sign.tier))
            logger.info("story received", case=opened.case.id, tier=sign.tier)
        return story_id, helpers

    def _helpers(self, told: Told) -> Sequence[Helper]:
        """A story is kept also when those who help cannot be read: its page leads to the directory."""
        if told.country is None:
            return ()
        try:
            return self.helpers(told.country, told.language)
        except TransientError as error:
            count("HelpersNotRead")
            logger.error("who helps could not be read", reason=str(error))
            return ()

    def forget(self, story_id: str) -> None:
        """Idempotent."""
        case = case_id(f"story:{story_id}")
        self.stories.forget(case)
        count("StoriesForgotten")
        logger.info("words of a story were deleted", case=case)

    def _id(self, told: Told, hour: str) -> str:
        said = json.dumps([hour, told.story, told.contact, told.country])
        key = blake2b(self.key.value().encode()).digest()
        return blake2b(said.encode(), digest_size=16, key=key, person=b"story").hexdigest()
