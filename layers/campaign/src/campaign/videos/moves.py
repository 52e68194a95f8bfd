"""What a moderator may do with a video: one table of allowed moves, and an audit entry for each that is
made."""

from datetime import datetime

from campaign.kernel.errors import ConflictError, PermanentError
from campaign.videos.rules import Decision
from campaign.videos.video import AuditEntry, Video, VideoStatus, content_to_keep, fields_of

HISTORY = 20
"""How many audit entries are kept with a video: its newest."""

ALLOWED_MOVES: dict[VideoStatus, frozenset[VideoStatus]] = {
    VideoStatus.RECEIVED: frozenset({VideoStatus.APPROVED, VideoStatus.FEATURED, VideoStatus.REJECTED}),
    VideoStatus.APPROVED: frozenset({VideoStatus.FEATURED, VideoStatus.REJECTED}),
    VideoStatus.FEATURED: frozenset({VideoStatus.APPROVED, VideoStatus.REJECTED}),
    VideoStatus.REJECTED: frozenset(),
    VideoStatus.GONE: frozenset(),
}


def approve(video: Video, *, by: str, at: datetime, feature: bool, reason: str | None = None) -> Decision:
    """Approve a video, to be shown on the hub or not. `by` is the moderator's id, never a name."""
    return _move(video, VideoStatus.FEATURED if feature else VideoStatus.APPROVED, by, at, reason)


def reject(video: Video, *, by: str, at: datetime, reason: str | None) -> Decision:
    """Refuse a video. What could be seen of it is deleted; its id stays, so that it is not offered for review
    again.

    Raises PermanentError without a reason: somebody will ask for it.
    """
    if not reason:
        raise PermanentError(f"video {video.key}", "a rejection has no reason", "say why in reason")
    return _move(video, VideoStatus.REJECTED, by, at, reason)


def _move(video: Video, to: VideoStatus, by: str, at: datetime, reason: str | None) -> Decision:
    if to not in ALLOWED_MOVES[video.status]:
        allowed = ", ".join(sorted(ALLOWED_MOVES[video.status])) or "nothing"
        raise ConflictError(
            f"video {video.key}", f"it is {video.status} and cannot become {to}", f"it may become: {allowed}"
        )
    moved = video.model_copy(
        update={
            **fields_of(content_to_keep(video, to)),
            "status": to,
            "featured_at": at if to is VideoStatus.FEATURED else None,
            "history": (*video.history, AuditEntry(at=at, by=by, to=to, reason=reason))[-HISTORY:],
        }
    )
    return Decision(moved, f"video.{to}")
