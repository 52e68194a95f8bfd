"""A hub's state to test with; everybody in it is invented."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from campaign.hub.archive import START, Dirty, Place, place_of
from campaign.hub.changes import Changes
from campaign.hub.form_pages import PublicApi
from campaign.hub.published import published
from campaign.hub.site import ALL, Scope, SiteFile
from campaign.hub.state import HubState
from campaign.hub.wanted import Part, want
from campaign.kernel.errors import ConflictError
from campaign.publications.kind import FOR_THE_PUBLIC, Kind
from campaign.publications.publication import Publication
from campaign.publications.uploads import Upload
from campaign.sessions.session import Session, Title
from campaign.videos.intake import Creator
from campaign.videos.video import Video, VideoStatus
from tests.unit.publications import samples

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HUB_URL = "https://hub.example.org"
API = PublicApi("https://api.example.org/v1", "campaign@example.org")


def video(
    number: int = 1, caption: str = "It helped to say it.", handle: str | None = "layla.writes"
) -> Video:
    return Video(
        platform="tiktok",
        id=str(7374895375649443115 + number),
        status=VideoStatus.FEATURED,
        source="webhook",
        observed_at=NOW,
        received_at=NOW,
        featured_at=NOW,
        creator=Creator(handle=handle),
        caption=caption,
    )


def session(**fields: Any) -> Session:
    values: dict[str, Any] = {
        "id": "asking-for-help",
        "title": Title(en="How to ask for help", ar="كيف تطلب المساعدة"),
        "advocate": "Dr Mariam Al Hashmi",
        "starts_at": NOW + timedelta(hours=5),
        "zone": "Asia/Dubai",
        "duration_minutes": 45,
        "link": "https://www.tiktok.com/@invented.advocate/live",
        "updated_at": NOW,
        "timed_at": NOW,
    }
    return Session(**values | fields)


def toolkit(publication_id: str = "supporting-a-friend", **fields: Any) -> Publication:
    return samples.live(Kind.TOOLKIT, NOW, publication_id, **fields)


def state(*publications: Publication, **fields: Any) -> HubState:
    """With one toolkit, unless `publications` are given."""
    read_at = fields.get("read_at", NOW)
    values: dict[str, Any] = {
        "videos": (video(),),
        "sessions": (session(),),
        "published": published(publications or (toolkit(),), read_at),
        "read_at": read_at,
    }
    videos = {**values, **fields}["videos"]
    return HubState(**{"featured": ListedVideos(videos), **values, **fields})


LATER = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
"""When every sample is public."""


def full() -> HubState:
    """One of each kind, all of them shown."""
    return state(*(samples.live(kind, NOW, f"the-{kind}") for kind in FOR_THE_PUBLIC), read_at=LATER)


class ListedVideos:
    """Implements `campaign.hub.archive.FeaturedOrder`, of videos in any order."""

    def __init__(self, videos: Iterable[Video] = ()) -> None:
        placed = ((place_of(each.key, each.featured_at), each) for each in videos if each.featured_at)
        self.placed = sorted(placed, key=lambda each: each[0])

    def older_than(self, place: Place) -> Iterable[Video]:
        before = self.placed[: self._index_of(place)]
        return (video for _, video in reversed(before))

    def newer_from(self, place: Place) -> Iterable[Video]:
        return (video for _, video in self.placed[self._index_of(place) :])

    def _index_of(self, place: Place) -> int:
        return bisect_left(self.placed, place, key=lambda each: each[0])


class NoFiles:
    """Implements `campaign.publications.uploads.ContentBucket` with nothing in it."""

    def read(self, key: str, *, at_most: int) -> Upload | None:
        return None


def everything(hub: HubState, hub_url: str = HUB_URL) -> Part:
    """What a build that looks at all of the site wants."""
    return want(hub, Changes(everything=True, archive=Dirty(onwards=START)), NoFiles(), hub_url, API)


def render_site(hub: HubState, hub_url: str = HUB_URL) -> Iterator[SiteFile]:
    """All files but attachments."""
    for planned in everything(hub, hub_url).wanted.files:
        if isinstance(made := planned.make(), SiteFile):
            yield made


@dataclass
class MemorySite:
    """Implements `campaign.hub.site.Site`, with S3's conditions."""

    files: dict[str, SiteFile] = field(default_factory=dict)
    puts: list[str] = field(default_factory=list)

    def etags(self, scope: Scope = ALL) -> dict[str, str]:
        return {path: file.etag for path, file in self.files.items() if scope.holds(path)}

    def put(self, file: SiteFile, *, replacing: str | None) -> None:
        stored = self.files.get(file.path)
        if (stored.etag if stored else None) != replacing:
            raise ConflictError(file.path, "it changed", "build again")
        self.files[file.path] = file
        self.puts.append(file.path)
