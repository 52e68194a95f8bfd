"""Facts of publications as people of each language write them."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from babel import Locale
from babel.dates import format_time, get_timezone_location
from babel.numbers import format_decimal

from campaign.hub.published import content_of
from campaign.hub.texts import TEXTS
from campaign.publications.about import AboutInsight, AboutOrganisation, Span
from campaign.publications.kind import Language
from campaign.publications.publication import Publication

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")  # as babel counts them


def figure(about: AboutInsight, language: Language) -> str:
    """With its unit, and never without "nearly" where it is not exact."""
    texts = TEXTS[language]["insights"]
    number = format_decimal(Decimal(about.figure), locale=language)
    value = texts["percent"].format(number) if about.unit == "%" else f"{number} {about.unit}"
    return str(texts["nearly"].format(value)) if about.approximate else str(value)


def country_name(code: str, language: Language) -> str:
    return str(Locale.parse(language).territories.get(code, code))


def language_name(code: str, language: Language) -> str:
    return str(Locale.parse(language).languages.get(code, code))


def by_country(organisations: tuple[Publication, ...]) -> Iterator[tuple[str, list[Publication]]]:
    """`organisations` are in the order of their countries."""
    for country, some in groupby(organisations, key=_country):
        yield country, list(some)


def hours(span: Span, zone: str, language: Language) -> str:
    """Sunday, Monday: 8:00 PM – 2:00 AM on the next day (Dubai)."""
    texts = TEXTS[language]
    names = Locale.parse(language).days["stand-alone"]["wide"]
    days = texts["list_separator"].join(names[_DAYS.index(day)] for day in span.days)
    if set(span.days) == set(_DAYS):
        days = texts["organisations"]["every_day"]
    opens, closes = (format_time(each, "short", locale=language) for each in (span.opens, span.closes))
    form = "hours_overnight" if span.closes <= span.opens else "hours"
    city = get_timezone_location(zone, locale=language, return_city=True)
    return str(texts["organisations"][form].format(days=days, opens=opens, closes=closes, city=city))


def _country(publication: Publication) -> str:
    about = content_of(publication).about
    return about.country if isinstance(about, AboutOrganisation) else ""
