"""sessions.ics: the live sessions as an iCalendar file (RFC 5545), the same bytes for the same sessions."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from campaign.hub.plain_text import harmless
from campaign.sessions.session import Session, SessionStatus

_LINE = 200
_MARGIN = timedelta(days=2)  # more than a zone and UTC differ, with a whole day to both sides


def calendar_of(sessions: Sequence[Session]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//EndTheStigma//Hub//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "#EndTheStigma")
    for zone in sorted({session.zone for session in sessions}):
        calendar.add_component(_timezone(zone, [session for session in sessions if session.zone == zone]))
    for session in sessions:
        calendar.add_component(_event(session))
    text: bytes = calendar.to_ical()
    return text


def _event(session: Session) -> Event:
    title = f"{harmless(session.title.en, _LINE)} — {harmless(session.title.ar, _LINE)}"
    event = Event()
    # The name is fixed for ever: with another one, calendars would show a moved session twice.
    event.add("uid", f"session-{session.id}@end-the-stigma")
    event.add("sequence", session.revision - 1)
    event.add("dtstamp", session.updated_at)
    event.add("last-modified", session.updated_at)
    event.add("dtstart", _local(session.starts_at, session.zone))
    event.add("dtend", _local(session.ends_at, session.zone))
    event.add("summary", title)
    event.add("description", f"{harmless(session.advocate, _LINE)}\n{session.link}")
    event.add("url", session.link)
    event.add("status", "CANCELLED" if session.status is SessionStatus.CANCELLED else "CONFIRMED")
    return event


def _local(moment: datetime, zone: str) -> datetime:
    """On the clocks of `zone`. A time shown twice means the first (RFC 5545, 3.3.5): the second is in UTC."""
    local = moment.astimezone(ZoneInfo(zone))
    return moment.astimezone(UTC) if local.fold else local


def _timezone(zone: str, sessions: Sequence[Session]) -> Timezone:
    """The zone's rules over the days of these sessions."""
    timezone = Timezone.from_tzid(
        zone,
        first_date=min(session.starts_at for session in sessions).date() - _MARGIN,
        last_date=max(session.ends_at for session in sessions).date() + _MARGIN,
    )
    del timezone["comment"]
    # RFC 5545, 3.6.5 wants the onset by the clock that is left; icalendar 7.3 writes the one that is entered.
    for rule in timezone.subcomponents:
        jump = rule.TZOFFSETTO - rule.TZOFFSETFROM
        if jump > timedelta(0):
            rule.DTSTART -= jump
            if "rdate" in rule:  # the same change of clocks in later years
                rule.add("rdate", [onset.dt - jump for onset in rule.pop("rdate").dts])
    return timezone
