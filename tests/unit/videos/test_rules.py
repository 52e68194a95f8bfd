from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.videos import rules
from campaign.videos.built_in_rules import BuiltInRule
from campaign.videos.creators import Withdrawal
from campaign.videos.intake import Creator, Figures, Mark, Source, VideoGone, VideoMessage, VideoObserved
from campaign.videos.moves import Actor, Decision, approve, reject
from campaign.videos.rules import CHECKED_AGAIN_AFTER, CHECKED_EVERY, MISSING_FOR, first_check
from campaign.videos.screening import Verdict
from campaign.videos.video import Video, VideoStatus
from tests.unit.videos.messages import NOON, REVIEW_ALL, at, checked, gone, observed

MOMENTS = st.integers(0, 4)
OBSERVED = st.builds(
    observed,
    second=MOMENTS,
    caption=st.sampled_from(["", "hope", "أمل"]),
    hashtags=st.sampled_from([(), ("endthestigma",)]),
    source=st.sampled_from(get_args(Source)),
    marks=st.lists(st.sampled_from(get_args(Mark)), max_size=2).map(tuple),
    region=st.sampled_from([None, "AE"]),
    creator=st.builds(
        Creator,
        handle=st.sampled_from([None, "", "noor.writes"]),
        open_id=st.sampled_from([None, "open-noor"]),
    ),
    figures=st.builds(Figures, views=st.sampled_from([None, 0, 2**60])),
)
SEEN_OR_GONE = st.lists(st.one_of(OBSERVED, st.builds(gone, second=MOMENTS)), max_size=8)
VISIBLE = st.builds(checked, second=st.integers(2_000_000, 2_000_003), visible=st.just(True))


def decide(video: Video | None, message: VideoMessage | Withdrawal) -> Decision | None:
    return rules.decide(video, message, NOON, REVIEW_ALL)


def after(messages: Sequence[VideoMessage | Withdrawal], video: Video | None = None) -> Video | None:
    for message in messages:
        if decision := decide(video, message):
            video = decision.video
    return video


def known(messages: Sequence[VideoMessage | Withdrawal], video: Video | None = None) -> Video:
    result = after(messages, video)
    assert result is not None
    return result


def changed(video: Video, message: VideoMessage | Withdrawal) -> Decision:
    decision = decide(video, message)
    assert decision is not None
    return decision


def facts(video: Video | None) -> dict[str, Any] | None:
    """All that is known of a video but how it came to be known."""
    return video.model_dump(exclude={"history"}) if video else None


def left(second: int, by: Actor = Actor.CREATOR) -> Withdrawal:
    rule = BuiltInRule.CREATOR_LEFT if by is Actor.CREATOR else BuiltInRule.BLOCKED_CREATOR
    return Withdrawal("tiktok", observed().id, at(second), by, rule, f"left-{second}")


@given(SEEN_OR_GONE, st.data())
@settings(max_examples=600)
def test_any_order_and_any_repetition_gives_the_same_video(
    messages: list[VideoMessage], data: st.DataObject
) -> None:
    repeated = messages + data.draw(st.lists(st.sampled_from(messages))) if messages else messages
    assert facts(after(data.draw(st.permutations(repeated)))) == facts(after(messages))


@given(st.lists(st.one_of(OBSERVED, VISIBLE), max_size=8), st.data())
def test_checks_that_find_a_video_may_come_at_any_time(
    messages: list[VideoMessage], data: st.DataObject
) -> None:
    first = known([observed(0)])
    shuffled = data.draw(st.permutations(messages))
    assert facts(after(shuffled, first)) == facts(after(messages, first))


@given(SEEN_OR_GONE, st.sampled_from([VideoStatus.APPROVED, VideoStatus.FEATURED, VideoStatus.REJECTED]))
def test_no_observation_undoes_a_moderator(messages: list[VideoMessage], status: VideoStatus) -> None:
    decided = known([observed(0)]).model_copy(update={"status": status})

    observations = [message for message in messages if isinstance(message, VideoObserved)]

    assert known(observations, decided).status is status


def test_a_new_video_is_screened_and_waits_for_review() -> None:
    decision = decide(None, observed(caption="hope"))
    assert decision is not None
    assert (decision.change, decision.video.status) == ("video.received", VideoStatus.IN_REVIEW)
    assert (decision.video.caption, decision.video.received_at) == ("hope", NOON)
    assert [(entry.to, entry.by, entry.rule) for entry in decision.video.history] == [
        ("screened", "system", "review-all"),
        ("in_review", "system", "review-all"),
    ]


