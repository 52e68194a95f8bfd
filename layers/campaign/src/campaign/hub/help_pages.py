"""Who helps, by country, for the help block of every page: its script reads one file a language."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from campaign.hub.facts import by_country, hours
from campaign.hub.plan import Planned
from campaign.hub.published import Published, content_of, languages_of
from campaign.hub.rendering import BRIEFLY
from campaign.hub.site import SiteFile
from campaign.hub.texts import TEXTS
from campaign.publications.about import AboutOrganisation
from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign.publications.publication import Publication


def help_files(published: Published) -> Iterator[Planned]:
    """`<language>/help.json`: for each country that has any, its organisations as the public sees them."""
    for language in LANGUAGES:
        path = f"{language}/help.json"
        yield Planned(path, frozenset({Kind.ORGANISATION}), partial(_help_file, path, language, published))


def _help_file(path: str, language: Language, published: Published) -> SiteFile:
    countries = {
        country: [_line(each, language) for each in some if language in languages_of(each)]
        for country, some in by_country(published.of(Kind.ORGANISATION))
    }
    body = json.dumps({code: lines for code, lines in countries.items() if lines}, ensure_ascii=False)
    return SiteFile(path, body.encode(), "application/json", BRIEFLY)


def _line(publication: Publication, language: Language) -> dict[str, Any]:
    """`place` is the id on the page of organisations; `tel` is there when the number is for calling."""
    about = content_of(publication).about
    if not isinstance(about, AboutOrganisation):
        raise TypeError(f"{publication.subject} is no organisation")
    line = {
        "name": about.name[language],
        "place": f"{publication.kind}-{publication.id}",
        "phone": about.phone,
        "about": about.for_whom[language],
        "when": _when(about, language),
    }
    return {**line, "tel": dialled(about.phone)} if "phone" in about.channels else line


def dialled(phone: str) -> str:
    """What a telephone dials, as `tel:` wants it: without blanks and hyphens."""
    return phone.replace(" ", "").replace("-", "")


def _when(about: AboutOrganisation, language: Language) -> str:
    if about.always:
        return str(TEXTS[language]["organisations"]["always"])
    return " · ".join(hours(span, about.zone or "UTC", language) for span in about.hours)
