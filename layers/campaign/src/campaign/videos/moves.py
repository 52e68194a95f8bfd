"""The moves of a video from state to state: one table of those allowed, and an audit entry for each that is
made."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from campaign.kernel.errors import ConflictError
from campaign.videos.built_in_rules import BuiltInRule
from campaign.videos.video import (
    TOMBSTONES,
    WITHOUT_CONTENT,
    AuditEntry,
    Video,
    VideoStatus,
    without_content,
)

HISTORY = 20
"""How many audit entries are kept with a video: its newest."""


class Actor(StrEnum):
    """Who may make a move. A moderator's entry names their id, the others' what stands here."""

    SYSTEM = "system"
    CREATOR = "creator"
    MODERATOR = "moderator"

    __hash__ = str.__hash__


_SYSTEM = frozenset({Actor.SYSTEM})
_MODERATOR = frozenset({Actor.MODERATOR})
_EITHER = _SYSTEM | _MODERATOR
# Blocking a creator takes their videos along, so the system may withdraw as well.
_LEAVING = {
    VideoStatus.WITHDRAWN: frozenset({Actor.CREATOR, Actor.SYSTEM}),
    VideoStatus.GONE: _SYSTEM,
}

ALLOWED_MOVES: dict[VideoStatus, dict[VideoStatus, frozenset[Actor]]] = {
    VideoStatus.RECEIVED: {VideoStatus.SCREENED: _SYSTEM, VideoStatus.GONE: _SYSTEM},
    VideoStatus.SCREENED: {
        VideoStatus.IN_REVIEW: _SYSTEM,
        VideoStatus.APPROVED: _SYSTEM,
        VideoStatus.FEATURED: _SYSTEM,
        VideoStatus.REJECTED: _SYSTEM,
    },
    VideoStatus.IN_REVIEW: {
        VideoStatus.APPROVED: _MODERATOR,
        VideoStatus.FEATURED: _MODERATOR,
        VideoStatus.REJECTED: _MODERATOR,
        **_LEAVING,
    },
    VideoStatus.APPROVED: {
        VideoStatus.IN_REVIEW: _SYSTEM,
        VideoStatus.FEATURED: _MODERATOR,
        VideoStatus.REJECTED: _EITHER,
        **_LEAVING,
    },
    VideoStatus.FEATURED: {
        VideoStatus.IN_REVIEW: _SYSTEM,
        VideoStatus.APPROVED: _EITHER,
        VideoStatus.REJECTED: _EITHER,
        **_LEAVING,
    },
    VideoStatus.REJECTED: {},
    VideoStatus.WITHDRAWN: {VideoStatus.RECEIVED: _SYSTEM},
    VideoStatus.GONE: {
        VideoStatus.RECEIVED: _SYSTEM,
        VideoStatus.WITHDRAWN: _LEAVING[VideoStatus.WITHDRAWN],
    },
}


@dataclass(frozen=True, slots=True)
class Decision:
    """The video as it shall be written; `change` names what that means to the campaign, None for no news."""

    video: Video
    change: str | None


def approve(
    video: Video,
    *,
    by: str,
    at: datetime,
    feature: bool,
    rule: str = BuiltInRule.REVIEWED,
    reason: str | None = None,
) -> Decision:
    """Approve a video, to be shown on the hub or not. `by` is the moderator's id, never a name."""
    to = VideoStatus.FEATURED if feature else VideoStatus.APPROVED
    moved = move(video, to, actor=Actor.MODERATOR, by=by, at=at, rule=rule, reason=reason)
    return Decision(moved, f"video.{to}")


def reject(video: Video, *, by: str, at: datetime, rule: str, reason: str | None = None) -> Decision:
    """Refuse a video, by a rule of the policy. What could be seen of it is deleted; its id stays, so that it
    is not offered for review again."""
    rejected = move(
        video, VideoStatus.REJECTED, actor=Actor.MODERATOR, by=by, at=at, rule=rule, reason=reason
    )
    return Decision(rejected, "video.rejected")


def withdraw(
    video: Video,
    *,
    by: str,
    at: datetime,
    rule: str = BuiltInRule.WITHDRAWN_BY_CREATOR,
    reason: str | None = None,
) -> Decision:
    """Delete all of a video but its tombstone. `by` is `creator` or `system`; `reason` is no free text.

    Nothing observed until `at` brings it back. A rejected video stays rejected: withdrawing it and handing it
    in again must be no way round a moderator.
    """
    if video.status is VideoStatus.REJECTED:
        return Decision(video, None)
    gone_at = max(at, video.gone_at or at)
    if video.status is VideoStatus.WITHDRAWN:
        return Decision(video.model_copy(update={"gone_at": gone_at, "observed_at": gone_at}), None)
    withdrawn = move(
        video, VideoStatus.WITHDRAWN, actor=Actor(by), by=by, at=at, rule=rule, reason=reason, gone_at=gone_at
    )
    return Decision(withdrawn, "video.withdrawn")


def move(
    video: Video,
    *states: VideoStatus,
    actor: Actor,
    by: str,
    at: datetime,
    rule: str,
    reason: str | None = None,
    **update: Any,
) -> Video:
    """Through these states to the last of them, with an audit entry each; `update` are fields to set besides.

    Raises ConflictError where the table does not allow it.
    """
    status, history = video.status, video.history
    if states[-1] in TOMBSTONES:  # moderators' own words go too
        history = tuple(replace(entry, reason=None) for entry in history)
        update["observed_at"] = update["gone_at"]
    for to in states:
        if actor not in ALLOWED_MOVES[status].get(to, ()):
            raise _not_allowed(video, status, to, actor)
        status, history = to, (*history, AuditEntry(at=at, by=by, to=to, rule=rule, reason=reason))
    if status in WITHOUT_CONTENT:
        update |= without_content(update.get("creator", video.creator))
    update["featured_at"] = at if status is VideoStatus.FEATURED else None
    return video.model_copy(update={**update, "status": status, "history": history[-HISTORY:]})


def _not_allowed(video: Video, status: VideoStatus, to: VideoStatus, actor: Actor) -> ConflictError:
    allowed = ", ".join(sorted(state for state, by in ALLOWED_MOVES[status].items() if actor in by))
    return ConflictError(
        f"video {video.key}",
        f"it is {status} and cannot become {to}",
        f"it may become: {allowed or 'nothing'}",
    )
