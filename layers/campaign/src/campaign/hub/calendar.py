"""The live sessions as iCalendar files (RFC 5545): the same bytes for the same sessions.

One event is one session, also of a series: its dates move and end one by one, so that a rule for all of them
would be wrong at the first move.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from campaign.hub.plain_text import harmless, harmless_lines
from campaign.hub.texts import TEXTS
from campaign.publications.kind import Language
from campaign.sessions.session import Session, SessionStatus

_LINE = 200
_TEXT = 2000
_MARGIN = timedelta(days=2)  # more than a zone and UTC differ, with a whole day to both sides
_REFRESH = timedelta(hours=1)  # RFC 7986; a moved session should not wait for a calendar's own idea of often


def calendar_of(sessions: Sequence[Session], hub_url: str, *languages: Language) -> bytes:
    """In one language, or in several beside each other. Whoever calls it leaves drafts out."""
    calendar = Calendar()
    calendar.add("prodid", "-//EndTheStigma//Hub//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "#EndTheStigma")
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for zone in sorted({session.zone for session in sessions}):
        calendar.add_component(_timezone_of([session for session in sessions if session.zone == zone]))
    for session in sessions:
        calendar.add_component(_event(session, hub_url, languages))
    text: bytes = calendar.to_ical()
    return text


def _event(session: Session, hub_url: str, languages: Sequence[Language]) -> Event:
    event = Event()
    # The name is fixed for ever: with another one, calendars would show a moved session twice.
    event.add("uid", f"session-{session.id}@end-the-stigma")
    event.add("sequence", session.revision - 1)
    event.add("dtstamp", session.updated_at)
    event.add("last-modified", session.updated_at)
    event.add("dtstart", _local(session.starts_at, session.zone))
    event.add("dtend", _local(session.ends_at, session.zone))
    spoken: dict[str, str] = {"LANGUAGE": languages[0]} if len(languages) == 1 else {}
    event.add("summary", " — ".join(summary_of(session, each) for each in languages), parameters=spoken)
    words = "\n\n".join("\n".join(description_of(session, hub_url, each)) for each in languages)
    event.add("description", words, parameters=spoken)
    event.add("url", session.replay_link or session.link)
    event.add("location", session.link)
    event.add("contact", harmless(session.advocate, _LINE))
    # RFC 5545 wants a date of every published event and knows no state without one. TENTATIVE would keep a
    # date that holds no longer, with its alarm; a cancelled one is revived by the next SEQUENCE.
    event.add("status", "CONFIRMED" if session.status is SessionStatus.SCHEDULED else "CANCELLED")
    event.add("x-campaign-status", session.status)  # by these two the campaign reads its own calendar again
    event.add("x-campaign-zone", session.zone)
    return event


def summary_of(session: Session, language: Language) -> str:
    """The state as well: there are calendars that show a cancelled event like any other."""
    title = harmless(getattr(session.title, language), _LINE)
    form: str | None = TEXTS[language]["calendar"].get(session.status)
    return form.format(title) if form else title


def description_of(session: Session, hub_url: str, language: Language) -> Iterator[str]:
    """Lines: who speaks, about what, what to know before, where to watch, and where help is."""
    texts = TEXTS[language]["calendar"]
    yield harmless(session.advocate, _LINE)
    if session.status is SessionStatus.POSTPONED:
        yield texts["no_date"]
    if session.description:
        yield harmless_lines(getattr(session.description, language), _TEXT)
    for name in ("content_warning", "capacity_note"):
        if note := getattr(session, name):
            yield texts[name].format(harmless(getattr(note, language), _LINE))
    for name in ("sign_language", "captions"):
        if getattr(session, name):
            yield texts[name]
    if session.replay_link:
        yield texts["replay"].format(session.replay_link)
    elif session.status is SessionStatus.SCHEDULED:
        yield session.link
    yield texts["help"].format(f"{hub_url}/{language}/index.html#help-{language}")


def _local(moment: datetime, zone: str) -> datetime:
    """On the clocks of `zone`. A time shown twice means the first (RFC 5545, 3.3.5): the second is in UTC."""
    local = moment.astimezone(ZoneInfo(zone))
    return moment.astimezone(UTC) if local.fold else local


def _timezone_of(sessions: Sequence[Session]) -> Timezone:
    first = min(session.starts_at for session in sessions) - _MARGIN
    last = max(session.ends_at for session in sessions) + _MARGIN
    return _timezone(sessions[0].zone, first.year, last.year)


@lru_cache(maxsize=256)  # each session has files of its own; that of Dubai, which never changes, takes 10 ms
def _timezone(zone: str, first_year: int, last_year: int) -> Timezone:
    """The zone's rules over these years; for whole ones, so that most calendars share them."""
    timezone = Timezone.from_tzid(zone, first_date=date(first_year, 1, 1), last_date=date(last_year, 12, 31))
    del timezone["comment"]
    for rule in timezone.subcomponents:
        # RFC 5545, 3.6.5 wants the onset by the clock that is left; icalendar 7.3 writes the entered one's.
        early = max(rule.TZOFFSETTO - rule.TZOFFSETFROM, timedelta(0))
        rule.DTSTART -= early
        if "rdate" in rule:  # the same change of clocks in later years
            for onset in rule.pop("rdate").dts:
                rule.add("rdate", [onset.dt - early])  # a line each: vobject reads the first of a line
    return timezone
