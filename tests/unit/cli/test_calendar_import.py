"""A programme that comes as iCalendar, with its rules, its exceptions, and its faults."""

from datetime import UTC, datetime, timedelta

import pytest

from campaign.aws.table import Table
from campaign.hub.calendar import calendar_of
from campaign.sessions.series import ScheduleSeries
from campaign.sessions.session import SessionStatus
from campaign_cli.session_import.ical_file import read_ical
from campaign_cli.session_import.rows import FaultyFileError, Row
from tests.unit.cli.session_stage import SessionStage
from tests.unit.conftest import FixedClock
from tests.unit.hub.samples import HUB_URL
from tests.unit.hub.samples import session as shown

LINK = "https://www.tiktok.com/@invented.advocate/live"
EVENT = {
    "UID": "talk",
    "SUMMARY": "Talking about worry — حديث عن القلق",
    "CONTACT": "Invented Advocate",
    "DTSTART;TZID=Asia/Dubai": "20260310T210000",
    "DTEND;TZID=Asia/Dubai": "20260310T214500",
    "URL": LINK,
}


def written(*events: dict[str, str | None]) -> bytes:
    """None leaves a property out."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//invented//EN"]
    for event in events:
        properties = [f"{name}:{value}" for name, value in event.items() if value is not None]
        lines += ["BEGIN:VEVENT", *properties, "END:VEVENT"]
    return ("\r\n".join([*lines, "END:VCALENDAR"]) + "\r\n").encode()


def read(*events: dict[str, str | None], zone: str | None = None) -> list[Row]:
    return read_ical("programme.ics", written(*events), "programme", zone)


def faults_of(*events: dict[str, str | None]) -> list[tuple[int, str]]:
    with pytest.raises(FaultyFileError) as refused:
        read(*events)
    return [(fault.line, fault.words) for fault in refused.value.faults]


@pytest.fixture
def stage(table: Table, clock: FixedClock) -> SessionStage:
    return SessionStage(table, clock)


def test_an_event_is_a_session(stage: SessionStage) -> None:
    stage.put_through(read({**EVENT}))

    talk = stage.present()["talk"]
    assert (talk.title.en, talk.title.ar) == ("Talking about worry", "حديث عن القلق")
    assert (talk.advocate, talk.duration_minutes, talk.link) == ("Invented Advocate", 45, LINK)
    assert (talk.starts_at, talk.zone) == (datetime(2026, 3, 10, 17, 0, tzinfo=UTC), "Asia/Dubai")
    assert talk.source == "programme"


def test_the_same_calendar_again_changes_nothing(stage: SessionStage) -> None:
    weekly = {**EVENT, "UID": "circle", "RRULE": "FREQ=WEEKLY;COUNT=3"}
    stage.put_through(read({**EVENT}, {**weekly}))

    comparison = stage.compare(read({**EVENT}, {**weekly}))

    assert (comparison.added, comparison.changed, comparison.left, comparison.missing) == ([], [], [], [])
    assert len(comparison.unchanged) == 4


def test_a_rule_is_a_series_whose_exceptions_are_left_out_or_stand_apart(stage: SessionStage) -> None:
    weekly = {
        **EVENT,
        "UID": "circle",
        "RRULE": "FREQ=WEEKLY;UNTIL=20260407T170000Z",
        "EXDATE;TZID=Asia/Dubai": "20260324T210000",
    }
    moved = {
        **EVENT,
        "UID": "circle",
        "RECURRENCE-ID;TZID=Asia/Dubai": "20260331T210000",
        "DTSTART;TZID=Asia/Dubai": "20260401T200000",
        "DTEND;TZID=Asia/Dubai": "20260401T204500",
    }
    off = {**EVENT, "UID": "circle", "RECURRENCE-ID": "20260407T170000Z", "STATUS": "CANCELLED"}

    rows = read({**weekly}, {**moved}, {**off})
    refused = stage.put_through(rows)

    assert refused == []
    dates = {id_: (str(each.status), each.starts_locally.day) for id_, each in stage.present().items()}
    assert dates == {
        "circle-20260310": ("scheduled", 10),
        "circle-20260317": ("scheduled", 17),
        "circle-20260331": ("scheduled", 1),
        "circle-20260407": ("cancelled", 7),
    }
    assert stage.compare(rows).changed == []


def test_a_series_keeps_its_local_time_over_the_change_of_clocks_in_cairo(stage: SessionStage) -> None:
    weekly = {
        **EVENT,
        "RRULE": "FREQ=WEEKLY;COUNT=3",
        "DTSTART;TZID=Asia/Dubai": None,
        "DTEND;TZID=Asia/Dubai": None,
        "DTSTART;TZID=Africa/Cairo": "20260421T210000",
        "DURATION": "PT45M",
    }

    stage.put_through(read({**weekly}))

    starts = [f"{each.starts_at:%d %H}" for each in stage.present().values()]
    assert starts == ["21 19", "28 18", "05 18"]


@pytest.mark.parametrize(
    ("status", "becomes"), [("CONFIRMED", None), ("CANCELLED", "cancelled"), ("TENTATIVE", "draft")]
)
def test_the_status_is_read(status: str, becomes: str | None) -> None:
    (row,) = read({**EVENT, "STATUS": status})

    assert row.status == becomes


@pytest.mark.parametrize(
    ("uid", "id_"),
    [
        ("Spring-Talk@example.org", "spring-talk-example-org"),
        ("session-asking-for-help@end-the-stigma", "asking-for-help"),
        ("an-invented-name-of-more-than-31-characters@example.org", "ical-ffafc7e7d3a75511"),
    ],
)
def test_an_id_is_made_of_the_uid(uid: str, id_: str) -> None:
    (row,) = read({**EVENT, "UID": uid})

    assert row.form.id == id_


@pytest.mark.parametrize(
    "summary", ["حديث عن القلق — Talking about worry", "Talking - about worry | حديث عن القلق"]
)
def test_the_titles_are_told_apart_by_their_script(summary: str) -> None:
    (row,) = read({**EVENT, "SUMMARY": summary})

    assert (row.form.title.ar, "about worry" in row.form.title.en) == ("حديث عن القلق", True)


def test_a_time_without_a_zone_is_read_in_the_one_that_is_named_for_it() -> None:
    event = {**EVENT, "DTSTART;TZID=Asia/Dubai": None, "DTEND;TZID=Asia/Dubai": None, "DURATION": "PT1H"}

    (utc,) = read({**event, "DTSTART": "20260310T170000Z"}, zone="Asia/Dubai")
    (floating,) = read({**event, "DTSTART": "20260310T210000"}, zone="Asia/Dubai")

    assert utc.form.starts == floating.form.starts == datetime(2026, 3, 10, 21, 0)  # noqa: DTZ001 - local
    assert "names no zone" in faults_of({**event, "DTSTART": "20260310T170000Z"})[0][1]


def test_a_length_over_the_change_of_clocks_is_the_time_that_passes() -> None:
    late = {
        **EVENT,
        "DTSTART;TZID=Asia/Dubai": None,
        "DTEND;TZID=Asia/Dubai": None,
        "DTSTART;TZID=Africa/Cairo": "20260423T233000",
        "DTEND;TZID=Africa/Cairo": "20260424T013000",
    }

    (row,) = read({**late})

    assert row.form.duration_minutes == 60


def test_the_campaign_s_own_calendar_read_back_changes_nothing(
    stage: SessionStage, clock: FixedClock
) -> None:
    night = clock() + timedelta(days=3)
    kept = [
        shown(id="plain", starts_at=night, source="programme"),
        shown(
            id="twice",
            starts_at=datetime(2026, 10, 29, 21, 30, tzinfo=UTC),
            zone="Africa/Cairo",
            source="programme",
        ),
        shown(id="waiting", starts_at=night, source="programme", status=SessionStatus.POSTPONED),
        shown(id="off", starts_at=night, source="programme", status=SessionStatus.CANCELLED),
    ]
    for session in kept:
        stage.table.add(session, "c-1")

    rows = read_ical("sessions.ics", calendar_of(kept, HUB_URL, "en", "ar"), "programme")
    comparison = stage.compare(rows)

    assert (comparison.added, comparison.changed, comparison.left, comparison.missing) == ([], [], [], [])
    assert sorted(comparison.unchanged) == ["off", "plain", "twice", "waiting"]


def test_every_fault_is_told_at_once_with_the_line_of_its_event() -> None:
    broken: list[dict[str, str | None]] = [
        {**EVENT, "SUMMARY": "English alone"},
        {**EVENT, "UID": "b", "CONTACT": None},
        {**EVENT, "UID": "c", "URL": "https://example.org"},
        {**EVENT, "UID": "d", "DTEND;TZID=Asia/Dubai": None},
        {**EVENT, "UID": "e", "RRULE": "FREQ=WEEKLY"},
        {**EVENT, "UID": "f", "DTSTART;TZID=Asia/Dubai": None, "DTSTART;VALUE=DATE": "20260310"},
        {**EVENT, "UID": "g", "RECURRENCE-ID;TZID=Asia/Dubai": "20260310T210000"},
        {**EVENT, "UID": "h", "RDATE": "20260310T210000"},
        {**EVENT, "UID": None},
    ]

    faults = faults_of(*broken)
    alone = faults_of(broken[6])

    assert [line for line, _ in faults] == [4, 12, 19, 27, 34, 43, 60, 69]
    words = " / ".join(each for _, each in faults)
    for said in (
        "SUMMARY needs both titles",
        "who speaks?",
        "link: ",
        "DTEND and DURATION",
        "needs an end",
        "a day without a time",
        "RDATE cannot",
        "UID is missing",
    ):
        assert said in words
    assert alone == [(4, "RECURRENCE-ID without the event with the RRULE that it belongs to")]


def test_two_events_with_one_uid_are_refused() -> None:
    assert faults_of({**EVENT}, {**EVENT}) == [(12, "id talk is on line 4 already")]


@pytest.mark.parametrize("content", [b"", b"id,title\r\n", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"])
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(FaultyFileError, match="no iCalendar file"):
        read_ical("programme.ics", content, "programme")


def test_a_rule_makes_a_series_form() -> None:
    (row,) = read({**EVENT, "RRULE": "FREQ=WEEKLY;COUNT=3"})

    assert isinstance(row.form, ScheduleSeries)