def test_an_observation_that_is_not_newer_changes_nothing() -> None:
    video = known([observed(2)])
    assert decide(video, observed(2)) is None
    assert decide(video, observed(1, caption="older")) is None


def test_a_newer_observation_replaces_what_is_seen_and_is_no_news() -> None:
    decision = changed(known([observed(1)]), observed(2, caption="newer", source="submission"))
    assert decision.change is None
    assert (decision.video.caption, decision.video.source) == ("newer", "submission")
    assert decision.video.observed_at == at(2)


def test_a_webhook_without_figures_leaves_those_that_a_search_found() -> None:
    found = observed(1, figures=Figures(views=10), region="AE")
    video = known([found, observed(2, source="webhook", caption="newer")])
    assert (video.caption, video.figures.views, video.region) == ("newer", 10, "AE")
    assert (video.observed_at, video.details_at) == (at(2), at(1))


@pytest.mark.parametrize(
    ("sources", "shown"),
    [
        (("search", "partner"), "partner"),
        (("partner", "submission"), "submission"),
        (("submission", "creator"), "creator"),
        (("creator", "webhook"), "webhook"),
    ],
)
def test_the_source_shown_is_the_one_nearest_to_the_creator(
    sources: tuple[Source, ...], shown: Source
) -> None:
    messages = [observed(second, source=source) for second, source in enumerate(sources)]
    assert known(messages).source == known(messages[::-1]).source == shown


def test_marks_are_those_that_any_source_declared_when_it_last_saw_the_video() -> None:
    video = known([observed(1, marks=("partner",)), observed(2, source="creator", marks=("ai_generated",))])
    assert video.marks == ("partner", "ai_generated")
    assert known([observed(3)], video).marks == ("ai_generated",)


def test_a_video_that_is_gone_keeps_nothing_that_could_be_seen_of_it() -> None:
    video = known(
        [observed(1, creator=Creator(handle="noor.writes", open_id="open-noor"), region="AE"), gone(2)]
    )
    assert video.status is VideoStatus.GONE
    assert (video.caption, video.region, video.creator) == ("", None, Creator(open_id="open-noor"))
    assert (video.source, video.sightings, video.check_due) == (None, {}, None)


@pytest.mark.parametrize("message", [gone(2), left(2)])
def test_no_word_of_a_moderator_stays_of_what_is_gone(message: VideoGone | Withdrawal) -> None:
    featured = approve(known([observed(1)]), by="m", at=NOON, feature=True, reason="dear Noor").video
    assert [entry.reason for entry in known([message], featured).history] == [None] * 4


def test_a_video_that_is_gone_stays_gone_for_older_observations_and_comes_back_with_a_newer_one() -> None:
    video = known([observed(1), gone(3)])
    assert decide(video, observed(2)) is None
    back = changed(video, observed(4))
    assert (back.change, back.video.status) == ("video.received", VideoStatus.IN_REVIEW)
    assert [entry.to for entry in back.video.history[-4:]] == ["gone", "received", "screened", "in_review"]


def test_gone_wins_over_an_observation_of_the_same_instant() -> None:
    assert known([observed(1), gone(1)]).status is VideoStatus.GONE
    assert known([gone(1), observed(1)]).status is VideoStatus.GONE


def test_a_video_never_seen_is_remembered_as_gone_without_a_change() -> None:
    decision = decide(None, gone(1))
    assert decision is not None
    assert (decision.change, decision.video.status) == (None, VideoStatus.GONE)


def test_going_is_a_change_once() -> None:
    first = changed(known([observed(1)]), gone(2))
    assert first.change == "video.gone"
    assert decide(first.video, gone(2)) is None
    assert changed(first.video, gone(3)).change is None


def test_a_rejected_video_outlasts_that_it_vanishes_and_comes_back() -> None:
    rejected = reject(known([observed(1)]), by="moderator-1", at=NOON, rule="sells-something").video
    video = known([gone(2), left(3), observed(4, caption="again", source="webhook")], rejected)
    assert (video.status, video.caption) == (VideoStatus.REJECTED, "")


def test_an_older_message_can_still_say_whose_video_it_is() -> None:
    for video in (known([observed(2)]), known([observed(1), gone(3)])):
        told = changed(video, observed(1, creator=Creator(open_id="open-noor"))).video
        assert told == video.model_copy(update={"creator": Creator(open_id="open-noor")})


