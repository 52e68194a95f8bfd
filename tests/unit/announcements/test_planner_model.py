"""The planner against a plain model of which schedules there ought to be.

Staff add, publish, move, postpone, cancel, rename and prolong sessions and give replays; the changes reach
the planner in any order, late, twice, while staff go on changing, and it is killed before or after any of its
calls. Once everything has been delivered, exactly the wanted schedules are there.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, precondition, rule

from campaign.announcements.hold import Hold
from campaign.announcements.messages import AnnouncementDue
from campaign.announcements.planner import Planner
from campaign.kernel.change import ChangeEvent
from campaign.sessions.commands import change, schedule
from campaign.sessions.session import Session
from tests.unit.sessions.samples import NOW, change_of, command

HOURS = st.integers(1, 60)
MOMENT = timedelta(seconds=1)


class Killed(BaseException):
    """The process ended."""


@dataclass
class Wanted:
    """What the model knows of a session: its numbers are counted here anew."""

    starts: datetime
    minutes: int = 45
    status: str = "scheduled"
    revision: int = 1
    timing: int = 1
    news: str = "session.announced"
    replay: tuple[int, datetime] | None = None

    def changed(self, news: str | None = None, **changes: Any) -> None:
        self.revision += 1
        if news:
            self.timing, self.news = self.revision, news
        for name, value in changes.items():
            setattr(self, name, value)

    def schedules(self, name: str, now: datetime) -> dict[str, datetime]:
        if self.status != "scheduled":
            return {}
        times = {
            f"{name}.r{self.timing}.reminder.day": self.starts - timedelta(hours=24),
            f"{name}.r{self.timing}.reminder.hour": self.starts - timedelta(hours=1),
            f"{name}.r{self.timing}.live.now": self.starts,
        }
        if self.replay:
            revision, given = self.replay
            at = max(given, self.starts + timedelta(minutes=self.minutes))
            times[f"{name}.r{revision}.replay-{int(at.timestamp()):x}"] = at
        return {name: at for name, at in times.items() if at > now}


class World:
    """Everything that the planner calls, each call a place to die at or for others to come between."""

    def __init__(self) -> None:
        self.now = NOW
        self.kept: dict[str, Session] = {}
        self.schedules: dict[str, datetime] = {}
        self.sent: list[AnnouncementDue] = []
        self.before_call: Callable[[], None] = lambda: None
        self.after_call: Callable[[], None] = lambda: None

    def clock(self) -> datetime:
        return self.now

    def get(self, session_id: str) -> Session:
        self.before_call()
        found = self.kept[session_id]
        self.after_call()
        return found

    def ensure(self, name: str, at: datetime, message: str) -> bool:
        self.before_call()
        is_new = name not in self.schedules
        self.schedules.setdefault(name, at)
        self.after_call()
        return is_new

    def keep_only(self, prefix: str, names: Collection[str]) -> None:
        for name in [name for name in self.schedules if name.startswith(prefix) and name not in names]:
            self.before_call()
            self.schedules.pop(name, None)
            self.after_call()

    def send_all(self, bodies: Iterable[str]) -> None:
        for body in bodies:
            self.before_call()
            self.sent.append(AnnouncementDue.model_validate_json(body))
            self.after_call()

    def current(self) -> Hold:
        raise AssertionError("no session asks for the hold")

    def planner(self) -> Planner:
        return Planner(self, self, self, self, self, self, self.clock, None)  # type: ignore[arg-type]  # all of it is here


class PlannerMachine(RuleBasedStateMachine):
    sessions = Bundle("sessions")

    @initialize()
    def begin(self) -> None:
        self.world = World()
        self.model: dict[str, Wanted] = {}
        self.told: list[ChangeEvent] = []  # changes that the planner has not heard, or hears again

    @rule(target=sessions, hours=HOURS, draft=st.booleans(), number=st.integers(0, 9))
    def add(self, hours: int, draft: bool, number: int) -> str:
        name = f"talk-{len(self.model)}" if number else f"talk-{len(self.model)}-live"
        starts = self.world.now + timedelta(hours=hours)
        status = "draft" if draft else "scheduled"
        form = command(id=name, starts=starts.replace(tzinfo=None), zone="UTC", status=status)
        self.model[name] = Wanted(starts, status=status)
        self._keep(schedule(form, self.world.now))
        return name

    @rule(name=sessions)
    def publish(self, name: str) -> None:
        wanted = self.model[name]
        if wanted.status == "draft" and wanted.starts > self.world.now:
            wanted.changed("session.announced", status="scheduled")
            self._change(name, status="scheduled")

    @rule(name=sessions, hours=HOURS)
    def move(self, name: str, hours: int) -> None:
        """To another start; it gives what was postponed a date again."""
        wanted = self.model[name]
        starts = self.world.now + timedelta(hours=hours)
        if wanted.status == "cancelled" or wanted.replay or starts == wanted.starts:
            return
        is_draft = wanted.status == "draft"
        wanted.changed(
            wanted.news if is_draft else "session.moved",
            starts=starts,
            status="draft" if is_draft else "scheduled",
        )
        self._change(name, starts=starts.replace(tzinfo=None), zone="UTC")

    @rule(name=sessions)
    def postpone(self, name: str) -> None:
        wanted = self.model[name]
        if wanted.status == "scheduled" and not wanted.replay:
            wanted.changed("session.postponed", status="postponed")
            self._change(name, status="postponed")

    @rule(name=sessions)
    def cancel(self, name: str) -> None:
        wanted = self.model[name]
        if wanted.status in {"scheduled", "postponed"} and not wanted.replay:
            wanted.changed("session.cancelled", status="cancelled")
            self._change(name, status="cancelled")

    @rule(name=sessions, minutes=st.integers(5, 600))
    def prolong(self, name: str, minutes: int) -> None:
        wanted = self.model[name]
        if wanted.status != "cancelled" and wanted.minutes != minutes:
            wanted.changed(minutes=minutes)
            self._change(name, duration_minutes=minutes)

    @rule(name=sessions)
    def rename(self, name: str) -> None:
        wanted = self.model[name]
        if wanted.status != "cancelled":
            wanted.changed()
            self._change(name, title={"ar": "ع", "en": f"Title {wanted.revision}"})

    @rule(name=sessions)
    def give_replay(self, name: str) -> None:
        wanted = self.model[name]
        if wanted.status == "scheduled" and wanted.starts <= self.world.now and not wanted.replay:
            wanted.changed(replay=(wanted.revision + 1, self.world.now))
            self._change(
                name, replay_link="https://www.tiktok.com/@invented.advocate/video/7374895375649443115"
            )

    @rule(minutes=st.integers(1, 2000))
    def time_passes(self, minutes: int) -> None:
        """Schedules that fall due fire, and delete themselves."""
        self.world.now += timedelta(minutes=minutes)
        fired = [name for name, at in self.world.schedules.items() if at <= self.world.now]
        for name in fired:
            del self.world.schedules[name]

    @precondition(lambda self: self.told)
    @rule(data=st.data(), again=st.booleans(), dies_at=st.integers(0, 8), after=st.booleans())
    def planner_hears(self, data: st.DataObject, again: bool, dies_at: int, after: bool) -> None:
        """Any of the changes; it stays to be heard again when the planner dies, or when it is told twice."""
        heard = data.draw(st.sampled_from(self.told))
        calls = 0

        def maybe_die() -> None:
            nonlocal calls
            calls += 1
            if calls == dies_at:
                raise Killed

        if after:
            self.world.after_call = maybe_die
        else:
            self.world.before_call = maybe_die
        try:
            self.world.planner().follow(heard)
        except Killed:
            again = True
        finally:
            self.world.before_call = self.world.after_call = lambda: None
        if not again:
            self.told.remove(heard)

    @precondition(lambda self: self.told)
    @rule(data=st.data(), at_call=st.integers(1, 8), hours=HOURS)
    def another_planner_is_faster(self, data: st.DataObject, at_call: int, hours: int) -> None:
        """Between two calls of one planner staff move the session, and another one plans the move."""
        heard = data.draw(st.sampled_from(self.told))
        calls = 0

        def come_in() -> None:
            nonlocal calls
            calls += 1
            if calls == at_call:
                known = len(self.told)
                self.move(heard.subject.removeprefix("session:"), hours)
                for told in self.told[known:]:
                    self.world.planner().follow(told)
                del self.told[known:]

        self.world.before_call = come_in
        self.world.planner().follow(heard)
        self.world.before_call = lambda: None
        self.told.remove(heard)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        for told in self.told:
            self.world.planner().follow(told)
        wanted: dict[str, datetime] = {}
        for name, session in self.model.items():
            wanted |= session.schedules(name, self.world.now)
        assert self.world.schedules == wanted
        sent = {due.key for due in self.world.sent}
        for name, session in self.model.items():
            if session.status != "draft":
                assert f"session:{name}@{session.timing}/{session.news}" in sent
        drafts = {f"session:{name}" for name, session in self.model.items() if session.status == "draft"}
        assert not drafts & {due.subject for due in self.world.sent}

    def _change(self, name: str, **fields: Any) -> None:
        session = self.world.kept[name]
        self._keep(change(session, change_of(session, **fields), self.world.now))

    def _keep(self, session: Session) -> None:
        self.world.kept[session.id] = session
        self.told.append(
            ChangeEvent(
                id=f"session:{session.id}@{session.revision}",
                type="session.changed",
                subject=f"session:{session.id}",
                revision=session.revision,
                occurred_at=self.world.now,
                correlation_id="c-1",
            )
        )


TestPlannerAgainstItsModel = PlannerMachine.TestCase
TestPlannerAgainstItsModel.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
