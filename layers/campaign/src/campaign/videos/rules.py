"""What a message of the intake means for a video: pure, and the same whatever the order of arrival.

The newest thing known about a video wins. Messages come late, twice and in any order: one that is older than
what is known changes nothing, and of two observations of one instant always the same one wins.
"""

from dataclasses import dataclass
from datetime import datetime

from campaign.videos.intake import Creator, VideoContent, VideoGone, VideoObserved
from campaign.videos.video import Video, VideoStatus, content_to_keep, fields_of


@dataclass(frozen=True, slots=True)
class Decision:
    """The video as it shall be written; `change` names what that means to the campaign, None for no news."""

    video: Video
    change: str | None


def decide(video: Video | None, message: VideoObserved | VideoGone, now: datetime) -> Decision | None:
    """What to write, or None when the message says nothing new. `video` is what is stored, if anything is."""
    if isinstance(message, VideoGone):
        return _gone(video, message, now)
    if video is None:
        return Decision(_received(message, message, now), "video.received")
    return _observed(video, message, now)


def _gone(video: Video | None, message: VideoGone, now: datetime) -> Decision | None:
    """A video that was never seen is remembered as gone too: an older observation may still be on its way."""
    if video is None:
        return Decision(
            Video(
                platform=message.platform,
                id=message.id,
                status=VideoStatus.GONE,
                source=None,
                observed_at=message.observed_at,
                received_at=now,
            ),
            None,
        )
    if message.observed_at < video.observed_at:
        return None
    was_gone = video.status is VideoStatus.GONE
    if was_gone and message.observed_at == video.observed_at:
        return None
    update = {"source": None, "observed_at": message.observed_at, "featured_at": None}
    if video.status is VideoStatus.REJECTED:  # a decision outlasts that the video vanishes and comes back
        return Decision(video.model_copy(update=update), None)
    kept = content_to_keep(video, VideoStatus.GONE)
    change = None if was_gone else "video.gone"
    return Decision(_with_content(video, kept, status=VideoStatus.GONE, **update), change)


def _observed(video: Video, message: VideoObserved, now: datetime) -> Decision | None:
    open_id = _owner(video.creator.open_id, message.creator.open_id)
    seen = _owned_by(message, open_id)
    if not _is_newer(video, message, seen):
        if open_id == video.creator.open_id:
            return None
        return Decision(_with_content(video, _owned_by(video, open_id)), None)
    if video.status is VideoStatus.GONE:
        back = _received(message, seen, now)
        return Decision(back.model_copy(update={"history": video.history}), "video.received")
    kept = content_to_keep(seen, video.status)
    return Decision(
        _with_content(video, kept, source=message.source, observed_at=message.observed_at),
        "video.featured" if _shows_otherwise(video, kept) else None,
    )


def _received(message: VideoObserved, content: VideoContent, now: datetime) -> Video:
    return Video(
        **fields_of(content),
        platform=message.platform,
        id=message.id,
        status=VideoStatus.RECEIVED,
        source=message.source,
        observed_at=message.observed_at,
        received_at=now,
    )


def _is_newer(video: Video, message: VideoObserved, seen: VideoContent) -> bool:
    if message.observed_at != video.observed_at:
        return message.observed_at > video.observed_at
    if video.status is VideoStatus.GONE:
        return False  # of the same instant, "gone" is the safer thing to believe
    return _order(content_to_keep(seen, video.status), message.source) > _order(
        _owned_by(video, seen.creator.open_id), video.source
    )


def _order(content: VideoContent, source: str | None) -> tuple[str, str]:
    """Any order will do between two observations of one instant, as long as it is always the same."""
    return VideoContent(**fields_of(content)).model_dump_json(), source or ""


def _owner(known: str | None, said: str | None) -> str | None:
    """A video has one creator, but not every source knows the open_id: once said, it is known, however old
    the message. Were two ever claimed, it is the same one of them in any order."""
    return max(filter(None, (known, said)), default=None)


def _owned_by(content: VideoContent, open_id: str | None) -> VideoContent:
    if content.creator.open_id == open_id:
        return content
    creator = Creator(handle=content.creator.handle, open_id=open_id)
    return content.model_copy(update={"creator": creator})


def _shows_otherwise(video: Video, content: VideoContent) -> bool:
    """Whether a page that features the video is now wrong; figures rise all the time and are not on it."""
    return video.status is VideoStatus.FEATURED and (video.caption, video.creator.handle) != (
        content.caption,
        content.creator.handle,
    )


def _with_content(video: Video, content: VideoContent, **update: object) -> Video:
    return video.model_copy(update={**fields_of(content), **update})
