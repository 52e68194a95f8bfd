"""The poll of connected creators, against the simulator: what is handed on, and what is kept when it
fails."""

import re
from datetime import timedelta
from typing import Any

import pytest

from campaign.aws.screening import KeptScreening
from campaign.aws.video_intake import VideoIntake
from campaign.creators.connection import ConnectionState
from campaign.creators.departures import connection_key
from campaign.creators.listing import LOOK_BACK, OVERLAP, Run
from campaign.creators.platform import Page
from campaign.creators.poll import AFTER_TROUBLE, PollFaultError
from campaign.kernel.errors import TransientError
from campaign.videos.intake import VideoObserved
from tests.simulators.cast import CREATORS
from tests.simulators.failures import Failure
from tests.unit.conftest import LogLines
from tests.unit.creators.stage import INTERVAL, NOOR, Stage

pytestmark = pytest.mark.enable_socket
YAZAN, LINA = CREATORS[1], CREATORS[2]


def test_a_post_with_a_campaign_hashtag_is_handed_on_with_all_that_tiktok_says(stage: Stage) -> None:
    stage.connect()
    post = stage.post(1, caption="one step #لننهي_الوصمة", views=7, likes=3, comments=2, shares=1)

    stage.poll()

    (message,) = stage.intake.messages
    video = VideoObserved.model_validate(message, strict=False)
    assert (video.id, video.source, video.caption) == (post.id, "creator", post.caption)
    assert (video.creator.open_id, video.creator.handle) == (NOOR.open_id, NOOR.handle)
    assert video.figures.model_dump() == {
        "views": 7,
        "likes": 3,
        "comments": 2,
        "shares": 1,
        "favorites": None,
    }
    assert (video.published_at, video.duration_seconds) == (post.created_at, post.duration_seconds)
    assert (video.observed_at, video.correlation_id) == (stage.clock(), "poll-1")


def test_posts_without_the_hashtag_are_none_of_our_business(stage: Stage) -> None:
    stage.connect()
    stage.post(1, caption="lunch #notendthestigma")
    stage.post(2, caption="")

    assert stage.poll() == []


def test_a_creator_is_listed_when_due_and_then_once_an_interval(stage: Stage) -> None:
    stage.connect()
    stage.poll()
    assert stage.calls("video.list") == 1

    stage.poll()
    assert stage.calls("video.list") == 1
    assert timedelta() < stage.due_in() <= INTERVAL

    stage.clock.advance(hours=6)
    stage.poll()
    assert stage.calls("video.list") == 2


def test_all_pages_are_read_back_to_the_last_poll_and_its_overlap(stage: Stage) -> None:
    stage.connect()
    recent = [stage.post(number) for number in range(45)]
    stage.post(100, created_at=stage.clock() - LOOK_BACK - timedelta(days=1))
    assert set(stage.poll()) == {post.id for post in recent}
    assert stage.calls("video.list") == 3

    stage.clock.advance(hours=6)
    late = stage.post(200, created_at=stage.clock() - OVERLAP)
    assert late.id in stage.poll(), "made long before it became public"


def test_a_list_ends_at_the_page_that_is_old_enough(stage: Stage) -> None:
    stage.connect()
    stage.poll()
    for number in range(60):
        stage.post(number, created_at=stage.clock() - timedelta(days=10, minutes=number))
    stage.clock.advance(hours=6)
    before = stage.calls("video.list")

    assert stage.poll() == []
    assert stage.calls("video.list") == before + 1


def test_a_poll_that_dies_after_sending_is_repeated_with_one_effect(stage: Stage) -> None:
    stage.connect()
    post = stage.post(1)

    with pytest.raises(KeyboardInterrupt):
        stage.poll(intake=DyingAfterSending(stage))
    stage.clock.advance(minutes=15)
    stage.poll()

    assert [message["id"] for message in stage.intake.messages] == [post.id, post.id]
    intake = VideoIntake(stage.table, stage.clock, KeptScreening(stage.table, stage.clock))
    applied = [
        intake.apply([VideoObserved.model_validate(message, strict=False)])
        for message in stage.intake.messages
    ]
    assert [one.received for one in applied] == [1, 0]


