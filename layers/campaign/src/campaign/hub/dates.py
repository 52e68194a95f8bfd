"""Dates and times as people of each language write them, always with the zone named."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, get_timezone_location, get_timezone_name

from campaign.publications.kind import Language


def date_in(moment: datetime, pattern: str, language: Language, zone: str = "UTC") -> str:
    """`pattern` in CLDR's letters, https://www.unicode.org/reports/tr35/tr35-dates.html."""
    return format_datetime(moment, pattern, tzinfo=ZoneInfo(zone), locale=language)


def day_in(day: date, pattern: str, language: Language) -> str:
    """A day without a time, such as that on which something was checked."""
    return format_date(day, pattern, locale=language)


def time_in(moment: datetime, language: Language, zone: str) -> str:
    """Hour and minute on the clocks of `zone`: 9:00 PM."""
    return format_time(moment, "short", tzinfo=ZoneInfo(zone), locale=language)


def zone_name(moment: datetime, language: Language, zone: str) -> str:
    """The zone as it is called at that moment, and its city: Gulf Standard Time (Dubai)."""
    local = moment.astimezone(ZoneInfo(zone))
    city = get_timezone_location(local, locale=language, return_city=True)
    return f"{get_timezone_name(local, locale=language)} ({city})"
