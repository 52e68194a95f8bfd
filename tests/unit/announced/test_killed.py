"""The whole way from a change to its messages, and a function killed after one of its calls.

Whatever dies, and after whichever call: everybody hears at least once of what changes their plans, and of
nothing else more than once.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from botocore.client import BaseClient

from campaign.sessions.commands import ChangeSession, ScheduleSession, change, schedule
from campaign.sessions.session import SessionStatus
from tests.announced.life import Happening
from tests.announced.model import Model, To, Told
from tests.announced.reader import Reader
from tests.announced.stage import Stage, changed, staged
from tests.announced.world import Killed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEVER = (time(0), time(0))
READERS = [
    Reader("one", "en", quiet=NEVER),
    Reader("two", "ar", quiet=NEVER),
    Reader("three", "ar", quiet=NEVER, topics=("everything",)),
    Reader("partner", "en", quiet=NEVER, channel="webhook"),
    Reader("asleep", "en", quiet=(time(11), time(15))),
]
LIFE = [
    Happening(NOON, "moved-talk", "added", NOON + 40 * HOUR),
    Happening(NOON, "lost-talk", "added", NOON + 4 * HOUR),
    Happening(NOON + HOUR, "moved-talk", "moved", NOON + 20 * HOUR),
    Happening(NOON + 2 * HOUR, "lost-talk", "cancelled"),
]
AT_LEAST_ONCE = ("/session.moved", "/session.cancelled")
END = NOON + 19.5 * HOUR  # five messages each, which is the cap


class Death:
    """Comes after the given call, and not again. `calls`: how many there were."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.calls = 0
        self.at_work = False

    def __enter__(self) -> None:
        self.at_work = True

    def __exit__(self, *_: object) -> None:
        self.at_work = False

    def after_a_call(self) -> None:
        self.calls += self.at_work
        if self.at_work and self.calls == self.after:
            self.at_work = False
            raise Killed


def play(death: Death) -> Counter[To]:
    """How often each was told of each."""
    with staged(READERS, shards=1) as stage, dying(death, stage):
        stage.world.clock.now = NOON
        for happening in LIFE:
            stage.world.pass_time_until(happening.at)
            happen(happening, stage)
        stage.world.pass_time_until(END)
        return Counter(one.to for one in stage.outbox.sent)


@contextmanager
def dying(death: Death, stage: Stage) -> Iterator[None]:
    call_aws = BaseClient._make_api_call  # type: ignore[attr-defined]

    def call(client: Any, operation: str, arguments: Any) -> Any:
        answer = call_aws(client, operation, arguments)
        death.after_a_call()
        return answer

    stage.world.patience = 3
    stage.world.mortal = death
    stage.outbox.after_a_call = death.after_a_call
    with patch.object(BaseClient, "_make_api_call", call):
        yield


def happen(happening: Happening, stage: Stage) -> None:
    now = stage.world.clock()
    starts = happening.starts and happening.starts.replace(tzinfo=None)
    if happening.kind == "added":
        form = {"id": happening.session, "title": {"ar": "حديث", "en": "Talk"}, "advocate": "Amal"}
        rest = {"starts": starts, "zone": "UTC", "duration_minutes": 30}
        link = "https://www.tiktok.com/@invented.advocate/live"
        session = schedule(ScheduleSession.model_validate({**form, **rest, "link": link}), now)
    else:
        known = stage.sessions.get(happening.session)
        status = SessionStatus.CANCELLED if happening.kind == "cancelled" else None
        fields = {"expected_revision": known.revision, "starts": starts, "status": status}
        session = change(known, ChangeSession.model_validate(fields), now)
    stage.keep(session)
    stage.world.hand_to("planning", changed(session, session.revision))


def expected() -> Told:
    return Model(READERS, cap=5).play(LIFE, END)


def faults(sent: Counter[To], told: Told) -> list[str]:
    """Of what was sent after a death."""
    found = [f"{to}: nobody was to hear that" for to in sent if to not in told.sent]
    for to in told.sent:
        must_arrive = to.key.endswith(AT_LEAST_ONCE)
        if must_arrive and not sent[to]:
            found.append(f"{to}: never heard")
        if not must_arrive and sent[to] > 1:
            found.append(f"{to}: heard {sent[to]} times")
    return found


def calls_of_all() -> int:
    """How many calls a play without a death makes; everybody hears everything once."""
    death = Death(after=0)
    assert play(death) == Counter(dict.fromkeys(expected().sent, 1))
    return death.calls


def test_whatever_dies_in_a_sample_of_places() -> None:
    told, calls = expected(), calls_of_all()

    for after in range(3, calls, calls // 6):
        assert faults(play(Death(after)), told) == [], f"killed after call {after} of {calls}"


@pytest.mark.sweep
def test_whatever_dies_after_whichever_call() -> None:
    told, calls = expected(), calls_of_all()

    found = {after: faults(play(Death(after)), told) for after in range(1, calls + 1)}

    assert {after: of_it for after, of_it in found.items() if of_it} == {}
    assert calls > 150
