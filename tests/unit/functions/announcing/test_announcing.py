import json
from datetime import timedelta

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.ledger import AnnouncementRecord, AnnouncementState
from campaign.aws.announcements import AnnouncementTable
from campaign.sessions.commands import change
from tests.unit.announcements.samples import delivery, due
from tests.unit.functions.announcing.stage import READER, Stage
from tests.unit.sessions.samples import NOW, START, change_of, session


def test_a_session_is_announced_reminded_of_and_live_each_once(stage: Stage) -> None:
    stage.keep(session())
    stage.plan("session:ramadan-talk", 1)
    stage.flow()
    stage.pass_time_until(START + timedelta(hours=1))

    assert stage.mails() == [
        (READER, "New live session: Talking about worry"),
        (READER, "Soon: Talking about worry"),
        (READER, "Live now: Talking about worry"),
    ]


def test_a_moved_session_fires_once_for_the_new_time_and_never_for_the_old(stage: Stage) -> None:
    first = stage.keep(session())
    stage.plan("session:ramadan-talk", 1)
    stage.flow()
    stage.move(first)
    stage.plan("session:ramadan-talk", 2)
    stage.flow()
    assert stage.schedules() == {
        "ramadan-talk.r2.live.now": "at(2026-03-02T17:00:00)",
        "ramadan-talk.r2.reminder.day": "at(2026-03-01T17:00:00)",
        "ramadan-talk.r2.reminder.hour": "at(2026-03-02T16:00:00)",
    }
    stage.pass_time_until(START + timedelta(days=2))

    assert [subject.partition(":")[0] for _, subject in stage.mails()] == [
        "New live session",
        "New time",
        "Coming up",
        "Soon",
        "Live now",
    ]


def test_a_schedule_of_the_old_time_that_fires_all_the_same_discards_itself(stage: Stage) -> None:
    stage.move(stage.keep(session()))
    stale = due(Milestone.LIVE_NOW, revision=1)
    stage.run_until_done(stage.announcer, stale.model_dump_json())

    record = stage.announcement(stale)
    assert record is not None
    assert record.state is AnnouncementState.STALE
    assert stage.waiting("deliveries") == []


def test_a_late_live_now_is_dropped_and_recorded(stage: Stage) -> None:
    stage.keep(session())
    stage.clock.now = START + timedelta(minutes=20)
    late = due(Milestone.LIVE_NOW)
    stage.run_until_done(stage.announcer, late.model_dump_json())

    record = stage.announcement(late)
    assert record is not None
    assert record.state is AnnouncementState.LATE


def test_a_reminder_that_waited_while_its_session_moved_is_dropped_at_delivery(stage: Stage) -> None:
    first = stage.keep(session())
    stage.run_until_done(stage.announcer, due(Milestone.REMINDER_HOUR).model_dump_json())
    stage.move(first)
    stage.flow()

    assert stage.outcome(delivery(due(Milestone.REMINDER_HOUR))) == ("dropped", "stale")
    assert stage.mails() == []


def test_a_subscriber_removed_meanwhile_hears_nothing(stage: Stage) -> None:
    stage.keep(session())
    stage.run_until_done(stage.announcer, due(Milestone.REMINDER_HOUR).model_dump_json())
    stage.audience.remove("invented-reader")
    stage.flow()

    assert stage.outcome(delivery(due(Milestone.REMINDER_HOUR))) is None  # nothing is kept of who is gone
    assert stage.mails() == []


def test_a_cancelled_session_is_told_and_leaves_no_schedule(stage: Stage) -> None:
    first = stage.keep(session())
    stage.plan("session:ramadan-talk", 1)
    stage.flow()
    stage.keep(change(first, change_of(first, status="cancelled"), NOW))
    stage.plan("session:ramadan-talk", 2)
    stage.flow()

    assert stage.schedules() == {}
    assert stage.mails()[-1] == (READER, "Cancelled: Talking about worry")