@pytest.mark.parametrize(
    ("changes", "change"),
    [
        ({"caption": "changed"}, "video.featured"),
        ({"marks": ("partner",)}, "video.featured"),
        ({"figures": Figures(views=10)}, None),
    ],
)
def test_a_featured_video_is_news_again_only_when_its_page_has_become_wrong(
    changes: dict[str, object], change: str | None
) -> None:
    featured = approve(known([observed(1)]), by="moderator-1", at=NOON, feature=True).video
    assert changed(featured, observed(2, **changes)).change == change


@pytest.mark.parametrize("source", get_args(Source))
def test_what_was_withdrawn_comes_back_by_the_creators_own_newer_act_alone(source: Source) -> None:
    withdrawn = changed(known([observed(1)]), left(2))
    assert (withdrawn.change, withdrawn.video.status) == ("video.withdrawn", VideoStatus.WITHDRAWN)
    assert withdrawn.video.history[-1].by == "creator"

    assert decide(withdrawn.video, observed(2, source=source)) is None
    again = after([observed(3, source=source)], withdrawn.video)

    assert again is not None
    own_act = source in {"webhook", "creator", "submission"}
    assert again.status is (VideoStatus.IN_REVIEW if own_act else VideoStatus.WITHDRAWN)


def test_a_departure_that_comes_late_leaves_what_its_creator_posted_since() -> None:
    video = known([observed(1, region="AE"), observed(3, source="webhook"), left(2)])
    assert video.status is VideoStatus.IN_REVIEW
    assert (video.region, set(video.sightings)) == (None, {"webhook"})
    assert known([left(2, by=Actor.SYSTEM)], video).status is VideoStatus.WITHDRAWN, "a block is no departure"


def test_a_withdrawal_is_made_once_and_outlasts_that_the_video_is_gone() -> None:
    withdrawn = known([observed(1), left(2)])
    assert decide(withdrawn, left(2)) is None
    later = known([gone(5)], withdrawn)
    assert (later.status, later.gone_at) == (VideoStatus.WITHDRAWN, at(5))
    assert known([gone(2), left(1)], known([observed(0)])).status is VideoStatus.WITHDRAWN


DAY = 86_400


def test_a_video_that_two_checks_a_day_apart_do_not_find_is_gone() -> None:
    missing = changed(known([observed(1)]), checked(10, visible=False))
    assert (missing.change, missing.video.status) == (None, VideoStatus.IN_REVIEW)
    assert (missing.video.missing_since, missing.video.check_due) == (at(10), at(10) + CHECKED_AGAIN_AFTER)

    too_soon = decide(missing.video, checked(10 + DAY - 1, visible=False))
    again = changed(missing.video, checked(10 + DAY, visible=False))

    assert too_soon is None
    assert (again.change, again.video.status, again.video.gone_at) == (
        "video.gone",
        VideoStatus.GONE,
        at(10 + DAY),
    )
    assert again.video.history[-1].rule == "not-visible-twice"


@pytest.mark.parametrize("message", [checked(20, visible=True), observed(20)])
def test_whatever_sees_a_missing_video_clears_it(message: VideoMessage) -> None:
    missing = known([observed(1), checked(10, visible=False)])
    assert known([message], missing).missing_since is None


def test_a_check_sets_the_next_one() -> None:
    video = known([observed(1), checked(DAY, visible=True)])
    assert video.check_due == at(DAY) + CHECKED_EVERY


@pytest.mark.parametrize(
    "message",
    [
        checked(2, visible=True),
        checked(5, visible=True),
        checked(2, visible=False),
        checked(4, visible=False),
    ],
)
def test_an_answer_that_is_older_than_what_is_known_says_nothing(message: VideoMessage) -> None:
    seen_since = known([observed(1), checked(15 * DAY, visible=True), observed(16 * DAY)])
    assert decide(seen_since, message) is None


def test_a_check_of_what_is_deleted_or_was_never_seen_says_nothing() -> None:
    assert decide(None, checked(2, visible=True)) is None
    assert decide(known([observed(1), gone(2)]), checked(3, visible=True)) is None


@given(st.lists(st.from_regex(r"[0-9]{6,19}", fullmatch=True), min_size=64, max_size=64, unique=True))
@settings(max_examples=20)
def test_first_checks_are_within_a_fortnight_and_spread(ids: list[str]) -> None:
    due = [first_check(f"tiktok:{one}", NOON) for one in ids]
    assert all(NOON <= moment < NOON + timedelta(days=14) for moment in due)
    assert len({day_of(moment) for moment in due}) > 7


def day_of(moment: datetime) -> int:
    return (moment - NOON).days


def test_missing_for_a_day_is_less_than_the_time_to_the_next_check() -> None:
    assert MISSING_FOR < CHECKED_AGAIN_AFTER


