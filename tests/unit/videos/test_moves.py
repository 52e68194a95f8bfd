from datetime import datetime, timedelta
from itertools import product

import pytest

from campaign.kernel.errors import ConflictError, PermanentError
from campaign.videos.moves import ALLOWED_MOVES, HISTORY, approve, reject
from campaign.videos.rules import Decision, decide
from campaign.videos.video import AuditEntry, Video, VideoStatus
from tests.unit.videos.messages import NOON, observed

TARGETS = (VideoStatus.APPROVED, VideoStatus.FEATURED, VideoStatus.REJECTED)


def a_video(status: VideoStatus = VideoStatus.RECEIVED) -> Video:
    decision = decide(None, observed(), NOON)
    assert decision is not None
    return decision.video.model_copy(update={"status": status})


def move(video: Video, to: VideoStatus, at: datetime = NOON) -> Decision:
    if to is VideoStatus.REJECTED:
        return reject(video, by="moderator-1", at=at, reason="off topic")
    return approve(video, by="moderator-1", at=at, feature=to is VideoStatus.FEATURED)


def test_every_state_has_its_allowed_moves() -> None:
    assert ALLOWED_MOVES.keys() == set(VideoStatus)


@pytest.mark.parametrize(("status", "to"), list(product(VideoStatus, TARGETS)))
def test_only_allowed_moves_are_made_and_each_is_written_down(status: VideoStatus, to: VideoStatus) -> None:
    if to not in ALLOWED_MOVES[status]:
        with pytest.raises(ConflictError, match=f"it is {status}"):
            move(a_video(status), to)
        return
    decision = move(a_video(status), to)
    assert decision.change == f"video.{to}"
    assert decision.video.status is to
    assert [(entry.at, entry.by, entry.to) for entry in decision.video.history] == [(NOON, "moderator-1", to)]


def test_featuring_has_its_time_and_taking_it_back_has_none() -> None:
    featured = move(a_video(), VideoStatus.FEATURED).video
    assert featured.featured_at == NOON
    assert move(featured, VideoStatus.APPROVED).video.featured_at is None


def test_a_rejected_video_keeps_its_id_and_the_reason_but_not_its_caption() -> None:
    rejected = move(a_video(), VideoStatus.REJECTED).video
    assert (rejected.caption, rejected.id) == ("", a_video().id)
    assert rejected.history[-1].reason == "off topic"


@pytest.mark.parametrize("reason", [None, ""])
def test_a_rejection_needs_a_reason(reason: str | None) -> None:
    with pytest.raises(PermanentError, match="no reason"):
        reject(a_video(), by="moderator-1", at=NOON, reason=reason)


def test_only_the_newest_part_of_a_long_history_is_kept() -> None:
    entries = tuple(
        AuditEntry(at=NOON + timedelta(minutes=n), by="moderator-1", to=VideoStatus.APPROVED)
        for n in range(HISTORY)
    )
    video = a_video().model_copy(update={"history": entries})
    moved = move(video, VideoStatus.FEATURED, at=NOON + timedelta(days=1)).video
    assert len(moved.history) == HISTORY
    assert moved.history[-1].to is VideoStatus.FEATURED
