from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.videos.intake import Creator, Figures, VideoGone, VideoObserved
from campaign.videos.moves import approve, reject
from campaign.videos.rules import decide
from campaign.videos.video import Video, VideoStatus
from tests.unit.videos.messages import NOON, at, gone, observed

MESSAGES = st.lists(
    st.one_of(
        st.builds(
            observed,
            second=st.integers(0, 4),
            caption=st.sampled_from(["", "hope", "أمل"]),
            source=st.sampled_from(["search", "webhook", "submission"]),
            creator=st.builds(
                Creator,
                handle=st.sampled_from([None, "noor.writes"]),
                open_id=st.sampled_from([None, "open-noor"]),
            ),
            figures=st.builds(Figures, views=st.sampled_from([None, 0, 2**60])),
        ),
        st.builds(gone, second=st.integers(0, 4)),
    ),
    max_size=8,
)


def after(messages: Sequence[VideoObserved | VideoGone], video: Video | None = None) -> Video | None:
    for message in messages:
        if decision := decide(video, message, NOON):
            video = decision.video
    return video


def known(messages: Sequence[VideoObserved | VideoGone], video: Video | None = None) -> Video:
    result = after(messages, video)
    assert result is not None
    return result


@given(MESSAGES, st.data())
@settings(max_examples=400)
def test_any_order_and_any_repetition_gives_the_same_video(
    messages: list[VideoObserved | VideoGone], data: st.DataObject
) -> None:
    repeated = messages + data.draw(st.lists(st.sampled_from(messages))) if messages else messages
    assert after(data.draw(st.permutations(repeated))) == after(messages)


@given(MESSAGES, st.sampled_from([VideoStatus.APPROVED, VideoStatus.FEATURED, VideoStatus.REJECTED]))
def test_no_observation_undoes_a_moderator(
    messages: list[VideoObserved | VideoGone], status: VideoStatus
) -> None:
    decided = known([observed(0)]).model_copy(update={"status": status})

    observations = [message for message in messages if isinstance(message, VideoObserved)]

    assert known(observations, decided).status is status


def test_a_new_video_is_received() -> None:
    decision = decide(None, observed(caption="hope"), NOON)
    assert decision is not None
    assert (decision.change, decision.video.status) == ("video.received", VideoStatus.RECEIVED)
    assert (decision.video.caption, decision.video.received_at) == ("hope", NOON)


def test_an_observation_that_is_not_newer_changes_nothing() -> None:
    video = known([observed(2)])
    assert decide(video, observed(2), NOON) is None
    assert decide(video, observed(1, caption="older"), NOON) is None


def test_a_newer_observation_replaces_what_is_seen_and_is_no_news() -> None:
    decision = decide(known([observed(1)]), observed(2, caption="newer", source="submission"), NOON)
    assert decision is not None
    assert decision.change is None
    assert (decision.video.caption, decision.video.source) == ("newer", "submission")
    assert decision.video.observed_at == at(2)


def test_a_video_that_is_gone_keeps_nothing_that_could_be_seen_of_it() -> None:
    video = known(
        [observed(1, creator=Creator(handle="noor.writes", open_id="open-noor"), region="AE"), gone(2)]
    )
    assert video.status is VideoStatus.GONE
    assert (video.caption, video.region, video.creator) == ("", None, Creator(open_id="open-noor"))


def test_a_video_that_is_gone_stays_gone_for_older_observations_and_comes_back_with_a_newer_one() -> None:
    video = known([observed(1), gone(3)])
    assert decide(video, observed(2), NOON) is None
    back = decide(video, observed(4), NOON)
    assert back is not None
    assert (back.change, back.video.status) == ("video.received", VideoStatus.RECEIVED)


def test_gone_wins_over_an_observation_of_the_same_instant() -> None:
    assert known([observed(1), gone(1)]).status is VideoStatus.GONE
    assert known([gone(1), observed(1)]).status is VideoStatus.GONE


def test_a_video_never_seen_is_remembered_as_gone_without_a_change() -> None:
    decision = decide(None, gone(1), NOON)
    assert decision is not None
    assert (decision.change, decision.video.status) == (None, VideoStatus.GONE)


def test_going_is_a_change_once() -> None:
    video = known([observed(1)])
    first = decide(video, gone(2), NOON)
    assert first is not None
    assert first.change == "video.gone"
    assert decide(first.video, gone(2), NOON) is None
    later = decide(first.video, gone(3), NOON)
    assert later is not None
    assert later.change is None


def test_a_rejected_video_outlasts_that_it_vanishes_and_comes_back() -> None:
    rejected = reject(known([observed(1)]), by="moderator-1", at=NOON, reason="advertising").video
    video = known([gone(2), observed(3, caption="again")], rejected)
    assert (video.status, video.caption) == (VideoStatus.REJECTED, "")


def test_an_older_message_can_still_say_whose_video_it_is() -> None:
    video = known([observed(2)])
    decision = decide(video, observed(1, creator=Creator(open_id="open-noor")), NOON)
    assert decision is not None
    assert decision.video == video.model_copy(update={"creator": Creator(open_id="open-noor")})


@pytest.mark.parametrize(
    ("changes", "change"),
    [({"caption": "changed"}, "video.featured"), ({"figures": Figures(views=10)}, None)],
)
def test_a_featured_video_is_news_again_only_when_its_page_has_become_wrong(
    changes: dict[str, object], change: str | None
) -> None:
    featured = approve(known([observed(1)]), by="moderator-1", at=NOON, feature=True).video
    decision = decide(featured, observed(2, **changes), NOON)
    assert decision is not None
    assert decision.change == change
