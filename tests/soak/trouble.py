"""What goes wrong during a soak: functions are killed at work, TikTok and a partner's endpoint fail."""

import os
import random
import signal
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle

from campaign_cli.embedded import EmbeddedAws
from tests.simulators.failures import Failure
from tests.simulators.models import Endpoint
from tests.simulators.receiver import WebhookReceiver
from tests.simulators.server import TikTokSimulator
from tests.soak.processes import EMULATOR, Process, of_group

SLOW = 7.0
"""Seconds: longer than anybody waits for TikTok's answer."""
KINDS = (Failure.INTERNAL_ERROR, Failure.RATE_LIMIT, Failure.DROPPED_CONNECTION, None)
"""500, 429, a connection that is dropped, and no answer at all."""


@dataclass
class Trouble:
    aws: EmbeddedAws
    tiktok: TikTokSimulator
    endpoint: WebhookReceiver
    killed: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._chance = random.Random(1)  # a choice, not a secret
        self._kinds = cycle(KINDS)
        self._before: dict[int, float] = {}

    def kill(self) -> None:
        """One of those that have worked since the last time, if there is one: to end an idle function at
        every turn would show little."""
        instance = self.aws.instance
        workers = [one for one in of_group(instance.pid) if one.function != EMULATOR] if instance else []
        busy = [one for one in workers if one.busy > self._before.get(one.pid, 0.0)]
        self._before = {one.pid: one.busy for one in workers}
        for victim in self._chosen(busy or workers):
            with suppress(ProcessLookupError):  # it has ended by itself meanwhile
                os.kill(victim.pid, signal.SIGKILL)
                self.killed[victim.function] += 1

    def _chosen(self, among: Iterable[Process]) -> list[Process]:
        by_function: dict[str, list[Process]] = {}
        for one in among:
            by_function.setdefault(one.function, []).append(one)
        if not by_function:
            return []
        return [self._chance.choice(by_function[self._chance.choice(sorted(by_function))])]

    def fail(self) -> None:
        """A few answers of TikTok, of one kind after the other; and now and then one of a partner's."""
        kind, times = next(self._kinds), self._chance.randint(1, 4)
        if kind is None:
            self.tiktok.delay_next(Endpoint.OEMBED, SLOW, times)
        else:
            self.tiktok.fail_next(Endpoint.OEMBED, kind, times)
        self.failed[kind.value if kind else "no_answer"] += times
        if self._chance.random() < 0.2:
            status = self._chance.choice((500, 429))
            self.endpoint.answer_next(status)
            self.failed[f"partner {status}"] += 1