class DyingAfterSending:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def send_all(self, bodies: Any) -> None:
        self.stage.intake.send_all(bodies)
        raise KeyboardInterrupt


def test_a_post_that_is_missing_from_the_list_is_not_gone(stage: Stage) -> None:
    stage.connect()
    post = stage.post(1)
    stage.poll()
    stage.tiktok.catalogue.take_down(post.id)
    stage.clock.advance(hours=6)

    stage.poll()

    assert {message["kind"] for message in stage.intake.messages} == {"video.observed"}


def test_an_access_token_that_tiktok_refuses_is_renewed_once_and_tried_once_more(stage: Stage) -> None:
    stage.connect()
    post = stage.post(1)
    stage.tiktok.tokens.age(NOOR.open_id)

    assert stage.poll() == [post.id]
    assert (stage.calls("video.list"), stage.refreshes()) == (2, 1)


def test_an_access_token_that_is_refused_twice_is_left_for_later(stage: Stage) -> None:
    stage.connect()
    stage.tiktok.fail_next("video.list", Failure.ACCESS_TOKEN_INVALID, times=2)

    assert stage.poll() == []
    assert (stage.calls("video.list"), stage.refreshes()) == (2, 1)
    assert stage.due_in() == AFTER_TROUBLE


def test_a_creator_who_left_at_tiktok_has_to_connect_again_and_keeps_their_videos(stage: Stage) -> None:
    stage.connect()
    stage.tiktok.tokens.disconnect(NOOR.open_id)

    stage.poll()

    assert stage.stored().state is ConnectionState.RECONNECT_NEEDED
    assert stage.intake.messages == [], "that they left, TikTok says by its webhook"
    stage.clock.advance(days=1)
    stage.poll()
    assert stage.calls("video.list") == 1


def test_a_creator_who_took_the_scope_away_has_to_connect_again(stage: Stage) -> None:
    stage.connect()
    stage.tiktok.fail_next("video.list", Failure.SCOPE_NOT_AUTHORIZED)

    stage.poll()

    assert stage.stored().state is ConnectionState.RECONNECT_NEEDED


@pytest.mark.parametrize(
    "failure",
    [
        Failure.INTERNAL_ERROR,
        Failure.GATEWAY_TIMEOUT,
        Failure.DROPPED_CONNECTION,
        Failure.INVALID_PARAMS,
        Failure.SCOPE_PERMISSION_MISSED,
    ],
)
def test_one_creators_trouble_does_not_keep_the_others_waiting(
    stage: Stage, failure: Failure, log_lines: LogLines
) -> None:
    stage.connect(NOOR.open_id)
    stage.clock.advance(seconds=1)
    stage.connect(YAZAN.open_id)
    post = stage.post(1, YAZAN.handle)
    stage.tiktok.fail_next("video.list", failure)

    assert stage.poll() == [post.id]

    assert stage.due_in() == AFTER_TROUBLE
    assert stage.stored().polled_at is None, "the next list goes back as far"
    assert [line["creator"] for line in log_lines() if line["level"] == "WARNING"] == [NOOR.open_id]


@pytest.mark.parametrize("failure", [Failure.RATE_LIMIT, Failure.DAILY_QUOTA])
def test_a_limit_of_calls_leaves_the_rest_for_the_next_run(stage: Stage, failure: Failure) -> None:
    for creator in (NOOR, YAZAN, LINA):
        stage.connect(creator.open_id)
        stage.clock.advance(seconds=1)
    posts = {stage.post(number, creator.handle).id for number, creator in enumerate((YAZAN, LINA))}
    stage.poll(intake=AfterTheFirst(stage, failure))
    assert stage.calls("video.list") == 2, "no more is asked for"

    assert stage.due_in(YAZAN.open_id) < timedelta(), "it keeps its place"
    assert set(stage.poll()) == posts


