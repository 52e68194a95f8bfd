"""Who would be told what, and when, before staff do it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.foreseeing import MOST, Change, How, counted, outlook
from campaign.announcements.planning import plan
from campaign.audience.storage import PARTS, rows_of
from campaign.audience.subscriber import Cadence, Subscriber
from campaign.sessions.commands import change
from campaign.sessions.series import ScheduleSeries, made_of, to_write
from campaign.sessions.session import Session, SessionStatus
from tests.unit.audience.samples import NEVER_QUIET, partner, reader
from tests.unit.conftest import FixedClock
from tests.unit.sessions.samples import FORM, NOW, START, change_of, session

TOMORROW = "2026-03-02T20:00"
TALK = session()


class People:
    """Subscribers, every one of them in the first part."""

    def __init__(self, *subscribers: Subscriber) -> None:
        self.all = subscribers
        self.parts: list[int] = []

    def subscribers(self, topics: Iterable[str], part: int) -> Iterable[Subscriber]:
        self.parts.append(part)
        wanted = set(topics)
        return [one for one in self.all if part == 0 and wanted & set(rows_of(one))]


def changed(before: Session = TALK, **fields: Any) -> Change:
    return Change(before, change(before, change_of(before, **fields), NOW))


def told(
    one: Change, *subscribers: Subscriber, now: datetime = NOW
) -> dict[Milestone, list[tuple[str, ...]]]:
    count = counted(outlook([one], now), People(*subscribers), PARTS, lambda: now, 8.0)
    return {
        each.milestone: [(part.language, part.channel, part.how, str(part.readers)) for part in each.readers]
        for each in count.expected
    }


def test_a_move_is_told_at_once_with_reminders_of_the_new_start_in_place_of_the_old() -> None:
    found = outlook([changed(starts=TOMORROW)], NOW)

    assert [(each.due.milestone, each.at_once) for each in found.new] == [
        (Milestone.SESSION_MOVED, True),
        (Milestone.REMINDER_DAY, False),
        (Milestone.REMINDER_HOUR, False),
        (Milestone.LIVE_NOW, False),
    ]
    assert [each.milestone for each in found.given_up] == [Milestone.REMINDER_HOUR, Milestone.LIVE_NOW]
    assert found.kept == ()


def test_new_words_tell_nobody_and_leave_the_reminders_as_they_are() -> None:
    found = outlook([changed(title={"ar": "عن النوم", "en": "About sleep"})], NOW)

    assert (found.new, found.given_up) == ((), ())
    assert [(each.milestone, each.due_at) for each in found.kept] == [
        (Milestone.REMINDER_HOUR, START - timedelta(hours=1)),
        (Milestone.LIVE_NOW, START),
    ]


def test_a_draft_tells_nobody_and_its_publication_does() -> None:
    draft = session(status=SessionStatus.DRAFT)

    assert outlook([Change(None, draft)], NOW).new == ()
    published = outlook([changed(draft, status=SessionStatus.SCHEDULED)], NOW)
    assert published.new[0].due.milestone is Milestone.SESSION_ANNOUNCED


@pytest.mark.parametrize(
    "fields",
    [
        {"starts": TOMORROW},
        {"status": SessionStatus.CANCELLED},
        {"status": SessionStatus.POSTPONED},
        {"advocate": "Another Advocate"},
    ],
)
def test_what_is_foreseen_and_what_is_kept_is_all_that_is_planned_afterwards(fields: dict[str, Any]) -> None:
    one = changed(**fields)
    found = outlook([one], NOW)

    planned = plan(one.after, NOW, "c-1")
    afterwards = {(due.milestone, due.due_at) for due in planned.at_once | planned.scheduled}
    foreseen = {(each.due.milestone, each.due.due_at) for each in found.new}
    kept = {(each.milestone, each.due_at) for each in found.kept}
    before = {(due.milestone, due.due_at) for due in plan(TALK, NOW, "c-1").at_once}
    assert foreseen | kept | (before & afterwards) == afterwards


def test_readers_are_counted_by_language_and_channel() -> None:
    people = [reader(), reader(id="second"), reader(id="third", language="ar"), partner()]

    assert told(changed(status=SessionStatus.CANCELLED), *people) == {
        Milestone.SESSION_CANCELLED: [
            ("ar", "email", How.ON_TIME, "1"),
            ("ar", "webhook", How.ON_TIME, "1"),
            ("en", "email", How.ON_TIME, "2"),
        ]
    }


def test_who_follows_something_else_is_not_counted() -> None:
    people = [
        reader(topics=["toolkits"]),
        reader(id="second", topics=["session:another-talk"]),
        reader(id="third", topics=["session:ramadan-talk"]),
    ]

    assert told(changed(status=SessionStatus.CANCELLED), *people)[Milestone.SESSION_CANCELLED] == [
        ("en", "email", How.ON_TIME, "1")
    ]


def test_quiet_hours_and_the_digest_decide_how() -> None:
    published = changed(session(status=SessionStatus.DRAFT, starts=TOMORROW), status=SessionStatus.SCHEDULED)
    at_night = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)  # midnight in Dubai
    people = [
        reader(),
        reader(id="awake", quiet=NEVER_QUIET),
        reader(id="weekly", cadence=Cadence.DIGEST, quiet=NEVER_QUIET),
    ]

    found = told(published, *people, now=at_night)

    assert found[Milestone.SESSION_ANNOUNCED] == [
        ("en", "email", How.IN_DIGEST, "1"),
        ("en", "email", How.LATER, "1"),
        ("en", "email", How.ON_TIME, "1"),
    ]
    assert ("en", "email", How.NOT_TOLD, "1") in found[Milestone.REMINDER_HOUR]


def test_each_reader_is_judged_at_the_time_of_the_announcement_and_not_now() -> None:
    late = changed(starts="2026-03-02T22:00")  # live when quiet hours have begun

    found = told(late, reader())

    assert found[Milestone.SESSION_MOVED] == [("en", "email", How.ON_TIME, "1")]
    assert found[Milestone.LIVE_NOW] == [("en", "email", How.NOT_TOLD, "1")]


def test_after_the_time_no_other_part_is_begun_and_the_count_says_so(clock: FixedClock) -> None:
    class Slow(People):
        def subscribers(self, topics: Iterable[str], part: int) -> Iterable[Subscriber]:
            clock.advance(seconds=5)
            return super().subscribers(topics, part)

    people = Slow(reader())
    count = counted(outlook([changed(starts=TOMORROW)], NOW), people, PARTS, clock, 8.0)

    assert (count.parts, people.parts) == (2, [0, 1])


def test_where_nobody_is_told_nobody_is_read(clock: FixedClock) -> None:
    people = People(reader())

    count = counted(outlook([changed(duration_minutes=50)], NOW), people, PARTS, clock, 8.0)

    assert (count.expected, count.parts, people.parts) == ((), PARTS, [])


def test_of_a_long_series_the_first_announcements_are_counted(clock: FixedClock) -> None:
    form = ScheduleSeries.model_validate({**FORM, "id": "circle", "rule": "FREQ=DAILY;COUNT=30"})
    dates = to_write(made_of(form, NOW), form, ())
    found = outlook([Change(None, each) for each in dates], NOW)

    count = counted(found, People(reader()), PARTS, clock, 8.0)

    assert len(found.new) == 30 * 3 + 1 - 1  # the first date's reminder of the day before is over
    assert len(count.expected) == MOST
    assert count.expected[0].milestone is Milestone.SESSION_ANNOUNCED
    assert [each.due_at for each in count.expected[1:]] == sorted(each.due_at for each in count.expected[1:])
