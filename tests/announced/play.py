"""A file of changes, played with the real handlers and with the model, each change at its own time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from campaign.kernel.errors import PermanentError
from campaign.sessions.commands import ChangeSession, ScheduleSession, change, schedule
from campaign.sessions.session import Session
from tests.announced.changes import Item, Step
from tests.announced.comparison import differences
from tests.announced.model import Model, Told
from tests.announced.outbox import Sent
from tests.announced.reader import Reader
from tests.announced.stage import Stage, changed, staged

ZONE = "Europe/Berlin"
AFTERWARDS = timedelta(days=3)
"""Until everything that was held has gone out."""
RISING = timedelta(seconds=2)
"""How long after a night's end the product sends what it held: see campaign/aws/later.py."""
_TWICE, _LATE = 7, 11
"""Every seventh change comes twice from the bus; every eleventh brings an early one once more."""


@dataclass(frozen=True)
class Outcome:
    """Of some readers: `counts` by what they count; `faults`: every difference from the model."""

    counts: Counter[str]
    faults: list[str]


def play(
    steps: Sequence[Step], readers: Sequence[Reader], shards: int = 64, *, straight: bool = False
) -> Outcome:
    """No reader's messages depend on another's, so an audience may be played in parts. `shards` and
    `straight` as `staged` has them."""
    end = steps[-1].at.astimezone(UTC) + AFTERWARDS
    happenings = [step.happening for step in steps if step.happening]
    with staged(readers, shards, straight=straight) as stage:
        told = Model(readers, stage.cap, RISING).play(happenings, end, _sundays(steps[0].at, end))
        _play_for_real(steps, stage, end)
        faults = differences(told, stage.outbox.sent, stage.dropped(), readers)
        return Outcome(_counts(told, stage.outbox.sent, len(faults)), faults)


def _play_for_real(steps: Sequence[Step], stage: Stage, end: datetime) -> None:
    stage.world.clock.now = steps[0].at.astimezone(UTC)
    sundays = _sundays(steps[0].at, end)
    revisions: Counter[str] = Counter()
    for number, step in enumerate(steps):
        at = step.at.astimezone(UTC)
        while sundays and sundays[0] < at:
            stage.digest(sundays.pop(0))
        stage.world.pass_time_until(at)
        if step.happening is None:
            _refused(step, stage)
            continue
        revisions[step.session] += 1
        session = stage.keep(_next(step, stage))
        assert session.revision == revisions[step.session]
        heard = [session.revision]
        heard += [session.revision] if number % _TWICE == 0 else []
        heard += [1] if number % _LATE == 0 else []
        stage.world.hand_to("planning", *(changed(session, each) for each in heard))
    for sunday in sundays:
        stage.digest(sunday)
    stage.world.pass_time_until(end)


def _next(step: Step, stage: Stage) -> Session:
    now = stage.world.clock()
    item = step.item
    if step.happening and step.happening.kind == "added":
        command = ScheduleSession.model_validate({"id": step.session, **_words(item)})
        return schedule(command, now)
    session = stage.sessions.get(step.session)
    return change(session, _change(session, item), now)


def _change(session: Session, item: Item) -> ChangeSession:
    starts = {} if item.starts == session.starts_at else {"starts": _wall_time(item.starts)}
    wanted = _words(item) | {"starts": None, "zone": None} | starts
    return ChangeSession.model_validate({"expected_revision": session.revision, **wanted})


def _words(item: Item) -> dict[str, Any]:
    return {
        "title": {"ar": f"جلسة: {item.title}"[:200], "en": item.title},
        "advocate": item.place,
        "starts": _wall_time(item.starts),
        "zone": ZONE,
        "duration_minutes": item.minutes,
        "link": "https://www.tiktok.com/@invented.advocate/live",
    }


def _wall_time(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)


def _refused(step: Step, stage: Stage) -> None:
    """A date that has passed is refused by the product too; of what is absent it is told nothing."""
    if step.why != "its date had passed":
        return
    try:
        schedule(
            ScheduleSession.model_validate({"id": step.session, **_words(step.item)}), stage.world.clock()
        )
    except PermanentError:
        return
    raise AssertionError(f"{step.session}: a start at {step.item.starts} was taken at {step.at}")


def _sundays(first: datetime, end: datetime) -> list[datetime]:
    """09:00 UTC of each Sunday between."""
    at = first.astimezone(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    days = (at + timedelta(days=number) for number in range(1, (end - at).days + 1))
    return [day for day in days if day.weekday() == 6 and day < end]


def of_the_file(steps: Sequence[Step]) -> Counter[str]:
    """What there is in it, by what is to be done about it."""
    kinds = {"added": "sessions", "moved": "moves", "retold": "other titles, places, durations"}
    whys = {"absent": "absent: left as they were", "nothing new": "back again, and nothing new"}
    counts = Counter({"changes in the file": len(steps)})
    for step in steps:
        counts[kinds[step.happening.kind] if step.happening else whys.get(step.why, step.why)] += 1
    return counts


def _counts(told: Told, sent: Sequence[Sent], differing: int) -> Counter[str]:
    counts = Counter({"messages expected": len(told.sent), "messages sent": len(sent)})
    for name, count in sorted(Counter(one.to.key.rpartition("/")[2] for one in sent).items()):
        counts[f"  {name}"] = count
    counts["held until a morning"] = sum(told.held.values())
    for name, count in sorted(Counter(told.dropped.values()).items()):
        counts[f"dropped: {name}"] = count
    counts["cancellations sent"] = sum("cancelled" in one.to.key for one in sent)
    counts["differences"] = differing
    return counts
