"""How soon a person must look at a text, and what screening says of it."""

from enum import StrEnum
from typing import NamedTuple


class Tier(StrEnum):
    """From the most urgent to the least.

    `imminent`: the writer means to die and has a plan, means, a time, a goodbye, or has begun. `distress`:
    thoughts of dying without a plan, self-harm, hopelessness, being a burden, no way out, or worry for
    another person. `recovery`: what was bad is past, and help or coping is told of. `general`: everything
    else."""

    IMMINENT = "imminent"
    DISTRESS = "distress"
    RECOVERY = "recovery"
    GENERAL = "general"


class Screening(NamedTuple):
    """`score` rises with danger and orders texts of one due time; it is no probability. Tiers overlap in
    it: a doubtful `imminent` stands behind a sure `distress`. `reasons` are names of rules; they never
    quote the text."""

    tier: Tier
    score: float
    reasons: tuple[str, ...]
