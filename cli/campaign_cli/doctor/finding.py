"""What is wrong with a deployment, and what to do about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from campaign_cli.deployment import Deployment

RUNBOOK = "docs/operations.md"


class Weight(StrEnum):
    """`wrong`: somebody is or will be failed by it · `mind`: right for some deployments, and to be known."""

    WRONG = "wrong"
    MIND = "mind"


@dataclass(frozen=True, slots=True)
class Finding:
    """`anchor`: the heading of the runbook that says more."""

    weight: Weight
    what: str
    remedy: str
    anchor: str

    def __str__(self) -> str:
        return f"{self.weight}: {self.what}\n    {self.remedy} ({RUNBOOK}#{self.anchor})"


def wrong(what: str, remedy: str, anchor: str) -> Finding:
    return Finding(Weight.WRONG, what, remedy, anchor)


def mind(what: str, remedy: str, anchor: str) -> Finding:
    return Finding(Weight.MIND, what, remedy, anchor)


@dataclass(frozen=True, slots=True)
class Patient:
    """The deployment that is looked at, the stack's parameters, and the moment."""

    deployment: Deployment
    parameters: dict[str, str]
    now: datetime


Check = Callable[[Patient], Iterator[Finding]]
