"""As many messages a second as the provider takes, however many deliverers are at work."""

from collections.abc import Callable
from dataclasses import dataclass

LONGEST_WAIT = 40.0
"""Seconds: what a run may take beside its sending."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`a_second`: the provider's quota for the whole account · `deliverers`: how many share it, which is the
    queue's MaximumConcurrency.

    Waiting keeps the deliverer busy, so the queue hands out no more than the quota allows, and the rest of an
    audience waits there instead of being refused by the provider.
    """

    a_second: int
    deliverers: int
    sleep: Callable[[float], None]

    def __call__(self, sent: int) -> None:
        if sent:
            self.sleep(min(sent * self.deliverers / self.a_second, LONGEST_WAIT))
