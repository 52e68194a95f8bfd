"""Looks at public posts: the messages that ask for one, and what comes of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, TypeAdapter

from campaign.kernel.change import BusEnvelope
from campaign.kernel.clock import Clock
from campaign.kernel.errors import PermanentError, TransientError
from campaign.kernel.observability import count, logger
from campaign.tiktok.oembed import Found
from campaign.videos.hashtags import carries, in_caption
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


Lookup = LookUpPost | CheckVideo | BusEnvelope
_ANY: TypeAdapter[Lookup] = TypeAdapter(Lookup)


def read_lookup(body: str) -> Lookup:
    """What the queues of look_up_posts hold: a webhook's post, a stored video, or a submission that the bus
    tells of. Raises ValidationError for anything else."""
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


@dataclass(frozen=True, slots=True)
class PostLookups:
    """Sends on what carries one of the campaign's hashtags.

    A post that oEmbed does not know yet is asked for again (it may lag behind the webhook, and absence is not
    cancellation); when it never appears, its message ends in the dead-letter queue, where it can be redriven.
    """

    ask: Callable[[str], Found | None]
    send: Callable[[VideoObserved], None]
    campaign_hashtags: Collection[str]

    def look_up(self, message: LookUpPost) -> None:
        video = observe(message, self.ask(message.post_id))
        logger.info("post looked up", post=message.post_id)
        if carries(video.caption, self.campaign_hashtags):
            self.send(video)
        else:
            count("PostsWithoutHashtag")


def check(message: CheckVideo, look_up: Callable[[str], Found | None], clock: Clock) -> VideoChecked:
    """Look again; the answer is as of the moment just before TikTok is asked.

    Raises PermanentError when something else is found, which does not say that the video is gone, and what
    `look_up` raises: a look that fails says nothing.
    """
    asked_at = clock()
    found = look_up(message.id)
    if found is not None:
        _must_be(message.id, found)
    logger.info("video checked", video=message.id, visible=found is not None)
    count("VideosChecked")
    count("VideosMissing", int(found is None))
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
