"""Replies under videos that somebody reports, because their author may be in distress.

No platform hands replies to the campaign by itself (docs/decisions.md), so a person of the staff does. All
that one author wrote, on one platform, is one case: whoever looks after them reads it together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, NamedTuple, Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from campaign.care.case import Case, StaffId, case_id
from campaign.care.moves import Moved, heard, open_case
from campaign.care.opening import opened_metric
from campaign.care.sign import Sign, fingerprint, more_urgent
from campaign.care.stores import Cases, Said
from campaign.care.targets import Targets
from campaign.care.tier import Screening, Tier
from campaign.care.words import Kept, Seal, Sealed, words_of
from campaign.kernel.clock import Clock, iso
from campaign.kernel.errors import ConflictError, UnderWayError
from campaign.kernel.item import Item
from campaign.kernel.observability import count, logger

REPLY = "REPLY#"
MOST = 2_000
"""Characters of a reply: no platform of ours allows more."""
REPORTED = "reported"
"""The reason that a person gave: they were worried."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST)]
Author = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^@?\S{1,64}$")]
Link = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>\"']+$", max_length=2048)]


class Reply(NamedTuple):
    """`author`: the public name, with @ or without · `video`: the platform's id of it · `link`: where the
    reply stands, if it has an address."""

    platform: str
    video: str
    author: str
    text: str
    link: str | None = None

    @property
    def where(self) -> str:
        """For whoever shall reach its author."""
        place = self.link or f"video {self.video}"
        return f"{self.platform}: @{self.author.removeprefix('@')}, {place}"


class KeptReply(BaseModel):
    """`sealed`: the words and where they stand · `by`: who reported them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sealed: Annotated[Sealed, Field(min_length=1)]
    received_at: AwareDatetime
    by: StaffId


class Key(Protocol):
    """What makes a name that nobody can guess an author from."""

    def value(self) -> str: ...


class Taken(NamedTuple):
    """`new`: whether these words were not known yet."""

    case: Case
    new: bool


@dataclass(frozen=True, slots=True)
class Reporting:
    """`look` screens."""

    cases: Cases
    seal: Seal
    look: Callable[[str], Screening]
    key: Key
    targets: Targets
    kept: Kept
    clock: Clock

    def take(self, reply: Reply, by: str, correlation_id: str) -> Taken:
        """Whatever screening says, somebody was worried: the case is `distress` at least.

        Raises UnderWayError when somebody else is at the same case this very moment.
        """
        subject, now = self.subject(reply), self.clock()
        tier, score, reasons = self.look(reply.text)
        sign = Sign(
            tier=more_urgent(tier, Tier.DISTRESS),
            score=score,
            reasons=(*reasons, REPORTED),
            texts=(fingerprint(reply.text, subject),),
        )
        stored = self.cases.get(case_id(subject))
        if stored is None:
            case, entry = open_case(subject, sign, now, self.targets)
        elif (again := heard(stored, sign, now, self.targets)) is not None:
            case, entry = again
        else:
            return Taken(stored, new=False)
        said = Said(text=reply.text, contact=reply.where).model_dump_json()
        kept = KeptReply(sealed=self.seal.seal(said, case.id), received_at=now, by=by)
        words = Item(
            pk=words_of(case.id),
            sk=f"{REPLY}{entry.version:06d}",
            version=1,
            data=kept.model_dump_json(),
            changed_at=iso(now),
            correlation_id=correlation_id,
            expires_at=self.kept.until(now),
        )
        signed = Moved(case, entry.model_copy(update={"by": by}))
        try:
            self.cases.save(signed, correlation_id, (words, None))
        except ConflictError as error:
            raise UnderWayError(error.thing, error.rule, "send it again") from error
        count("RepliesReported")
        count(opened_metric(case.tier))
        logger.info("reply reported", case=case.id, tier=case.tier, what=entry.what, by=by)
        return Taken(case, new=True)

    def subject(self, reply: Reply) -> str:
        """By the author: the id goes into logs and calls, and names nobody."""
        author = reply.author.removeprefix("@").casefold()
        key = blake2b(self.key.value().encode()).digest()
        name = blake2b(author.encode(), digest_size=16, key=key, person=b"reply").hexdigest()
        return f"reply:{reply.platform}:{name}"


def kept_reply_in(item: Item) -> KeptReply:
    return KeptReply.model_validate_json(item.data)
