"""The invented world that the TikTok simulator serves: one app, its creators and their videos."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


class Endpoint(StrEnum):
    """The doors of the simulator, by the names that `fail_next` and the request log use."""

    OAUTH_AUTHORIZE = "oauth.authorize"
    OAUTH_TOKEN = "oauth.token"
    OAUTH_REVOKE = "oauth.revoke"
    RESEARCH_QUERY = "research.query"
    VIDEO_LIST = "video.list"
    VIDEO_QUERY = "video.query"
    OEMBED = "oembed"
    SHORT_LINK = "short_link"


class SimulatedApp(BaseModel):
    """A registered app; `scopes` are those that its own client token carries."""

    model_config = ConfigDict(frozen=True)

    client_key: str = "simulated_client_key"
    client_secret: str = "simulated_client_secret"
    scopes: tuple[str, ...] = ("research.data.basic",)


class SimulatedCreator(BaseModel):
    """An invented creator; `open_id` is how webhooks and user tokens name them."""

    model_config = ConfigDict(frozen=True)

    handle: str
    name: str
    open_id: str

    @property
    def url(self) -> str:
        return f"https://www.tiktok.com/@{self.handle}"


class SimulatedVideo(BaseModel):
    """An invented video; a figure that is `None` is left out of every answer, as TikTok does."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(pattern=r"^\d+$", description="64-bit number, digits kept as text")
    handle: str = Field(description="the handle of its creator")
    caption: str
    created_at: AwareDatetime
    hashtags: tuple[str, ...] = Field(default=(), description="without the leading #")
    region: str | None = None
    duration_seconds: int = 30
    views: int | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    favorites: int | None = None
    short_code: str | None = Field(default=None, description="the code of its short link")

    @property
    def url(self) -> str:
        return f"https://www.tiktok.com/@{self.handle}/video/{self.id}"

    @property
    def create_time(self) -> int:
        """Seconds since the epoch, UTC."""
        return int(self.created_at.timestamp())
