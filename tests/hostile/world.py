"""A campaign in which every word that somebody else wrote is hostile, and its harmless twin."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from campaign.hub.state import HubState
from campaign.publications.content import Content
from campaign.publications.kind import FOR_THE_PUBLIC, Kind
from campaign.publications.publication import Publication
from campaign.sessions.session import Description, Session, SessionStatus, Title
from campaign.videos.video import Video
from tests.hostile.planting import Planter, lines_of
from tests.unit.hub.samples import LATER, NOW, session, state, video
from tests.unit.publications import samples

VIDEOS = 24
_STATES: tuple[Mapping[str, Any], ...] = (
    {"starts_at": LATER + timedelta(hours=1)},
    {"starts_at": LATER - timedelta(minutes=5)},
    {"status": SessionStatus.CANCELLED, "starts_at": LATER + timedelta(days=1), "timed_at": LATER},
    {"status": SessionStatus.POSTPONED, "starts_at": LATER + timedelta(days=1)},
    {
        "starts_at": LATER - timedelta(days=1),
        "replay_link": "https://www.tiktok.com/@invented.advocate/video/7374895375649443115",
        "replay_at": NOW,
        "replay_revision": 1,
    },
)
_WORDS = Title(ar="كلمات", en="words")
_SESSION_PLACES = (
    "title.ar",
    "title.en",
    "advocate",
    "description.ar",
    "description.en",
    "content_warning.ar",
    "content_warning.en",
    "capacity_note.ar",
    "capacity_note.en",
    "link",
    "host",
)
_OURS = ("author", "note", "kind", "zone", "opens_at", "closes_at", "draft", "safety_correction", "source")
"""What decides whether and when it is shown, or is shown to staff alone; `source` is planted by its parts."""


@dataclass(frozen=True)
class World:
    state: HubState
    sessions: tuple[Session, ...]
    toolkit: Publication
    planter: Planter


def world(planter: Planter) -> World:
    videos = tuple(_videos(planter))
    sessions = tuple(_sessions(planter))
    publications = tuple(_publication(kind, planter) for kind in FOR_THE_PUBLIC)
    hub = state(*publications, videos=videos, sessions=sessions, read_at=LATER)
    toolkit = next(each for each in publications if each.kind is Kind.TOOLKIT)
    return World(hub, sessions, toolkit, planter)


def twins(first: int) -> tuple[World, World]:
    """The hostile one, and the harmless one that is otherwise the same."""
    planter = Planter(first)
    hostile = world(planter)
    return hostile, world(Planter(first, harmless=True, refused=planter.refused))


def _videos(planter: Planter) -> Iterator[Video]:
    for number in range(VIDEOS):
        # Some platforms have no link of ours, some creators no name.
        one = video(number).model_copy(update={"platform": "tiktok" if number % 5 else "elsewhere"})
        yield planter.plant(one, "caption", "creator.handle", "platform", "id")


def _sessions(planter: Planter) -> Iterator[Session]:
    for number, fields in enumerate(_STATES):
        one = session(
            id=f"session-{number}",
            description=Description(ar="كلمات", en="words"),
            content_warning=_WORDS,
            capacity_note=_WORDS,
            sign_language=True,
            captions=True,
            **fields,
        )
        yield planter.plant(one, *_SESSION_PLACES)


def _publication(kind: Kind, planter: Planter) -> Publication:
    plain = samples.content_of(kind)
    about = planter.plant(plain.about, *lines_of(plain.about, *_OURS))
    texts = {language: planter.plant(half, "title", "summary") for language, half in plain.texts.items()}
    content = Content(about=about, texts=texts, attachments=plain.attachments)
    publication, revision = samples.proposed(content, NOW, None, f"the-{kind}")
    return samples.approved(publication, revision, NOW)
