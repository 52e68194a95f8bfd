"""Whatever bytes come as a programme: rows, or faults with their lines, and never anything else."""

from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from campaign_cli.session_import.csv_file import read_csv
from campaign_cli.session_import.ical_file import read_ical
from campaign_cli.session_import.rows import Fault, FaultyFileError, Row
from tests.unit.cli.test_calendar_import import EVENT
from tests.unit.cli.test_calendar_import import written as calendar
from tests.unit.cli.test_session_import import CIRCLE, TALK
from tests.unit.cli.test_session_import import written as table

CALENDAR = calendar({**EVENT}, {**EVENT, "UID": "circle", "RRULE": "FREQ=WEEKLY;COUNT=3"}).split(b"\r\n")
TABLE = table(TALK, CIRCLE)
lines = st.sampled_from(
    [
        *(b"DTSTART:nonsense", b"DTSTART:20260310", b"DTSTART;TZID=Nowhere:20260310T210000", b"RRULE:FREQ=X"),
        *(b"DTEND:20260101T000000Z", b"DURATION:-PT1H", b"DURATION:P", b"UID:", b"UID:other", b"RRULE:"),
        *(
            b"EXDATE:x",
            b"EXDATE:20260317",
            b"RECURRENCE-ID:20260310",
            b"RECURRENCE-ID:x",
            b"URL:",
            b"STATUS:",
        ),
        *(
            b"SUMMARY: - ",
            b"CONTACT:a",
            b"ORGANIZER:x",
            b"BEGIN:VEVENT",
            b"END:VEVENT",
            b"END:VCALENDAR",
            b":",
        ),
        *(b"BEGIN:VALARM", b"END:VALARM", b"X-CAMPAIGN-STATUS:x", b"X-CAMPAIGN-ZONE:../etc", b"\xff", b"no"),
        *(b"DTSTART:00010101T000000", b"DTSTART:99991231T235959Z", b"EXDATE;VALUE=PERIOD:20260317T0Z/PT1H"),
    ]
)


def read(reader: Callable[[], list[Row]]) -> tuple[list[Row], list[Fault]]:
    try:
        return reader(), []
    except FaultyFileError as refused:
        return [], refused.faults


@given(st.lists(st.tuples(st.integers(0, len(CALENDAR)), st.booleans(), lines), min_size=1, max_size=4))
@example([(6, True, b"DTSTART:nonsense")])
def test_any_calendar_is_read_or_refused(changes: list[tuple[int, bool, bytes]]) -> None:
    mutated = list(CALENDAR)
    for place, replace, line in changes:
        mutated[place : place + replace] = [line]

    rows, faults = read(lambda: read_ical("programme.ics", b"\r\n".join(mutated), "programme"))

    assert all(row.form.source == "programme" for row in rows)
    assert all(1 <= fault.line <= len(mutated) for fault in faults)


@given(st.lists(st.tuples(st.integers(0, len(TABLE) - 1), st.binary(max_size=3)), min_size=1, max_size=6))
def test_any_table_is_read_or_refused(changes: list[tuple[int, bytes]]) -> None:
    mutated = bytearray(TABLE)
    for place, piece in changes:
        mutated[place : place + 1] = piece

    rows, faults = read(lambda: read_csv("programme.csv", bytes(mutated), "programme"))

    assert all(row.form.source == "programme" for row in rows)
    assert all(fault.line >= 1 for fault in faults)
