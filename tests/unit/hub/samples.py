"""A hub's state to test with; everybody in it is invented."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from campaign.hub.published import published
from campaign.hub.site import SiteFile
from campaign.hub.state import HubState
from campaign.kernel.errors import ConflictError
from campaign.publications.kind import Kind
from campaign.publications.publication import Publication
from campaign.sessions.session import Session, Title
from campaign.videos.intake import Creator
from campaign.videos.video import Video, VideoStatus
from tests.unit.publications import samples

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HUB_URL = "https://hub.example.org"


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
    return HubState(**values | fields)


LATER = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
"""When every sample is public."""


def full() -> HubState:
    """One of each kind, all of them shown."""
    return state(*(samples.live(kind, NOW, f"the-{kind}") for kind in Kind), read_at=LATER)


@dataclass
class MemorySite:
    """Implements `campaign.hub.site.Site`, with S3's conditions."""

    files: dict[str, SiteFile] = field(default_factory=dict)
    puts: list[str] = field(default_factory=list)

    def etags(self) -> dict[str, str]:
        return {path: file.etag for path, file in self.files.items()}

    def put(self, file: SiteFile, *, replacing: str | None) -> None:
        stored = self.files.get(file.path)
        if (stored.etag if stored else None) != replacing:
            raise ConflictError(file.path, "it changed", "build again")
        self.files[file.path] = file
        self.puts.append(file.path)