class AfterTheFirst:
    """Once something has been handed on, TikTok has had enough."""

    def __init__(self, stage: Stage, failure: Failure) -> None:
        self.stage = stage
        self.failure = failure

    def send_all(self, bodies: Any) -> None:
        self.stage.intake.send_all(bodies)
        self.stage.tiktok.fail_next("video.list", self.failure)


def test_a_fault_of_ours_rings_once_all_others_are_listed(stage: Stage) -> None:
    stage.connect(NOOR.open_id)
    stage.clock.advance(seconds=1)
    stage.connect(YAZAN.open_id)
    post = stage.post(1, YAZAN.handle)

    with pytest.raises(PollFaultError):
        stage.poll(posts=FaultyFirst(stage))

    assert [message["id"] for message in stage.intake.messages] == [post.id]
    assert stage.due_in() == AFTER_TROUBLE


class FaultyFirst:
    def __init__(self, stage: Stage) -> None:
        self.posts = stage.display
        self.calls = 0

    def page(self, access_token: str, cursor: int | None) -> Page:
        self.calls += 1
        if self.calls == 1:
            raise ZeroDivisionError
        return self.posts.page(access_token, cursor)


def test_near_its_deadline_a_run_stops_and_the_next_goes_on(stage: Stage) -> None:
    for creator in (NOOR, YAZAN):
        stage.connect(creator.open_id)
        stage.clock.advance(seconds=1)
    ids = {stage.post(number, creator.handle).id for number, creator in enumerate((NOOR, YAZAN))}

    stage.poller().run(Run("poll-1", lambda: stage.calls("video.list") < 1))
    assert (len(stage.intake.messages), stage.calls("video.list")) == (1, 1)
    stage.poll()

    assert {message["id"] for message in stage.intake.messages} == ids


def test_a_list_that_is_not_finished_in_time_is_begun_again(stage: Stage) -> None:
    stage.connect()
    ids = {stage.post(number).id for number in range(30)}

    stage.poller().run(Run("poll-1", lambda: stage.calls("video.list") < 1))
    assert stage.intake.messages == []

    assert set(stage.poll()) == ids


def test_a_scope_that_turns_out_to_be_gone_after_a_renewal_ends_the_connection_too(stage: Stage) -> None:
    stage.connect()
    stage.tiktok.fail_next("video.list", Failure.ACCESS_TOKEN_INVALID)
    stage.tiktok.fail_next("video.list", Failure.SCOPE_NOT_AUTHORIZED)

    stage.poll()

    assert (stage.stored().state, stage.refreshes()) == (ConnectionState.RECONNECT_NEEDED, 1)


def test_no_token_is_renewed_so_late_that_the_new_one_might_be_lost(stage: Stage) -> None:
    stage.connect()
    post = stage.post(1)
    stage.tiktok.tokens.age(NOOR.open_id)

    stage.poller().run(Run("poll-1", lambda: stage.calls("video.list") < 1))
    assert (stage.calls("video.list"), stage.refreshes()) == (1, 0)

    assert stage.poll() == [post.id]


def test_a_list_that_takes_longer_than_a_run_does_not_keep_the_others_waiting(stage: Stage) -> None:
    stage.connect(NOOR.open_id)
    stage.clock.advance(seconds=1)
    stage.connect(YAZAN.open_id)
    for number in range(30):
        stage.post(number)
    post = stage.post(31, YAZAN.handle)
    stage.clock.advance(seconds=1)

    stage.poller().run(Run("poll-1", lambda: stage.calls("video.list") < 1))
    stage.poller().run(Run("poll-2", lambda: stage.calls("video.list") < 2))

    assert [message["id"] for message in stage.intake.messages] == [post.id]


