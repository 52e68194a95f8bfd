"""A programme as iCalendar (RFC 5545): each VEVENT is a session, one with an RRULE a series.

SUMMARY has both titles, "English — عربي"; CONTACT, or ORGANIZER's CN, names the advocate; URL, or LOCATION,
is the link to the live. STATUS CANCELLED cancels, TENTATIVE makes a draft of what is new. EXDATE leaves a
date of a series out, RECURRENCE-ID has one stand apart. A UID becomes the id, its hash if it is long; the
campaign's own calendars are read back as what they were. All other texts stay as they are.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from campaign.kernel.errors import PermanentError
from campaign.kernel.wall_time import zone_named
from campaign.sessions.series import ScheduleSeries
from campaign.sessions.session import SessionStatus, account_in
from campaign_cli.session_import.rows import Fault, FaultyFileError, Row, form_of, twice

Parsed = Any
"""An event as icalendar has it, whose properties are of thirty types."""

_GIVEN = frozenset({"title", "advocate", "duration_minutes", "link", "source"})
_OWN = re.compile(r"session-([a-z0-9]+(?:-[a-z0-9]+)*)@end-the-stigma")
_BETWEEN = re.compile(r"\s+[—–|/-]\s+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_LATIN = re.compile(r"[A-Za-z]")
_LIVE = re.compile(r"https://\S+/live(/\S*)?")
_LONGEST = 31
_ONCE = frozenset(
    {
        *("uid", "summary", "dtstart", "dtend", "duration", "url", "location", "contact", "organizer"),
        *("status", "recurrence-id", "rrule", "x-campaign-status", "x-campaign-zone"),
    }
)
_STATES = {"CANCELLED": SessionStatus.CANCELLED, "TENTATIVE": SessionStatus.DRAFT}


class _WrongError(Exception):
    """What is wrong with one event."""


def read_ical(name: str, content: bytes, source: str, zone: str | None = None) -> list[Row]:
    """`zone` is for times that come without one. Raises FaultyFileError with every fault of the file."""
    try:
        calendar = Calendar.from_ical(content)
    except (ValueError, IndexError, KeyError) as error:
        raise FaultyFileError(name, [Fault(1, f"it is no iCalendar file ({error})")]) from error
    faults: list[Fault] = []
    zone = zone or (str(calendar["x-wr-timezone"]) if "x-wr-timezone" in calendar else None)
    lines = [number for number, line in enumerate(content.splitlines(), 1) if _begins_event(line)]
    rows: list[Row] = []
    apart: list[tuple[str, datetime, Row]] = []
    events: list[Parsed] = calendar.walk("VEVENT")
    if len(events) != len(lines):
        raise FaultyFileError(name, [Fault(1, "its events do not begin and end in pairs")])
    for line, event in zip(lines, events, strict=True):
        if event.errors:
            faults += [Fault(line, f"{each[0]}: {each[1]}") for each in event.errors]
            continue
        try:
            fields = _fields(event, source, zone)
        except (_WrongError, PermanentError) as error:
            faults.append(Fault(line, str(error)))
            continue
        form = form_of(fields, line, faults)
        if form is None:
            continue
        row = Row(line, form, _given(event), _status(event))
        if "recurrence-id" in event:
            apart.append((form.id, event["recurrence-id"].dt, row))
        else:
            rows.append(row)
    faults += twice(rows)
    rows = [_with_overrides(row, apart) for row in rows]
    of_series = {row.form.id for row in rows if isinstance(row.form, ScheduleSeries)}
    faults += [
        Fault(row.line, "RECURRENCE-ID without the event with the RRULE that it belongs to")
        for id_, _, row in apart
        if id_ not in of_series and not faults
    ]
    if faults:
        raise FaultyFileError(name, faults)
    return rows


def _given(event: Parsed) -> frozenset[str]:
    """The campaign's own calendar says in the title that a session is postponed or cancelled."""
    told = str(event.get("x-campaign-status", SessionStatus.SCHEDULED)) != SessionStatus.SCHEDULED
    return _GIVEN - {"title"} if told else _GIVEN


def _begins_event(line: bytes) -> bool:
    return line.strip().upper() == b"BEGIN:VEVENT"


def _with_overrides(row: Row, apart: list[tuple[str, datetime, Row]]) -> Row:
    if not isinstance(row.form, ScheduleSeries):
        return row
    zone = ZoneInfo(row.form.zone)
    overrides = []
    for id_, moment, each in apart:
        if id_ != row.form.id:
            continue
        day = moment.astimezone(zone) if isinstance(moment, datetime) and moment.tzinfo else moment
        form = each.form.model_copy(update={"id": f"{id_}-{day:%Y%m%d}"})
        overrides.append(Row(each.line, form, each.given, each.status))
    return Row(row.line, row.form, row.given, row.status, tuple(overrides))


