"""Looks at public posts: the messages that ask for one, and what comes of it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from campaign.kernel.errors import PermanentError, TransientError
from campaign.tiktok.oembed import Found
from campaign.videos.hashtags import in_caption
from campaign.videos.intake import Creator, OpenId, VideoChecked, VideoId, VideoObserved

PostId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]


class LookUpPost(BaseModel):
    """A connected creator's post has become public. `observed_at` is when TikTok says that it did."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: Literal["post.look_up"] = "post.look_up"
    platform: Literal["tiktok"] = "tiktok"
    post_id: PostId
    open_id: OpenId | None
    observed_at: AwareDatetime
    correlation_id: str


class CheckVideo(BaseModel):
    """A stored video is due to be looked at again: is it still public?"""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: Literal["video.check"] = "video.check"
    platform: Literal["tiktok"] = "tiktok"
    id: VideoId
    correlation_id: str


LookUp = LookUpPost | CheckVideo
_ANY: TypeAdapter[LookUp] = TypeAdapter(Annotated[LookUp, Field(discriminator="kind")])


def read_look_up(body: str) -> LookUp:
    """Raises ValidationError for what is no such message."""
    return _ANY.validate_json(body)


def observe(message: LookUpPost, found: Found | None) -> VideoObserved:
    """The video as the intake takes it.

    It counts as observed when the platform said that it had become public, not when it was looked at: a later
    "no longer public" must win even when it overtakes this lookup, and a repeated lookup must say nothing
    new.

    Raises TransientError when the post is not to be seen (yet), PermanentError when something else was found.
    """
    if found is None:
        raise TransientError(
            f"post {message.post_id}",
            "TikTok does not show it",
            "wait: a new post may take a while to appear",
        )
    _must_be(message.post_id, found)
    return VideoObserved(
        platform=message.platform,
        id=message.post_id,
        source="webhook",
        observed_at=message.observed_at,
        correlation_id=message.correlation_id,
        creator=Creator(handle=found.handle, open_id=message.open_id),
        caption=found.caption,
        hashtags=in_caption(found.caption),
    )


def checked(message: CheckVideo, found: Found | None, asked_at: datetime) -> VideoChecked:
    """The answer as the intake takes it; `asked_at` is the moment just before TikTok was asked.

    Raises PermanentError when something else was found: that does not say that the video is gone.
    """
    if found is not None:
        _must_be(message.id, found)
    return VideoChecked(
        platform=message.platform,
        id=message.id,
        observed_at=asked_at,
        visible=found is not None,
        correlation_id=message.correlation_id,
    )


def _must_be(post_id: str, found: Found) -> None:
    if found.kind != "video" or found.id != post_id:
        raise PermanentError(
            f"post {post_id}", "TikTok shows something else under its id", "look at the post yourself"
        )
