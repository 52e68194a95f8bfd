"""A port for a hosted classifier (Bedrock, Comprehend), beside our own screening; it can only raise a tier.

Nothing is asked unless a function is handed one: a text in which somebody speaks of dying leaves the
campaign's own functions only when it has decided so. Whoever writes an adapter says in docs/ where texts
go, and for how long."""

from typing import Protocol

from campaign.care.tier import Screening, Tier
from campaign.kernel.observability import count, logger

REASON = "second_opinion"
_URGENCY = {tier: place for place, tier in enumerate(reversed(Tier))}
_LEAST_SCORE = {Tier.IMMINENT: 1.0, Tier.DISTRESS: 0.5, Tier.RECOVERY: 0.0, Tier.GENERAL: 0.0}
"""Where a tier that the other raised stands in the queue: with what our model is as sure of."""


class SecondOpinion(Protocol):
    def __call__(self, text: str) -> Tier:
        """May raise anything, and be slow: what it cannot say in its own time it should raise."""
        ...


def with_second_opinion(text: str, ours: Screening, ask: SecondOpinion | None = None) -> Screening:
    """`ours`, or the other's tier when it is more urgent. An error of the other leaves `ours`; its type is
    logged and SecondOpinionsFailed counts it."""
    if ask is None or ours.tier is Tier.IMMINENT:
        return ours
    try:
        other = Tier(ask(text))
    except Exception as error:
        logger.warning("no second opinion", extra={"error": type(error).__name__})
        count("SecondOpinionsFailed")
        return ours
    if _URGENCY[other] <= _URGENCY[ours.tier] or other is Tier.RECOVERY:
        return ours
    return Screening(other, max(ours.score, _LEAST_SCORE[other]), (*ours.reasons, REASON))
