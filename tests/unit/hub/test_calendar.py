from datetime import UTC, datetime, timedelta

import pytest
import vobject

from campaign.hub.calendar import calendar_of
from campaign.publications.kind import Language
from campaign.sessions.session import Description, Session, SessionStatus, Title
from tests.unit.hub.samples import HUB_URL, NOW, session


def read_back(*sessions: Session) -> list[vobject.base.Component]:
    """The events, as a parser reads them that shares nothing with the library that wrote them."""
    calendar = vobject.readOne(calendar_of(sessions, HUB_URL, "en", "ar").decode())
    return list(calendar.contents.get("vevent", []))


def test_a_session_is_read_back_with_its_time_and_both_titles() -> None:
    (event,) = read_back(session())

    assert event.dtstart.value.astimezone(UTC) == NOW + timedelta(hours=5)
    assert event.dtend.value - event.dtstart.value == timedelta(minutes=45)
    assert event.dtstart.value.utcoffset() == timedelta(hours=4)
    assert event.summary.value == "How to ask for help — كيف تطلب المساعدة"
    assert event.url.value == "https://www.tiktok.com/@invented.advocate/live"
    assert event.status.value == "CONFIRMED"


def test_a_moved_session_keeps_its_uid_and_raises_its_sequence() -> None:
    moved = session(revision=2, starts_at=NOW + timedelta(days=1), updated_at=NOW + timedelta(hours=1))

    (before,), (after,) = read_back(session()), read_back(moved)

    assert before.uid.value == after.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert after.last_modified.value == after.dtstamp.value == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("status", "summary"),
    [
        (SessionStatus.CANCELLED, "Cancelled: How to ask for help — أُلغيت: كيف تطلب المساعدة"),
        (SessionStatus.POSTPONED, "Postponed: How to ask for help — أُجّلت: كيف تطلب المساعدة"),
    ],
)
def test_a_session_without_a_date_that_holds_is_cancelled_and_says_why(
    status: SessionStatus, summary: str
) -> None:
    (event,) = read_back(session(status=status, revision=2))

    assert (event.status.value, event.summary.value) == ("CANCELLED", summary)


def test_the_new_date_of_a_postponed_session_revives_its_event() -> None:
    (postponed,) = read_back(session(status=SessionStatus.POSTPONED, revision=2))
    (dated,) = read_back(session(revision=3, starts_at=NOW + timedelta(days=3)))

    assert (dated.uid.value, dated.status.value) == (postponed.uid.value, "CONFIRMED")
    assert int(dated.sequence.value) > int(postponed.sequence.value)
    assert "new date is not known" in postponed.description.value


FULL = {
    "description": Description(ar="سطر\nوآخر", en="One line\nand another"),
    "content_warning": Title(ar="عن الفقد", en="Speaks of loss"),
    "capacity_note": Title(ar="للجميع", en="Open to all"),
    "sign_language": True,
    "captions": True,
}


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        (
            "en",
            "How to ask for help",
            ["One line\nand another", "Before you join: Speaks of loss", "Open to all", "With sign language"],
        ),
        ("ar", "كيف تطلب المساعدة", ["سطر\nوآخر", "قبل أن تنضم: عن الفقد", "للجميع", "مع ترجمة نصية"]),
    ],
)
def test_a_calendar_in_one_language_says_everything_in_that_language_and_where_help_is(
    language: Language, title: str, words: list[str]
) -> None:
    event = vobject.readOne(calendar_of([session(**FULL)], HUB_URL, language).decode()).vevent

    assert (event.summary.value, event.summary.language_param) == (title, language)
    assert all(each in event.description.value for each in words)
    assert f"{HUB_URL}/{language}/index.html#help-{language}" in event.description.value
    assert "https://www.tiktok.com/@invented.advocate/live" in event.description.value


def test_a_session_with_a_replay_leads_there() -> None:
    link = "https://www.tiktok.com/@invented.advocate/video/7"

    (event,) = read_back(session(replay_link=link))

    assert (event.url.value, link in event.description.value) == (link, True)


def test_calendars_that_follow_it_are_asked_to_look_every_hour() -> None:
    calendar = vobject.readOne(calendar_of([session()], HUB_URL, "en").decode())

    assert calendar.refresh_interval.value == "PT1H"
    assert calendar.refresh_interval.value_param == "DURATION"


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Africa/Cairo", datetime(2026, 4, 23, 20, 30, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2026, 4, 23, 22, 30, tzinfo=UTC)),
        ("Africa/Cairo", datetime(2026, 10, 29, 22, 30, tzinfo=UTC)),
        ("Africa/Casablanca", datetime(2026, 2, 15, 1, 30, tzinfo=UTC)),
        ("Africa/Casablanca", datetime(2026, 2, 15, 3, 30, tzinfo=UTC)),
        ("Africa/Casablanca", datetime(2026, 3, 22, 1, 30, tzinfo=UTC)),
        ("Africa/Casablanca", datetime(2026, 3, 22, 2, 30, tzinfo=UTC)),
        ("Asia/Beirut", datetime(2026, 3, 28, 22, 30, tzinfo=UTC)),
        ("Asia/Beirut", datetime(2026, 10, 24, 21, 30, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
    ],
)
def test_the_written_zone_gives_the_right_moment_around_a_change_of_clocks(
    zone: str, start: datetime
) -> None:
    calendar = calendar_of([session(zone=zone, starts_at=start)], HUB_URL, "ar").decode()
    # Under a name that no reader knows, so that it has to follow the rules that were written.
    unknown = calendar.replace(zone, f"Unknown/{zone}{start:%m%d%H}")

    event = vobject.readOne(unknown).vevent

    assert event.dtstart.value.astimezone(UTC) == start


def test_it_does_so_for_a_calendar_over_several_years() -> None:
    starts = [datetime(year, 4, 30, 20, 0, tzinfo=UTC) for year in (2026, 2027, 2028)]
    onset = datetime(2028, 4, 27, 22, 30, tzinfo=UTC)
    sessions = [session(zone="Africa/Cairo", starts_at=start) for start in [*starts, onset]]

    written = calendar_of(sessions, HUB_URL, "ar").decode()
    calendar = vobject.readOne(written.replace("Africa/Cairo", "Unknown/Cairo"))

    read = [event.dtstart.value.astimezone(UTC) for event in calendar.contents["vevent"]]
    assert read == [*starts, onset]


def test_forged_lines_stay_inside_the_text_of_their_event() -> None:
    forged = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged;,\\n"
    hostile = session().model_copy(
        update={"title": Title.model_construct(en=forged, ar="\u202eع"), "advocate": forged}
    )

    (event,) = read_back(hostile)

    assert event.summary.value == "x END:VEVENT BEGIN:VEVENT SUMMARY:forged;,\\n — ع"


def test_the_same_sessions_make_the_same_bytes() -> None:
    sessions = [session(), session(id="other", zone="Africa/Cairo")]

    assert calendar_of(sessions, HUB_URL, "ar") == calendar_of(sessions, HUB_URL, "ar")


def test_without_sessions_it_is_an_empty_calendar() -> None:
    assert read_back() == []