def objecting_to_what_is_declared(video: VideoObserved | Video) -> Verdict:
    if "advertisement" in video.marks or video.region == "ZZ":
        return Verdict(VideoStatus.IN_REVIEW, "a-rule", objection=True)
    return Verdict(VideoStatus.FEATURED, "trusted-source")


@pytest.mark.parametrize("later", [{"marks": ("advertisement",)}, {"region": "ZZ"}])
def test_whatever_comes_to_be_known_of_a_video_that_nobody_has_looked_at_is_judged(
    later: dict[str, Any],
) -> None:
    first = rules.decide(None, observed(1), NOON, objecting_to_what_is_declared)
    assert first is not None
    assert first.video.status is VideoStatus.FEATURED

    then = rules.decide(
        first.video, observed(2, source="search", **later), NOON, objecting_to_what_is_declared
    )

    assert then is not None
    assert (then.change, then.video.status) == ("video.in_review", VideoStatus.IN_REVIEW)
    assert then.video.history[-1].rule == "a-rule"


def test_a_moderators_decision_outlasts_that_the_same_rule_objects_again() -> None:
    asked = rules.decide(None, observed(1, marks=("advertisement",)), NOON, objecting_to_what_is_declared)
    assert asked is not None
    video = approve(asked.video, by="moderator-1", at=NOON, feature=True).video

    for second, region in ((2, "AE"), (3, "ZZ"), (4, "AE"), (5, "ZZ")):
        seen = observed(second, region=region, marks=("advertisement",))
        decision = rules.decide(video, seen, NOON, objecting_to_what_is_declared)
        assert decision is not None
        video = decision.video

    assert video.status is VideoStatus.FEATURED
    other = observed(6, caption="another one", marks=("advertisement",))
    again = rules.decide(video, other, NOON, objecting_to_what_is_declared)
    assert again is not None
    assert again.video.status is VideoStatus.IN_REVIEW


def trusting(_: VideoObserved | Video) -> Verdict:
    return Verdict(VideoStatus.FEATURED, BuiltInRule.TRUSTED_CREATOR)


@given(st.lists(st.one_of(OBSERVED, st.builds(gone, second=MOMENTS)), max_size=8), st.sampled_from(Actor))
def test_trust_never_shows_again_what_was_withdrawn(messages: list[VideoMessage], by: Actor) -> None:
    video = known([observed(0), left(1, by if by is not Actor.MODERATOR else Actor.CREATOR)])

    for message in messages:
        if decision := rules.decide(video, message, NOON, trusting):
            video = decision.video
        assert video.status not in {VideoStatus.APPROVED, VideoStatus.FEATURED}


def test_what_a_withdrawn_video_comes_back_to_names_its_rule() -> None:
    back = rules.decide(known([observed(0), left(1)]), observed(2, source="submission"), NOON, trusting)

    assert back is not None
    assert (back.video.status, back.change) == (VideoStatus.IN_REVIEW, "video.received")
    assert back.video.history[-1].rule == BuiltInRule.DECIDED_BEFORE


def test_trust_does_not_outweigh_what_a_moderator_took_off_the_hub() -> None:
    shown = approve(known([observed(0)]), by="staff-1", at=NOON, feature=False).video

    back = rules.decide(known([gone(1)], shown), observed(2), NOON, trusting)

    assert back is not None
    assert back.video.status is VideoStatus.IN_REVIEW


@pytest.mark.parametrize(("until", "status"), [(NOON, VideoStatus.IN_REVIEW), (at(1), VideoStatus.FEATURED)])
def test_trust_does_not_outweigh_a_right_that_has_ended_or_was_refused(
    until: datetime, status: VideoStatus
) -> None:
    reviewed = known([observed(0)]).model_copy(update={"rights_until": until})

    back = rules.decide(known([gone(1)], reviewed), observed(2), NOON, trusting)

    assert back is not None
    assert (back.video.status, back.video.rights_until) == (status, until)


@given(SEEN_OR_GONE)
def test_no_observation_touches_what_the_ledger_said(messages: list[VideoMessage]) -> None:
    video = known(messages, known([observed(0)]).model_copy(update={"rights_until": at(3)}))
    assert video.rights_until == at(3)


def test_a_trusted_video_that_was_only_away_is_shown_again() -> None:
    first = rules.decide(None, observed(0), NOON, trusting)
    assert first is not None

    back = rules.decide(known([gone(1)], first.video), observed(2), NOON, trusting)

    assert back is not None
    assert back.video.status is VideoStatus.FEATURED