def test_a_connection_that_cannot_be_read_rings_and_keeps_nobody_waiting(
    stage: Stage, log_lines: LogLines
) -> None:
    stage.connect(NOOR.open_id)
    stage.clock.advance(seconds=1)
    stage.connect(YAZAN.open_id)
    post = stage.post(1, YAZAN.handle)
    item = stage.table.get(*connection_key("tiktok", NOOR.open_id))
    assert item is not None
    stage.table.put(item._replace(data='{"handle": "planted-words"}', version=2), expected=1)

    with pytest.raises(PollFaultError):
        stage.poll()

    assert [message["id"] for message in stage.intake.messages] == [post.id]
    assert "planted-words" not in repr(log_lines())


def test_a_post_that_cannot_be_read_is_set_aside_and_the_others_are_not(
    stage: Stage, log_lines: LogLines
) -> None:
    stage.connect()
    good = {"id": "1", "create_time": int(stage.clock().timestamp()), "video_description": "#EndTheStigma"}
    odd: list[dict[str, Any]] = [
        good | {"id": "2", "create_time": "yesterday", "video_description": "planted-words #EndTheStigma"},
        good | {"id": "3", "view_count": "many"},
        good | {"id": None},
        {"id": "4", "create_time": "none of our business", "video_description": None},
    ]

    assert stage.poll(posts=OnePage((*odd, good))) == ["1"]

    assert len(list(stage.quarantine.entries())) == 3
    assert "planted-words" not in repr(log_lines())


class OnePage:
    def __init__(self, posts: tuple[dict[str, Any], ...], cursor: int = 0, has_more: bool = False) -> None:
        self.answer = Page(posts, cursor, has_more)

    def page(self, access_token: str, cursor: int | None) -> Page:
        return self.answer


def test_a_list_that_goes_round_in_circles_is_left(stage: Stage) -> None:
    stage.connect()
    now = int(stage.clock().timestamp() * 1000)

    assert stage.poll(posts=OnePage((), now, has_more=True)) == []
    assert stage.due_in() == AFTER_TROUBLE


def test_who_left_before_their_turn_is_not_listed(stage: Stage) -> None:
    stage.connect()
    stored = stage.connections.get(NOOR.open_id)
    assert stored is not None
    stage.connections.remove(stored)
    poller = stage.poller()

    poller.connections = Lagging(stage)  # type: ignore[assignment]  # only due and get
    poller.run(Run("poll-1", lambda: True))

    assert stage.calls("video.list") == 0


class Lagging:
    """An index that has not heard of the departure yet."""

    def __init__(self, stage: Stage) -> None:
        self.get = stage.connections.get

    def due(self, until: Any) -> list[str]:
        return [NOOR.open_id]


def test_who_leaves_while_being_listed_is_not_written_back(stage: Stage) -> None:
    stage.connect()
    stage.post(1)

    stage.poll(intake=LeavingMeanwhile(stage))

    assert stage.connections.get(NOOR.open_id) is None


class LeavingMeanwhile:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def send_all(self, bodies: Any) -> None:
        stored = self.stage.connections.get(NOOR.open_id)
        assert stored is not None
        self.stage.connections.remove(stored)


def test_a_queue_that_is_away_leaves_the_creator_due(stage: Stage) -> None:
    stage.connect()
    post = stage.post(1)

    class Away:
        def send_all(self, bodies: Any) -> None:
            raise TransientError("queue", "it is away", "try again")

    stage.poll(intake=Away())
    assert stage.stored().polled_at is None
    stage.clock.now += AFTER_TROUBLE

    assert stage.poll() == [post.id]


def test_no_log_line_holds_a_caption_or_a_token(stage: Stage, log_lines: LogLines) -> None:
    stage.connect()
    stage.post(1, caption="planted-words #EndTheStigma")
    tokens = stage.tiktok.tokens.issued_to(NOOR.open_id)
    stage.poll()
    stage.tiktok.tokens.disconnect(NOOR.open_id)
    stage.clock.advance(hours=7)
    stage.poll()

    said = repr(log_lines())
    assert "connect again" in said
    assert not re.search("planted-words|act\\.[A-Za-z0-9_-]{32}|rft\\.", said)
    assert not [token for token in tokens if token in said]
