"""Who is to be looked at first: from a text to a tier. It orders and alerts; people decide."""

from functools import cache
from math import exp

from ahocorasick import Automaton

from campaign.care.judging import Judged, judge
from campaign.care.languages import is_readable
from campaign.care.lexicon import DANGER, Kind, find, load_phrases
from campaign.care.model import Chances, trained
from campaign.care.normalising import normalised
from campaign.care.tier import Screening, Tier
from campaign.kernel.observability import count, logger

DISTRESS_FROM = 0.5
IMMINENT_FROM = 0.1
IN_DANGER_FROM = 0.25
"""Chances from which on the model alone raises a tier; docs/care-model.md says how they were chosen."""

UNREADABLE = "text.unreadable"
FAILED = "screening.failed"
_FOR_KIND, _FOR_TOPIC, _FOR_IMMINENT = 0.7, 0.7, 0.5
"""What two kinds of signs and three topics at the most, and signs that together are imminent, each add to the
log-odds of danger: what helped Arabic and cost English little (docs/care-model.md)."""
_SIGN_SCORE = 0.3
"""The least of a text in which a rule saw danger."""
_UNREADABLE_SCORE = 0.25
"""Behind all signs, before what says nothing: most of what cannot be read is everyday talk too."""
_FAILED_SCORE = 1.0
"""It could hide anything."""


def screen(text: str) -> Screening:
    """Never raises: what cannot be screened is `distress`, so that a person reads it, and is counted.

    The log names the error's type alone, for its message may quote the text.
    """
    try:
        return _screened(text)
    except Exception as error:
        logger.error("text could not be screened", extra={"error": type(error).__name__})
        count("ScreeningsFailed")
        return Screening(Tier.DISTRESS, _FAILED_SCORE, (FAILED,))


def _screened(text: str) -> Screening:
    plain = normalised(text)
    found = find(_lexicon(), plain)
    judged = judge(found)
    chances = trained()(plain, judged.counts)
    tier, reasons = _tier(judged, chances)
    score = _score(judged, chances)
    if judged.signs or tier is Tier.IMMINENT:
        score = max(score, _SIGN_SCORE)
    elif tier in (Tier.GENERAL, Tier.RECOVERY) and not is_readable(plain, found):
        tier, reasons, score = Tier.DISTRESS, (UNREADABLE,), max(score, _UNREADABLE_SCORE)
    return Screening(tier, score, reasons)


def _score(judged: Judged, chances: Chances) -> float:
    """Between 0 and 1. The tier is no part of it: the model takes much for imminent, so little is missed,
    and all of that would stand before those who are surely in danger."""
    odds = chances.danger / (1 - chances.danger)
    kinds = min(2, len(DANGER & judged.counts.keys()))
    topics = min(3, judged.counts.get(Kind.TOPIC, 0))
    odds *= exp(_FOR_KIND * kinds + _FOR_TOPIC * topics + _FOR_IMMINENT * judged.imminent)
    return odds / (1 + odds)


def _tier(judged: Judged, chances: Chances) -> tuple[Tier, tuple[str, ...]]:
    if judged.imminent:
        return Tier.IMMINENT, judged.signs
    if chances.imminent >= IMMINENT_FROM and chances.danger >= IN_DANGER_FROM:
        return Tier.IMMINENT, (*judged.signs, "model.imminent")
    if judged.signs:
        return Tier.DISTRESS, judged.signs
    if chances.danger >= DISTRESS_FROM:
        return Tier.DISTRESS, ("model.distress",)
    if judged.recovering:
        return Tier.RECOVERY, ("recovery",)
    return Tier.GENERAL, ()


@cache
def _lexicon() -> Automaton:
    return load_phrases()
