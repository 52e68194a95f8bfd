"""A look at one public post of a connected creator: the message that asks for it, and what comes of it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, TypeAdapter

from campaign.kernel.change import BusEnvelope
from campaign.kernel.errors import PermanentError, TransientError
from campaign.kernel.observability import count, logger
from campaign.tiktok.oembed import Found
from campaign.videos.hashtags import carries, in_caption
from campaign.videos.intake import Creator, OpenId, VideoObserved

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


_ANY: TypeAdapter[LookUpPost | BusEnvelope] = TypeAdapter(LookUpPost | BusEnvelope)


def read_lookup(body: str) -> LookUpPost | BusEnvelope:
    """What the lookups queue holds: the webhook's own message, or a submission that the bus tells of. Raises
    ValidationError for anything else."""
    return _ANY.validate_json(body)


def observe(message: LookUpPost, found: Found | None) -> VideoObserved:
    """The video as the intake takes it.

    It counts as observed when the platform said that it had become public, not when it was looked at: a later
    "no longer public" must win even when it overtakes this lookup, and a repeated lookup must say nothing
    new.

    Raises TransientError when the post is not to be seen (yet), PermanentError when something else was found.
    """
    post = f"post {message.post_id}"
    if found is None:
        raise TransientError(post, "TikTok does not show it", "wait: a new post may take a while to appear")
    if found.kind != "video" or found.id != message.post_id:
        raise PermanentError(post, "TikTok shows something else under its id", "look at the post yourself")
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
