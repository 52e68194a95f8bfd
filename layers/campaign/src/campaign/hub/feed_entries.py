"""What feeds say of videos, sessions and publications: plain text, whoever wrote it, and the way to help.

Of a publication a feed has the summary alone: its prose would stay with readers after it was taken back.
"""

from collections.abc import Iterator

from campaign.hub.calendar import description_of, summary_of
from campaign.hub.dates import date_in, time_in, zone_name
from campaign.hub.facts import figure
from campaign.hub.feeds import Entry
from campaign.hub.plain_text import harmless, harmless_lines
from campaign.hub.published import Published, content_of, languages_of, seen_since
from campaign.hub.taken_off import TakenOff
from campaign.hub.texts import TEXTS
from campaign.hub.video_links import video_link
from campaign.publications.about import About, AboutInsight, AboutLaunch, AboutToolkit
from campaign.publications.kind import Language
from campaign.publications.publication import Publication
from campaign.sessions.session import Session, SessionStatus
from campaign.videos.video import Video

_TITLE = 100
_TEXT = 2000


def video_entry(video: Video, hub_url: str, language: Language) -> Entry:
    """Its time is that at which it came onto the hub: a caption seen anew is no news."""
    texts = TEXTS[language]["videos"]
    by = f"@{harmless(video.creator.handle, 40)}" if video.creator.handle else texts["someone"]
    marks = (texts["marks"][mark] for mark in video.marks)
    when = video.featured_at or video.received_at
    return Entry(
        subject=f"video:{video.key}",
        title=harmless(video.caption or "", _TITLE) or by,
        text=_lines(harmless_lines(video.caption or "", _TEXT), by, *marks, _help(hub_url, language)),
        link=video_link(video) or f"{hub_url}/{language}/videos/index.html",
        updated=when,
        published=when,
    )


def told(session: Session) -> bool:
    """Of a series its first date speaks for all of them, until another one has a change of its own."""
    return session.announced_by is None or session.revision > 1


def session_entry(session: Session, hub_url: str, language: Language) -> Entry:
    return Entry(
        subject=f"session:{session.id}",
        title=summary_of(session, language),
        text=_lines(_when(session, language), *description_of(session, hub_url, language)),
        link=f"{hub_url}/{language}/sessions/{session.id}/index.html",
        updated=session.updated_at,
    )


def publication_entry(publication: Publication, everything: Published, hub_url: str, lang: Language) -> Entry:
    """One that is shown. Where its text can be read in the other language alone, it says only so."""
    since = seen_since(publication)
    about = content_of(publication).about
    title, *lines = _words(publication, lang)
    note = TEXTS[lang]["publications"]["draft"] if about.draft else ""
    return Entry(
        subject=publication.subject,
        title=harmless(title, _TITLE),
        text=_lines(*lines, note, _help(hub_url, lang)),
        link=f"{hub_url}/{lang}/{everything.page_of(publication.subject)}",
        updated=since,
        published=min(publication.public_since or since, since),
    )


def taken_away(everything: Published) -> Iterator[TakenOff]:
    """Publications that were recalled or withdrawn after the public had seen them."""
    for subject, publication in everything.recalled.items():
        if recall := publication.last_recall:
            yield TakenOff(subject, recall.at)
    for subject, at in everything.withdrawn.items():
        yield TakenOff(subject, at)


def _words(publication: Publication, language: Language) -> Iterator[str]:
    """The title, and lines."""
    texts, content = TEXTS[language], content_of(publication)
    if language not in languages_of(publication):
        yield texts["publications"]["elsewhere_title"]
        yield texts["publications"]["elsewhere_lead"]
        return
    if half := content.texts.get(language):
        yield half.title
        yield half.summary
    yield from _facts(content.about, language)


def _facts(about: About, language: Language) -> Iterator[str]:
    texts = TEXTS[language]
    if isinstance(about, AboutToolkit):
        yield f"{texts['toolkits']['version']} {about.version}"
        yield f"{texts['toolkits']['changes']}: {about.change_note[language]}"
    elif isinstance(about, AboutInsight):
        yield about.wording[language]
        yield figure(about, language)
        for name in ("question", "population"):
            yield f"{texts['insights'][name]}: {getattr(about, name)[language]}"
        yield f"{texts['insights']['source']}: {about.source.name[language]}"
    elif isinstance(about, AboutLaunch):
        yield about.title[language]
        yield about.text[language]
        yield f"{texts['launches']['by']} {about.partner[language]}"


def _when(session: Session, language: Language) -> str:
    """Nothing while it has no date."""
    if session.status is SessionStatus.POSTPONED:
        return ""
    texts, start, zone = TEXTS[language], session.starts_at, session.zone
    day = date_in(start, texts["formats"]["date"], language, zone)
    return (
        f"{day}{texts['list_separator']}{time_in(start, language, zone)} – {zone_name(start, language, zone)}"
    )


def _help(hub_url: str, language: Language) -> str:
    line: str = TEXTS[language]["calendar"]["help"]
    return line.format(f"{hub_url}/{language}/index.html#help-{language}")


def _lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))
