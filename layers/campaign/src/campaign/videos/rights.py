"""The rights ledger of a video: who was asked, and what they answered. Entries are only ever added."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from campaign.kernel.errors import ConflictError
from campaign.videos.built_in_rules import BuiltInRule
from campaign.videos.moves import Actor, Decision, move
from campaign.videos.video import Video, VideoKey, VideoStatus


class Right(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    REVOKED = "revoked"
    EXPIRED = "expired"


AGAINST = frozenset({Right.REFUSED, Right.REVOKED, Right.EXPIRED})
"""While a video's rights stand like this, it may not be featured."""

Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class RightsEntry(BaseModel):
    """One line of the ledger. It outlives the video's content as evidence of consent, so it holds ids alone.

    `by` is a member of the staff (their sign-in's opaque id), `submission:<id>`, or `system`. A submission
    names the text that was agreed to, by its version and language. A grant with an `until` ends then.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    video: VideoKey
    right: Right
    at: AwareDatetime
    by: str
    consent_version: str | None = None
    consent_language: Literal["ar", "en"] | None = None
    until: AwareDatetime | None = None
    note: Note | None = None

    @property
    def against_from(self) -> datetime | None:
        """From when on this answer stands against the video; None for a grant without an end."""
        return self.at if self.right in AGAINST else self.until


def standing(entries: Iterable[RightsEntry], at: datetime) -> Right | None:
    """How the rights of a video stand at a moment; None when nobody has been asked.

    The newest answer counts, and of two at one instant the one against. To ask is no answer: who has refused
    and is asked again still refuses.
    """
    known = [entry for entry in entries if entry.at <= at]
    newest = _newest_answer(known)
    if newest is None:
        return Right.ASKED if known else None
    if newest.right is Right.GRANTED and newest.until is not None and newest.until <= at:
        return Right.EXPIRED
    return newest.right


def check_may_be_featured(video: VideoKey, entries: Iterable[RightsEntry], at: datetime) -> None:
    """Raises ConflictError when its rights stand against it. Nothing known is no obstacle: whoever posts with
    the campaign's hashtag asks to be seen, and a person decides."""
    stands = standing(entries, at)
    if stands in AGAINST:
        raise ConflictError(
            f"video {video}",
            f"its rights are {stands}, so it may not be featured",
            f"ask its creator, and record the answer with POST /videos/{video}/rights",
        )


def settled(
    video: Video, entries: Iterable[RightsEntry], now: datetime
) -> tuple[Decision, RightsEntry | None]:
    """What to write of a featured video whose `rights_until` has passed: it leaves the hub, and the ledger
    says why. Unless the ledger holds a newer grant, which a submission enters without touching the video.

    The right expires at its own end, not now: whoever grants it anew at this moment does so after that.
    """
    answer = _newest_answer(entries)
    until = answer.against_from if answer else None
    known = video.model_copy(update={"rights_until": until})
    if until is None or until > now:
        return Decision(known, None), None
    approved = move(
        known,
        VideoStatus.APPROVED,
        actor=Actor.SYSTEM,
        by=Actor.SYSTEM,
        at=now,
        rule=BuiltInRule.RIGHTS_EXPIRED,
    )
    entry = RightsEntry(video=video.key, right=Right.EXPIRED, at=until, by=Actor.SYSTEM)
    return Decision(approved, "video.approved"), entry


def _newest_answer(entries: Iterable[RightsEntry]) -> RightsEntry | None:
    answers = (entry for entry in entries if entry.right is not Right.ASKED)
    return max(answers, key=lambda entry: (entry.at, entry.right in AGAINST), default=None)
