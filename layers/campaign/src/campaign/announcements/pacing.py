"""As many messages a second as the provider takes, however many deliverers are at work."""

from collections.abc import Callable
from dataclasses import dataclass

LONGEST_WAIT = 35.0
"""Seconds, of a run's 60: what is left beside its pauses and its sending. A full page at 14 mails a second,
SES's usual first rate, needs as much."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`rate`: messages a second that the provider takes of the whole account, above 0; to ask may take a
    moment · `deliverers`: how many share it, which is the queue's MaximumConcurrency · `monotonic`: seconds.

    Waiting keeps the deliverer busy, so the queue hands out no more than the quota allows, and the rest of an
    audience waits there instead of being refused by the provider.
    """

    rate: Callable[[], float]
    deliverers: int
    sleep: Callable[[float], None]
    monotonic: Callable[[], float]

    def __call__(self, sent: int) -> None:
        if not sent:
            return
        started = self.monotonic()
        share = min(sent * self.deliverers / self.rate(), LONGEST_WAIT)
        if (left := share - (self.monotonic() - started)) > 0:  # to ask for the rate was waiting too
            self.sleep(left)