def test_a_session_that_is_cancelled_before_it_was_planned_is_asked_for_twice_and_told_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stage.keep(session())
    stage.keep(change(first, change_of(first, status="cancelled"), NOW))
    stage.plan("session:ramadan-talk", 1)
    stage.plan("session:ramadan-talk", 2)
    one, other = stage.waiting("announcements")
    assert one == other, "both messages of the planner found the second revision"

    record = AnnouncementTable.record

    def overtaken(table: AnnouncementTable, ours: AnnouncementRecord) -> None:
        monkeypatch.setattr(AnnouncementTable, "record", record)
        assert stage.run(stage.announcer, other) == []
        record(table, ours)

    monkeypatch.setattr(AnnouncementTable, "record", overtaken)
    assert stage.run(stage.announcer, one) == []
    pages = stage.waiting("deliveries")
    assert len(pages) == 2, "whoever records it second has sent its page already"
    stage.run_until_done(stage.deliverer, *pages)

    assert stage.mails() == [(READER, "Cancelled: Talking about worry")]


def test_a_new_title_tells_nobody_again(stage: Stage) -> None:
    first = stage.keep(session())
    stage.plan("session:ramadan-talk", 1)
    stage.flow()
    stage.keep(change(first, change_of(first, title={"ar": "آخر", "en": "Another"}), NOW))
    stage.plan("session:ramadan-talk", 2)
    stage.flow()
    stage.pass_time_until(START + timedelta(hours=1))

    assert [subject for _, subject in stage.mails()] == [
        "New live session: Talking about worry",
        "Soon: Another",
        "Live now: Another",
    ]


def test_a_session_that_changes_while_it_is_planned_is_planned_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stage.keep(session())
    keep_only = stage.planner.planner.schedules.keep_only

    def moved_meanwhile(prefix: str, names: set[str]) -> None:
        keep_only(prefix, names)
        if stage.sessions.get(first.id).revision == 1:
            stage.move(first)

    monkeypatch.setattr(stage.planner.planner.schedules, "keep_only", moved_meanwhile)
    stage.plan("session:ramadan-talk", 1)

    assert list(stage.schedules()) == [
        "ramadan-talk.r2.live.now",
        "ramadan-talk.r2.reminder.day",
        "ramadan-talk.r2.reminder.hour",
    ]


def test_a_reminder_that_comes_too_late_to_plan_is_never_scheduled(stage: Stage) -> None:
    stage.keep(session(starts="2026-03-01T16:20"))
    stage.plan("session:ramadan-talk", 1)

    assert list(stage.schedules()) == ["ramadan-talk.r1.live.now"]


def test_of_two_that_announce_the_same_at_once_the_second_leaves_it_to_the_first(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.keep(session())
    message = due(Milestone.SESSION_ANNOUNCED).model_dump_json()
    record = AnnouncementTable.record

    def overtaken(table: AnnouncementTable, ours: AnnouncementRecord) -> None:
        monkeypatch.setattr(AnnouncementTable, "record", record)
        assert stage.run(stage.announcer, message) == []
        record(table, ours)

    monkeypatch.setattr(AnnouncementTable, "record", overtaken)

    assert stage.run(stage.announcer, message) == []
    stage.flow()
    assert stage.mails() == [(READER, "New live session: Talking about worry")]


def lateness(printed: str) -> list[float]:
    """Every value of the metric, in seconds."""
    lines = (json.loads(line) for line in printed.splitlines() if line.startswith("{"))
    return [value for line in lines for value in line.get("MilestoneLateness", [])]


def test_how_late_a_milestone_is_made_is_measured_once(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.keep(session())
    stage.clock.now = START + timedelta(minutes=3)
    live = due(Milestone.LIVE_NOW)
    for _ in range(2):
        stage.run_until_done(stage.announcer, live.model_dump_json())

    assert lateness(capsys.readouterr().out) == [(stage.clock.now - live.due_at).total_seconds()]


def test_what_came_too_late_to_be_of_use_is_measured_and_what_is_stale_is_not(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    first = stage.keep(session())
    stage.clock.now = START + timedelta(hours=2)
    stage.run_until_done(stage.announcer, due(Milestone.LIVE_NOW).model_dump_json())
    assert len(lateness(capsys.readouterr().out)) == 1

    stage.clock.now = NOW
    stage.move(first)
    stage.run_until_done(stage.announcer, due(Milestone.REMINDER_HOUR, revision=1).model_dump_json())
    assert lateness(capsys.readouterr().out) == []