def _fields(event: Parsed, source: str, zone: str | None) -> dict[str, Any]:
    for name in ("uid", "summary", "dtstart"):
        if name not in event:
            raise _WrongError(f"{name.upper()} is missing")
    for name in sorted(_ONCE):
        if isinstance(event.get(name), list):
            raise _WrongError(f"{name.upper()} is there more than once")
    for name in ("rdate", "exrule"):
        if name in event:
            raise _WrongError(f"{name.upper()} cannot be imported; write these dates as events of their own")
    starts, zone_name, fold = _start(event, zone)
    fields: dict[str, Any] = {
        "id": _id(str(event["uid"])),
        "title": _titles(str(event["summary"])),
        "advocate": _advocate(event),
        "starts": starts,
        "zone": zone_name,
        "fold": fold,
        "duration_minutes": _minutes(event),
        "link": _link(event),
        "source": source,
    }
    if _status(event) is SessionStatus.DRAFT:
        fields["status"] = SessionStatus.DRAFT
    if "rrule" in event:
        fields["rule"] = event["rrule"].to_ical().decode()
        fields["without"] = [day.date() for day in _exceptions(event, zone_name)]
    return fields


def _start(event: Parsed, zone: str | None) -> tuple[datetime, str, int]:
    """On the clocks of a zone. Without UTC, of a time that is shown twice the first is meant (RFC 5545,
    3.3.5)."""
    start = event["dtstart"]
    if not isinstance(start.dt, datetime):
        raise _WrongError("DTSTART is a day without a time")
    named = start.params.get("TZID")
    own = str(event["x-campaign-zone"]) if "x-campaign-zone" in event else None
    if name := named or own or zone:
        in_zone = zone_named(str(name))
        if named or start.dt.tzinfo is None:
            return start.dt.replace(tzinfo=None, fold=0), str(name), 0
        local = start.dt.astimezone(in_zone)
        return local.replace(tzinfo=None, fold=0), str(name), local.fold
    raise _WrongError("DTSTART names no zone; say by --zone which one is meant")


def _exceptions(event: Parsed, zone: str) -> Iterator[datetime]:
    given = event.get("exdate", [])
    for each in given if isinstance(given, list) else [given]:
        for moment in each.dts:
            if not isinstance(moment.dt, datetime):
                yield datetime.combine(moment.dt, datetime.min.time())
            else:
                yield moment.dt.astimezone(ZoneInfo(zone)) if moment.dt.tzinfo is UTC else moment.dt


def _minutes(event: Parsed) -> int:
    if "dtend" in event:
        start, end = event["dtstart"].dt, event["dtend"].dt
        if not isinstance(end, datetime) or (start.tzinfo is None) != (end.tzinfo is None):
            raise _WrongError("DTEND is not written as DTSTART is")
        length = end.astimezone(UTC) - start.astimezone(UTC) if start.tzinfo else end - start
    elif "duration" in event:
        length = event["duration"].dt
    else:
        raise _WrongError("DTEND and DURATION are missing: one is needed")
    return int(length.total_seconds() // 60)


def _titles(summary: str) -> dict[str, str]:
    """An Arabic title may have foreign words in it, an English one has no Arabic: of several ways to part the
    two, the one that leaves the fewest foreign letters to the Arabic."""
    ways = []
    for between in _BETWEEN.finditer(summary):
        first, second = summary[: between.start()].strip(), summary[between.end() :].strip()
        if first and second and bool(_ARABIC.search(first)) != bool(_ARABIC.search(second)):
            ways.append((first, second) if _ARABIC.search(first) else (second, first))
    if not ways:
        raise _WrongError("SUMMARY needs both titles: English — عربي")
    arabic, english = min(ways, key=lambda way: len(_LATIN.findall(way[0])))
    return {"ar": arabic, "en": english}


def _advocate(event: Parsed) -> str:
    if "contact" in event:
        return str(event["contact"])
    if "organizer" in event and (name := event["organizer"].params.get("CN")):
        return str(name)
    raise _WrongError("CONTACT is missing, and ORGANIZER has no CN: who speaks?")


def _link(event: Parsed) -> str:
    """The first that looks like one; whether it is one the form says."""
    written = [str(event[name]) for name in ("url", "location") if name in event]
    if not written:
        raise _WrongError("URL is missing: the link to the live")
    return next((link for link in written if account_in(link) or _LIVE.fullmatch(link)), written[0])


def _id(uid: str) -> str:
    if own := _OWN.fullmatch(uid):
        return own[1]
    slug = re.sub(r"[^a-z0-9]+", "-", uid.lower()).strip("-")
    return slug if 0 < len(slug) <= _LONGEST else f"ical-{sha256(uid.encode()).hexdigest()[:16]}"


def _status(event: Parsed) -> SessionStatus | None:
    if "x-campaign-status" in event:
        status = str(event["x-campaign-status"])
        return SessionStatus(status) if status in list(SessionStatus) else None
    return _STATES.get(str(event.get("status", "")).upper())
