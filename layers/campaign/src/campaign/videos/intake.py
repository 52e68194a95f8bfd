"""The messages of the intake queue: every way in ends in one of these.

Ids are text, exact to the digit: a 64-bit number would lose its end in any reader that keeps numbers as
floats.
"""

import json
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from campaign.kernel.errors import PermanentError
from campaign.kernel.text import whole

MAX_BYTES = 256 * 1024
"""Of one message: with its indexes it must fit into a DynamoDB item, which is 400 KB at most."""

MAX_HANDLE = 64
"""Characters of a creator's public name: it becomes part of an index's key, which takes 2,048 bytes."""

Platform = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{1,19}$")]
VideoId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
OpenId = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,128}$")]
Handle = Annotated[str, StringConstraints(max_length=MAX_HANDLE)]
Source = Literal["webhook", "creator", "submission", "search", "partner"]
"""The way in: `webhook` and `creator` (the poll of connected creators) are a creator's own act, `submission`
is with their consent."""
Mark = Literal["partner", "advertisement", "ai_generated"]
"""What a video declares of itself: made with a partner, an advertisement, made with AI."""


class Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Creator(Message):
    """`handle` is the public name without @; `open_id` names a connected creator to this app alone."""

    handle: Handle | None = None
    open_id: OpenId | None = None


class Figures(Message):
    """As the platform counted them at the moment of observation; None where it did not say."""

    views: NonNegativeInt | None = None
    likes: NonNegativeInt | None = None
    comments: NonNegativeInt | None = None
    shares: NonNegativeInt | None = None
    favorites: NonNegativeInt | None = None


class VideoContent(Message):
    """What can be seen of a video. The caption may be any text, and is kept as it was written."""

    creator: Creator = Creator()
    caption: str = ""
    hashtags: tuple[str, ...] = ()
    region: str | None = None
    published_at: AwareDatetime | None = None
    figures: Figures = Figures()
    duration_seconds: NonNegativeInt | None = None
    marks: tuple[Mark, ...] = ()


class VideoObserved(VideoContent):
    """Somebody or something saw this video, as it was at `observed_at`."""

    kind: Literal["video.observed"] = "video.observed"
    platform: Platform
    id: VideoId
    source: Source
    observed_at: AwareDatetime
    correlation_id: str


class VideoGone(Message):
    """The platform said that this very video is no longer public."""

    kind: Literal["video.gone"] = "video.gone"
    platform: Platform
    id: VideoId
    observed_at: AwareDatetime
    correlation_id: str


class VideoChecked(Message):
    """The answer of one re-check: whether this video could still be seen. A check that failed is none."""

    kind: Literal["video.checked"] = "video.checked"
    platform: Platform
    id: VideoId
    observed_at: AwareDatetime
    visible: bool
    correlation_id: str


class CreatorLeft(Message):
    """A creator disconnected from the campaign's app. `reason`: TikTok's number, 0 when unknown."""

    kind: Literal["creator.left"] = "creator.left"
    platform: Platform
    open_id: OpenId
    reason: int
    observed_at: AwareDatetime
    correlation_id: str


class CreatorBlocked(Message):
    """Staff blocked a creator; `subject` is that of the bus event, `creator:<platform>:<name>`."""

    kind: Literal["creator.blocked"] = "creator.blocked"
    subject: Annotated[str, StringConstraints(pattern=r"^creator:[a-z][a-z0-9]{1,19}:\S{1,128}$")]
    observed_at: AwareDatetime
    correlation_id: str


class EventUnknown(Message):
    """A signed event that the campaign cannot read: `body` is all of it that a queue takes, for a person to
    look at."""

    kind: Literal["event.unknown"] = "event.unknown"
    platform: Platform
    event: str
    reason: str
    body: str
    correlation_id: str


VideoMessage = VideoObserved | VideoGone | VideoChecked
IntakeMessage = VideoMessage | CreatorLeft | CreatorBlocked | EventUnknown
_ANY: TypeAdapter[IntakeMessage] = TypeAdapter(Annotated[IntakeMessage, Field(discriminator="kind")])


def read_message(body: str) -> IntakeMessage:
    """Raises ValidationError or PermanentError for what is no intake message."""
    if len(body.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise PermanentError("intake message", f"it has more than {MAX_BYTES} bytes", "send a shorter one")
    try:
        return _ANY.validate_json(body)
    except ValidationError:
        mended = _without_lone_surrogates(body)
        if mended is None:
            raise
        return _ANY.validate_json(mended)


def write_message(message: Message) -> str:
    """As the queue takes it: ASCII, because a queue refuses some characters that a caption may hold."""
    return message.model_dump_json(ensure_ascii=True)


def written_to(send: Callable[[str], None]) -> Callable[[Message], None]:
    """Takes messages, and hands them to the queue's `send` as it takes them."""
    return lambda message: send(write_message(message))


def _without_lone_surrogates(body: str) -> str | None:
    """The same JSON with U+FFFD for what no UTF-8 text can hold, or None if it holds nothing of the kind.

    pydantic's parser refuses such a text; a caption cut in the middle of an emoji is no reason to lose a
    video.
    """
    try:
        text = json.dumps(json.loads(body), ensure_ascii=False)
    except (ValueError, RecursionError):
        return None
    mended = whole(text)
    return None if mended == text else mended
