from datetime import datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.kernel.errors import ConflictError
from campaign.videos import rules
from campaign.videos.moves import ALLOWED_MOVES, HISTORY, Actor, Decision, approve, reject, withdraw
from campaign.videos.policy import Policy
from campaign.videos.rights import Right, RightsEntry, settled
from campaign.videos.screening import Screening
from campaign.videos.video import AuditEntry, Video, VideoStatus
from tests.unit.videos.messages import NOON, REVIEW_ALL, checked, gone, observed

TARGETS = (VideoStatus.APPROVED, VideoStatus.FEATURED, VideoStatus.REJECTED)
DAY = 86_400


def a_video(status: VideoStatus = VideoStatus.IN_REVIEW) -> Video:
    decision = rules.decide(None, observed(), NOON, REVIEW_ALL)
    assert decision is not None
    return decision.video.model_copy(update={"status": status, "history": ()})


def move(video: Video, to: VideoStatus, at: datetime = NOON) -> Decision:
    if to is VideoStatus.REJECTED:
        return reject(video, by="moderator-1", at=at, rule="sells-something", reason="off topic")
    return approve(video, by="moderator-1", at=at, feature=to is VideoStatus.FEATURED)


def test_every_state_has_its_allowed_moves() -> None:
    assert ALLOWED_MOVES.keys() == set(VideoStatus)


@pytest.mark.parametrize(("status", "to"), list(product(VideoStatus, TARGETS)))
def test_a_moderator_makes_only_allowed_moves_and_each_is_written_down(
    status: VideoStatus, to: VideoStatus
) -> None:
    if Actor.MODERATOR not in ALLOWED_MOVES[status].get(to, ()):
        with pytest.raises(ConflictError, match=f"it is {status}"):
            move(a_video(status), to)
        return
    decision = move(a_video(status), to)
    assert decision.change == f"video.{to}"
    assert decision.video.status is to
    assert [(entry.at, entry.by, entry.to) for entry in decision.video.history] == [(NOON, "moderator-1", to)]


POLICY = Policy.model_validate(
    {
        "moderation": {"mode": "trust_listed", "trusted_become": "featured"},
        "rules": [
            {
                "id": f"{outcome}-word",
                "area": "safety",
                "says": {"en": "x", "ar": "س"},
                "outcome": outcome,
                "when": {"words": [outcome]},
            }
            for outcome in ("in", "out", "human")
        ],
    }
)
SCREENING = Screening(POLICY, trusted={"tiktok:@noor"}, blocked={"tiktok:@omar"})
STEPS = st.lists(
    st.one_of(
        st.builds(
            observed,
            second=st.integers(0, 9),
            caption=st.sampled_from(["", "in", "out", "human"]),
            source=st.sampled_from(["search", "webhook"]),
            creator=st.sampled_from([{"handle": "noor"}, {"handle": "omar"}, {}]),
        ),
        st.builds(gone, second=st.integers(0, 9)),
        st.builds(checked, second=st.sampled_from([1, 2 * DAY, 4 * DAY]), visible=st.booleans()),
        st.sampled_from([*TARGETS, VideoStatus.WITHDRAWN]),
        st.sampled_from([Right.GRANTED, Right.REFUSED, Right.EXPIRED]),
    ),
    max_size=12,
)


@given(STEPS)
@settings(max_examples=300)
def test_whatever_happens_every_move_is_in_the_table_and_names_its_rule(steps: list[object]) -> None:
    video: Video | None = None
    for step in steps:
        decision = answered(video, step) if isinstance(step, Right) else made(video, step)
        video = decision.video if decision else video
    history = video.history if video else ()
    path = [VideoStatus.RECEIVED, *(entry.to for entry in history)]
    assert path[-1] is (video.status if video else VideoStatus.RECEIVED)
    for (before, to), entry in zip(pairwise(path), history, strict=True):
        actor = Actor(entry.by) if entry.by in set(Actor) else Actor.MODERATOR
        assert actor in ALLOWED_MOVES[before][to]
        assert entry.rule


def made(video: Video | None, step: object) -> Decision | None:
    """What a step decides; None where it changes nothing, or is not allowed."""
    if not isinstance(step, VideoStatus):
        return rules.decide(video, step, NOON, SCREENING)  # type: ignore[arg-type]  # one of the messages
    if video is None or len(video.history) > HISTORY - 3:
        return None
    try:
        if step is VideoStatus.WITHDRAWN:
            return withdraw(video, by="creator", at=NOON)
        return move(video, step)
    except ConflictError:
        return None


def answered(video: Video | None, right: Right) -> Decision | None:
    """What an entry in the ledger leaves of the video, and, where the right has run out, the check that
    sees it."""
    if video is None:
        return None
    entry = RightsEntry(video=video.key, right=right, at=NOON, by="moderator-1")
    known = video.model_copy(update={"rights_until": entry.against_from})
    if right is Right.EXPIRED and video.status is VideoStatus.FEATURED and len(video.history) < HISTORY:
        return settled(known, [entry], NOON)[0]
    return Decision(known, None)


def test_featuring_has_its_time_and_taking_it_back_has_none() -> None:
    featured = move(a_video(), VideoStatus.FEATURED).video
    assert featured.featured_at == NOON
    assert move(featured, VideoStatus.APPROVED).video.featured_at is None


def test_a_rejected_video_keeps_its_id_the_rule_and_the_reason_but_not_its_caption() -> None:
    rejected = move(a_video(), VideoStatus.REJECTED).video
    assert (rejected.caption, rejected.id, rejected.check_due) == ("", a_video().id, None)
    assert (rejected.history[-1].rule, rejected.history[-1].reason) == ("sells-something", "off topic")


def test_a_withdrawn_video_is_a_tombstone() -> None:
    withdrawn = withdraw(a_video(VideoStatus.FEATURED), by="creator", at=NOON)
    assert (withdrawn.change, withdrawn.video.status) == ("video.withdrawn", VideoStatus.WITHDRAWN)
    assert (withdrawn.video.caption, withdrawn.video.featured_at, withdrawn.video.gone_at) == ("", None, NOON)


@pytest.mark.parametrize("status", [VideoStatus.REJECTED, VideoStatus.WITHDRAWN])
def test_withdrawing_what_is_not_there_is_no_news(status: VideoStatus) -> None:
    again = withdraw(a_video(status), by="creator", at=NOON)
    assert (again.change, again.video.status) == (None, status)


def test_only_the_newest_part_of_a_long_history_is_kept() -> None:
    entries = tuple(
        AuditEntry(NOON + timedelta(minutes=n), "moderator-1", VideoStatus.APPROVED, "reviewed")
        for n in range(HISTORY)
    )
    video = a_video().model_copy(update={"history": entries})
    moved = move(video, VideoStatus.FEATURED, at=NOON + timedelta(days=1)).video
    assert len(moved.history) == HISTORY
    assert moved.history[-1].to is VideoStatus.FEATURED
