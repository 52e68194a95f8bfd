"""The dates that an RFC 5545 rule makes, on the clocks of a zone whatever those do over the year.

The arithmetic is dateutil's. botocore, which the runtime brings, needs and imports most of it already; its
rules are imported only by whoever makes a series.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from campaign.kernel.errors import PermanentError
from campaign.kernel.wall_time import Fold, to_utc, zone_named

MAX_DATES = 104
"""Two years of a weekly session."""
_REACH = timedelta(days=3 * 366)
_BEYOND_ALL_YEARS = str(10_000 * 366)
"""An interval after which there is no second period, be it of days."""

_RULE = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*")
_UNTIL = re.compile(r"[0-9]{8}(T[0-9]{6}Z?)?")
# What is finer than a day would make several dates of one day, which is what a date's id is made of.
_DAYS = ("BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYWEEKNO", "BYYEARDAY", "WKST")
_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", *_DAYS})
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})


def dates_of(
    rule: str, first: datetime, zone: str, fold: Fold | None = None, without: Collection[date] = ()
) -> tuple[datetime, ...]:
    """The moments (UTC) at which clocks in `zone` show the time of `first` (naive), on each of the rule's
    days.

    `without` takes days out, as EXDATE does; COUNT counts them all the same. Raises PermanentError for a rule
    without an end, with more than 104 dates or beyond three years, for a first date that the rule does not
    make, and with the list of all dates on which clocks skip the time, or show it twice without a `fold`.
    """
    days = _days(rule, first, zone)
    if unknown := sorted(set(without) - {day.date() for day in days}):
        raise PermanentError(
            "without", f"the rule makes no date on {_listed(unknown)}", "take out dates that it makes"
        )
    moments, faults = [], []
    for day in days:
        if day.date() in without:
            continue
        try:
            moments.append(to_utc(day, zone, fold))
        except PermanentError as error:
            faults.append(f"{day.isoformat(timespec='minutes')}: {error.rule}")
    if faults:
        raise PermanentError(
            "starts",
            "; ".join(faults),
            'choose another time, take these days out by "without", or say by "fold" which of two is meant',
        )
    if not moments:
        raise PermanentError("without", "no date is left", "leave one")
    return tuple(moments)


def _days(text: str, first: datetime, zone: str) -> list[datetime]:
    """Naive, on the zone's clocks."""
    from dateutil.rrule import rrulestr

    parts = _parts(text)
    limit = first + _REACH
    until = _until(parts["UNTIL"], zone) if "UNTIL" in parts else limit
    if until > limit:
        raise PermanentError("rule", "it reaches more than three years ahead", "end it sooner")
    count = int(parts.get("COUNT", MAX_DATES + 1))
    kept = {name: value for name, value in parts.items() if name not in {"COUNT", "UNTIL"}}
    kept["UNTIL"] = f"{until:%Y%m%dT%H%M%S}"

    def rule(**changed: str) -> Iterable[datetime]:
        days: Iterable[datetime] = rrulestr(
            ";".join(map("=".join, {**kept, **changed}.items())), dtstart=first
        )
        return days

    try:
        # dateutil looks at UNTIL only when it has found a day: a rule that never comes true would be searched
        # to the year 9999, for seconds. So the first period is looked at alone.
        begins = next(iter(rule(INTERVAL=_BEYOND_ALL_YEARS)), None) == first
        days = list(islice(rule(), count)) if begins else []
    except (ValueError, IndexError, TypeError) as error:
        raise PermanentError("rule", f"it cannot be read ({error})", "see RFC 5545, 3.3.10") from error
    if not days:
        raise PermanentError(
            "rule", "it makes no date on the day of the first start", "begin on a day of the rule"
        )
    if len(days) > MAX_DATES:
        raise PermanentError("rule", f"it makes more than {MAX_DATES} dates", "end it sooner")
    if "COUNT" in parts and len(days) < count:
        raise PermanentError(
            "rule", f"only {len(days)} of its {count} dates lie within three years", "ask for fewer"
        )
    return days


def _parts(text: str) -> Mapping[str, str]:
    text = text.strip().upper().removeprefix("RRULE:").rstrip(";")
    if not _RULE.fullmatch(text):
        raise PermanentError("rule", "it is no recurrence rule", "write FREQ=WEEKLY;BYDAY=SU;COUNT=10")
    pairs = [part.split("=") for part in text.split(";")]
    parts = dict(pairs)
    if len(parts) < len(pairs) or not parts.keys() <= _PARTS or parts.get("FREQ") not in _FREQUENCIES:
        raise PermanentError(
            "rule",
            "it repeats a part, has one that is unknown or finer than a day, or no FREQ",
            f"use each of {', '.join(sorted(_PARTS))} once, FREQ of {', '.join(sorted(_FREQUENCIES))}",
        )
    if ("COUNT" in parts) == ("UNTIL" in parts):
        raise PermanentError("rule", "it needs an end, and one alone", "add COUNT or UNTIL")
    for name in {"COUNT", "INTERVAL"} & parts.keys():
        if not re.fullmatch(r"[1-9][0-9]{0,2}", parts[name]) or int(parts[name]) > MAX_DATES:
            raise PermanentError("rule", f"its {name} is not from 1 to {MAX_DATES}", "write a whole number")
    if "UNTIL" in parts and not _UNTIL.fullmatch(parts["UNTIL"]):
        raise PermanentError("rule", "its UNTIL is no date", "write 20261231 or 20261231T200000Z")
    return parts


def _until(text: str, zone: str) -> datetime:
    """The last moment, naive on the zone's clocks; a date alone means all of that day."""
    try:
        day = datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007 - on the zone's clocks
        if len(text) == 8:
            return datetime.combine(day, time(23, 59, 59))
        until = datetime.combine(day, datetime.strptime(text[9:15], "%H%M%S").time())  # noqa: DTZ007
    except ValueError as error:
        raise PermanentError("rule", "its UNTIL is no date", "write 20261231 or 20261231T200000Z") from error
    if text.endswith("Z"):
        return until.replace(tzinfo=UTC).astimezone(zone_named(zone)).replace(tzinfo=None)
    return until


def _listed(days: Collection[date]) -> str:
    return ", ".join(day.isoformat() for day in days)
