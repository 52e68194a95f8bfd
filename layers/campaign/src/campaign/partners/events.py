"""What partners' webhooks say, in the campaign's own messages."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from campaign.kernel.problem import faults
from campaign.kernel.text import whole
from campaign.videos import hashtags
from campaign.videos.intake import Creator, Figures, Handle, Mark, Platform, VideoGone, VideoId, VideoObserved
from campaign.webhooks.receiver import json_object
from campaign.webhooks.refusals import MisshapenError


def _no_tiktok(platform: str) -> str:
    """TikTok speaks for its own videos: a partner must neither put one in nor take one out."""
    if platform == "tiktok":
        raise ValueError("videos on TikTok come from TikTok alone")
    return platform


def _upper_case(region: str) -> str:
    return region.upper()


Region = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2}$"), AfterValidator(_upper_case)]
"""ISO 3166-1, as rules and figures have it. Anything else is a fault that the partner is told
of: left out in silence, it would be a rule of the policy that never works."""


class PartnerModel(BaseModel):
    """What a partner sends beyond these fields is left alone."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class PartnerCreator(PartnerModel):
    """`handle`: the public name without @."""

    handle: Handle


class RemovedVideo(PartnerModel):
    platform: Annotated[Platform, AfterValidator(_no_tiktok)]
    id: VideoId


class PublishedVideo(RemovedVideo):
    creator: PartnerCreator
    caption: str
    hashtags: tuple[str, ...] = ()
    region: Region | None = None
    published_at: AwareDatetime
    figures: Figures = Figures()
    marks: tuple[Mark, ...] = ()

    @property
    def words(self) -> str:
        """The caption, and behind it the hashtags that the partner keeps apart from it."""
        return " ".join([self.caption, *(f"#{tag.removeprefix('#')}" for tag in self.hashtags)])


class VideoRemoved(PartnerModel):
    """`timestamp` is when it happened: what a partner repeats late must not outlast what came after."""

    type: Literal["video.removed"]
    timestamp: AwareDatetime
    data: RemovedVideo


class VideoPublished(PartnerModel):
    type: Literal["video.published"]
    timestamp: AwareDatetime
    data: PublishedVideo


def read(
    body: bytes, received_at: datetime, correlation_id: str, campaign_hashtags: Iterable[str]
) -> VideoObserved | VideoGone | None:
    """What a verified body asks for; None for a video without a campaign hashtag.

    Raises NotJsonError, or MisshapenError with every fault.
    """
    event = _event(body)
    observed_at = min(event.timestamp, received_at)  # a date in the future would outlast every later one
    video = event.data
    if not isinstance(video, PublishedVideo):
        return VideoGone(
            platform=video.platform, id=video.id, observed_at=observed_at, correlation_id=correlation_id
        )
    if not hashtags.carries(video.words, campaign_hashtags):
        return None
    return VideoObserved(
        platform=video.platform,
        id=video.id,
        source="partner",
        observed_at=observed_at,
        correlation_id=correlation_id,
        creator=Creator(handle=video.creator.handle),
        caption=video.caption,
        hashtags=hashtags.in_caption(video.words),
        region=video.region,
        published_at=video.published_at,
        figures=video.figures,
        marks=video.marks,
    )


def _event(body: bytes) -> VideoPublished | VideoRemoved:
    fields = json_object(body)
    model: type[VideoPublished | VideoRemoved]
    match fields.get("type"):
        case "video.published":
            model = VideoPublished
        case "video.removed":
            model = VideoRemoved
        case _:
            raise MisshapenError([{"pointer": "/type", "detail": "write video.published or video.removed"}])
    try:
        return model.model_validate_json(whole(json.dumps(fields, ensure_ascii=False)))
    except ValidationError as error:
        raise MisshapenError(faults(error)) from None
