"""What screening said of a text, kept where the text itself may not be."""

from hashlib import blake2b

from pydantic import BaseModel, ConfigDict

from campaign.care.normalising import normalised
from campaign.care.tier import Screening, Tier

URGENCY = {Tier.IMMINENT: 3, Tier.DISTRESS: 2, Tier.RECOVERY: 1, Tier.GENERAL: 0}
"""Rises with how soon a person must look."""
_DIGITS = 3


def more_urgent(one: Tier, other: Tier) -> Tier:
    return max(one, other, key=URGENCY.__getitem__)


class Sign(BaseModel):
    """`reasons` are names of rules, and quote nothing: so it outlives the words that it was found in.
    `texts`: fingerprints of those, for whoever must know whether they are new; none where that can never
    matter."""

    model_config = ConfigDict(frozen=True)

    tier: Tier
    score: float
    reasons: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @classmethod
    def of(cls, screening: Screening, *texts: str) -> "Sign | None":
        """None for what calls for nobody."""
        if screening.tier is Tier.GENERAL:
            return None
        tier, score, reasons = screening
        return cls(tier=tier, score=round(score, _DIGITS), reasons=reasons, texts=texts)


def strongest(one: Sign | None, other: Sign | None) -> Sign | None:
    """The same in whatever order signs come; it knows the texts of both."""
    if one is None or other is None:
        return one or other
    texts = tuple(sorted({*one.texts, *other.texts}))
    return max(one, other, key=_rank).model_copy(update={"texts": texts})


def fingerprint(text: str, subject: str) -> str:
    """The same for the same words of one subject, however they are spelt; another for those of any other."""
    words, about = normalised(text).encode(), blake2b(subject.encode(), digest_size=32).digest()
    return blake2b(words, digest_size=8, key=about).hexdigest()


def _rank(sign: Sign) -> tuple[int, float, tuple[str, ...]]:
    return URGENCY[sign.tier], sign.score, sign.reasons
