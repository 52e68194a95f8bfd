from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.announcements.classes import Milestone
from campaign.announcements.digest import digest_due, news_of_digest
from campaign.announcements.expansion import Verdict, judge
from campaign.announcements.messages import DigestAsked
from campaign.announcements.news import News
from campaign.announcements.planner import read_planning
from campaign.announcements.texts import Texts, link_facts, personal_facts
from campaign.aws.news_desk import news_desk
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from campaign.kernel.errors import NotFoundError
from campaign.publications.kind import Kind
from campaign.publications.toolkit import Toolkit
from campaign.sessions.session import Session, SessionStatus
from tests.unit.announcements.samples import toolkit
from tests.unit.audience.samples import reader
from tests.unit.publications.samples import content_of, kept
from tests.unit.sessions.samples import NOW, session

# 2026-03-01 is a Sunday, the last day of week 9.
SUNDAY = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
TEXTS = Texts("https://hub.example.org", "team@example.org")


class Kept:
    def __init__(self, *sessions: Session) -> None:
        self.sessions = sessions

    def starting_from(self, moment: datetime) -> Sequence[Session]:
        return sorted(
            (one for one in self.sessions if one.starts_at >= moment), key=lambda one: one.starts_at
        )


def talk(name: str, starts_at: datetime, **changes: object) -> Session:
    return session(id=name, title={"ar": "ع", "en": name}).model_copy(
        update={"starts_at": starts_at, **changes}
    )


def digest(*sessions: Session, toolkits: Sequence[Toolkit] = ()) -> News:
    return news_of_digest("2026-W09", Kept(*sessions), toolkits)  # type: ignore[arg-type]  # all that it asks for


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (SUNDAY, "2026-W09"),
        (SUNDAY - SECOND, "2026-W09"),  # a clock that is a little behind
        (SUNDAY - timedelta(minutes=2), "2026-W08"),
        (SUNDAY + DAY, "2026-W09"),  # whoever comes late asks for the same
        (SUNDAY + 7 * DAY - timedelta(hours=1), "2026-W09"),
        (datetime(2027, 1, 3, 9, 0, tzinfo=UTC), "2026-W53"),
    ],
)
def test_the_digest_is_that_of_the_last_sunday_nine_oclock(now: datetime, week: str) -> None:
    due = digest_due(now)

    assert due.subject == f"digest:{week}"
    assert (due.due_at.isoweekday(), due.due_at.hour) == (7, 9)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_week_is_never_asked_for_twice_under_two_names_nor_two_weeks_under_one(now: datetime) -> None:
    due, later = digest_due(now), digest_due(now + 7 * DAY)

    assert due.subject != later.subject
    assert later.due_at - due.due_at == 7 * DAY
    assert due.due_at - timedelta(minutes=1) <= now < due.due_at + 7 * DAY


def test_it_tells_of_the_coming_week_and_of_no_other() -> None:
    told = digest(
        talk("before", SUNDAY - SECOND),
        talk("first", SUNDAY),
        talk("last", SUNDAY + 7 * DAY - SECOND),
        talk("after", SUNDAY + 7 * DAY),
        talk("draft", SUNDAY + DAY, status=SessionStatus.DRAFT),
        talk("gone", SUNDAY + DAY, status=SessionStatus.CANCELLED),
        talk("undated", SUNDAY + DAY, status=SessionStatus.POSTPONED),
    )

    assert told.entries is not None
    assert [entry.facts["en"]["title"] for entry in told.entries] == ["first", "last"]


@pytest.mark.parametrize(
    ("published_at", "is_told"),
    [(SUNDAY, True), (SUNDAY - 7 * DAY + SECOND, True), (SUNDAY - 7 * DAY, False), (SUNDAY + SECOND, False)],
)
def test_it_tells_of_toolkits_published_in_the_last_week(published_at: datetime, is_told: bool) -> None:
    told = digest(toolkits=[toolkit().model_copy(update={"told_at": published_at})])

    assert told.says_something is is_told


def test_a_digest_without_anything_to_tell_is_dropped_and_one_is_of_use_for_two_days() -> None:
    due = digest_due(SUNDAY)
    full = digest(talk("first", SUNDAY + DAY))

    assert judge(due, digest(), SUNDAY) is Verdict.STALE
    assert judge(due, full, SUNDAY + 2 * DAY - SECOND) is Verdict.CURRENT
    assert judge(due, full, SUNDAY + 2 * DAY) is Verdict.LATE


def test_each_session_is_told_on_the_readers_clocks_with_its_link_and_each_toolkit_with_its_page() -> None:
    fresh = toolkit().model_copy(update={"told_at": SUNDAY})
    news = digest(talk("first", SUNDAY + DAY), talk("second", SUNDAY + 2 * DAY), toolkits=[fresh])
    links = {"preferences": "https://a.example/p", "unsubscribe": "https://a.example/u"}
    facts = personal_facts(reader(), news) | link_facts(links)
    message = TEXTS.compose(Milestone.DIGEST_WEEKLY, "en", news).filled(facts)

    assert "\u2068first\u2069, with \u2068Invented Advocate\u2069: \u20682026-03-02 13:00" in message.text
    assert "\u20682026-03-03 13:00 (Asia/Dubai)\u2069" in message.text
    assert message.text.count(f"Where to watch: {session().link}") == 2
    assert "Read it: https://hub.example.org/en/toolkits/listening/index.html" in message.text
    assert message.text.index("Live in the coming days") < message.text.index("New or renewed this week")
    assert message.link == "https://hub.example.org/en/index.html"
    assert "{{" not in message.html


def test_a_heading_without_anything_under_it_is_left_out() -> None:
    text = TEXTS.compose(Milestone.DIGEST_WEEKLY, "en", digest(talk("first", SUNDAY + DAY))).text

    assert "New or renewed" not in text


def test_the_desk_reads_a_digest_from_the_lists(table: Table) -> None:
    SessionTable(table).add(session(starts="2026-03-03T21:00"), "c-1")
    kept(table, content_of(Kind.TOOLKIT), NOW - DAY)

    news = news_desk(table, lambda: NOW).about(digest_due(NOW))

    assert news.topics == ("digest",)
    assert len(news.entries or ()) == 2


@pytest.mark.parametrize("week", ["2026-W60", "2026-09", "W09", "2026-Wx"])
def test_what_is_no_week_is_not_found(week: str) -> None:
    with pytest.raises(NotFoundError, match="no week"):
        news_of_digest(week, Kept(), ())  # type: ignore[arg-type]


def test_the_schedules_message_is_told_from_a_change() -> None:
    assert read_planning('{"digest": "weekly"}') == DigestAsked(digest="weekly")
