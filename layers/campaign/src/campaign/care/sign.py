"""What screening said of a text, kept where the text itself may not be."""

from pydantic import BaseModel, ConfigDict

from campaign.care.tier import Screening, Tier

URGENCY = {Tier.IMMINENT: 3, Tier.DISTRESS: 2, Tier.RECOVERY: 1, Tier.GENERAL: 0}
"""Rises with how soon a person must look."""
_DIGITS = 3


class Sign(BaseModel):
    """`reasons` are names of rules, and quote nothing: so it outlives the words that it was found in."""

    model_config = ConfigDict(frozen=True)

    tier: Tier
    score: float
    reasons: tuple[str, ...] = ()

    @classmethod
    def of(cls, screening: Screening) -> "Sign | None":
        """None for what calls for nobody."""
        if screening.tier is Tier.GENERAL:
            return None
        tier, score, reasons = screening
        return cls(tier=tier, score=round(score, _DIGITS), reasons=reasons)


def strongest(one: Sign | None, other: Sign | None) -> Sign | None:
    """The same in whatever order signs come."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=_rank)


def _rank(sign: Sign) -> tuple[int, float, tuple[str, ...]]:
    return URGENCY[sign.tier], sign.score, sign.reasons
