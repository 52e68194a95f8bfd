from collections.abc import Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError

from campaign.aws import video_intake
from campaign.aws.batch_writes import Outcome, write_batch
from campaign.aws.policies import PolicyTable
from campaign.aws.screening import KEPT_FOR, KeptScreening
from campaign.aws.standings import StandingTable
from campaign.aws.table import Table
from campaign.aws.video_intake import ROUNDS, Applied, VideoIntake
from campaign.aws.videos import VideoTable
from campaign.kernel.errors import ConflictError
from campaign.kernel.item import Item
from campaign.videos.intake import Creator, CreatorBlocked, CreatorLeft, VideoObserved
from campaign.videos.moves import approve
from campaign.videos.policy import Policy, PublishedPolicy
from campaign.videos.rules import decide
from campaign.videos.standing import CreatorStanding, Standing, creator_id
from campaign.videos.storage import video_item, video_key, video_of
from campaign.videos.video import Video, VideoKey, VideoStatus
from tests.unit.conftest import FixedClock
from tests.unit.videos.messages import NOON, REVIEW_ALL, checked, creator_left, gone, observed

KEY = VideoKey("tiktok:7374895375649443115")
NOOR = Creator(handle="demo.noor", open_id="open-noor")


@pytest.fixture
def intake(table: Table, clock: FixedClock) -> VideoIntake:
    return VideoIntake(table, clock, KeptScreening(table, clock))


def stored(table: Table, key: VideoKey = KEY) -> Item:
    item = table.get(*video_key(key))
    assert item is not None
    return item


def video(table: Table, key: VideoKey = KEY) -> Video:
    return video_of(stored(table, key))


class Calls:
    """How often DynamoDB was called."""

    def __init__(self, table: Table) -> None:
        self.names: list[str] = []
        table.client.meta.events.register("before-call.dynamodb", self._called)

    def _called(self, model: Any, **_: Any) -> None:
        self.names.append(model.name)


def test_ten_new_videos_cost_one_read_and_one_write(table: Table, intake: VideoIntake) -> None:
    intake.apply([observed(id="the-first-reads-the-policy-too")])
    calls = Calls(table)

    applied = intake.apply([observed(id=str(number)) for number in range(10)])

    assert (applied.received, applied.retry) == (10, set())
    assert calls.names == ["BatchGetItem", "BatchExecuteStatement"]


def test_a_new_video_is_news_with_the_correlation_id_of_its_message(
    table: Table, intake: VideoIntake
) -> None:
    intake.apply([observed(1)])

    item = stored(table)
    assert (item.version, item.change, item.correlation_id) == (1, "video.received", "observed-1")


def test_messages_of_one_video_become_one_write_of_the_newest(table: Table, intake: VideoIntake) -> None:
    applied = intake.apply(
        [observed(2, caption="second"), observed(3, caption="third"), observed(1), observed(3)]
    )

    assert applied.received == 1
    item = stored(table)
    assert (item.version, item.change, item.correlation_id) == (1, "video.received", "observed-3")
    assert video(table).caption != "second"


def test_a_repeated_message_writes_nothing(table: Table, intake: VideoIntake) -> None:
    intake.apply([observed(2)])
    calls = Calls(table)

    applied = intake.apply([observed(2), observed(1)])

    assert calls.names == ["BatchGetItem"]
    assert (applied.received, applied.retry) == (0, set())


def test_a_newer_caption_is_written_and_is_news_to_nobody_but_care(table: Table, intake: VideoIntake) -> None:
    intake.apply([observed(1)])
    intake.apply([observed(2, caption="newer")])

    item = stored(table)
    assert (item.version, item.change, video(table).caption) == (2, "video.heard", "newer")


def test_a_featured_video_that_is_gone_and_comes_back_at_once_is_told_to_the_pages(
    table: Table, intake: VideoIntake
) -> None:
    intake.apply([observed(1)])
    videos = VideoTable(table)
    received = videos.get(KEY)
    assert received is not None
    featured = approve(received.video, by="moderator-1", at=NOON, feature=True)
    videos.save(featured, received, NOON, "review")

    intake.apply([gone(2), observed(3)])

    assert (video(table).status, stored(table).change) == (VideoStatus.IN_REVIEW, "video.gone")


def test_more_videos_than_one_call_takes_are_written_in_several(table: Table, intake: VideoIntake) -> None:
    applied = intake.apply([observed(id=str(number)) for number in range(30)])
    assert (applied.received, applied.retry) == (30, set())


def test_whoever_left_takes_every_video_along(table: Table, intake: VideoIntake) -> None:
    intake.apply([observed(1, id="1", creator=NOOR), observed(1, id="2", creator=NOOR), observed(1, id="3")])

    intake.apply([creator_left(2)])

    statuses = [video(table, VideoKey(f"tiktok:{number}")).status for number in (1, 2, 3)]
    assert statuses == [VideoStatus.WITHDRAWN, VideoStatus.WITHDRAWN, VideoStatus.IN_REVIEW]
    assert stored(table, VideoKey("tiktok:1")).change == "video.withdrawn"


def test_whoever_leaves_while_a_video_is_being_written_is_gone_with_it_in_the_end(
    table: Table, intake: VideoIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    departures: list[Applied] = []

    def leave_first(client: Any, name: str, writes: Sequence[tuple[Item, Item | None]]) -> list[Outcome]:
        if not departures:
            departures.append(intake.apply([creator_left(2)]))
        return write_batch(client, name, writes)

    monkeypatch.setattr(video_intake, "write_batch", leave_first)
    intake.apply([observed(1, creator=NOOR)])
    assert video(table).status is VideoStatus.IN_REVIEW, "the writer had read before the creator left"

    assert [applied.retry for applied in departures] == [{0}]
    assert intake.apply([creator_left(2)]).retry == set()
    assert video(table).status is VideoStatus.WITHDRAWN


def test_a_departure_comes_back_once_and_no_other_message_with_it(table: Table, intake: VideoIntake) -> None:
    batch: list[VideoObserved | CreatorLeft] = [
        observed(1, creator=NOOR),
        creator_left(2),
        observed(1, id="2"),
    ]

    assert intake.apply(batch).retry == {1}
    assert intake.apply(batch).retry == set()


@pytest.mark.parametrize("second", [1, 2])
def test_a_message_that_comes_after_its_creator_left_does_not_bring_the_video_back(
    table: Table, intake: VideoIntake, second: int
) -> None:
    intake.apply([creator_left(2)])
    intake.apply([observed(second, creator=NOOR)])
    assert (video(table).status, video(table).caption) == (VideoStatus.WITHDRAWN, "")


def test_a_creator_who_left_in_the_same_batch_is_gone_whatever_the_order(
    table: Table, intake: VideoIntake
) -> None:
    intake.apply([observed(1, creator=NOOR), creator_left(2)])
    assert video(table).status is VideoStatus.WITHDRAWN


def test_a_creator_who_connects_anew_is_in_again(table: Table, intake: VideoIntake) -> None:
    intake.apply([creator_left(2), creator_left(1), observed(3, creator=NOOR, source="webhook")])
    assert video(table).status is VideoStatus.IN_REVIEW


def test_a_later_departure_replaces_the_one_that_is_known(table: Table, intake: VideoIntake) -> None:
    intake.apply([creator_left(2)])
    intake.apply([creator_left(4)])
    intake.apply([observed(3, creator=NOOR)])
    assert video(table).status is VideoStatus.WITHDRAWN


def test_a_departure_that_somebody_else_writes_too_is_tried_again(
    table: Table, intake: VideoIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put(item: Item, *, expected: int | None) -> None:
        raise ConflictError(item.pk, "changed", "read it again")

    monkeypatch.setattr(table, "put", put)

    assert intake.apply([observed(1, id="1"), creator_left(2)]).retry == {1}


class Meanwhile:
    """Somebody else who writes a video between our read and our write, `times` times."""

    def __init__(self, table: Table, times: int) -> None:
        self.table = table
        self.times = times

    def __call__(self, client: Any, name: str, writes: Sequence[tuple[Item, Item | None]]) -> list[Outcome]:
        if self.times:
            self.times -= 1
            old = self.table.get(*video_key(KEY))
            theirs = (video_of(old) if old else received()).model_copy(update={"region": "AE"})
            item = video_item(
                theirs,
                version=old.version + 1 if old else 1,
                change=None,
                changed_at=NOON,
                correlation_id="theirs",
            )
            self.table.put(item, expected=old.version if old else None)
        return write_batch(client, name, writes)


def received() -> Video:
    decision = decide(None, observed(0), NOON, REVIEW_ALL)
    assert decision is not None
    return decision.video


def test_a_clash_is_read_and_decided_again(
    table: Table, intake: VideoIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video_intake, "write_batch", Meanwhile(table, times=ROUNDS - 1))

    applied = intake.apply([observed(1, caption="ours"), observed(1, id="1")])

    assert (applied.received, applied.retry) == (1, set())
    assert (video(table).caption, stored(table).version) == ("ours", ROUNDS)


def test_a_clash_without_end_gives_back_just_those_messages(
    table: Table, intake: VideoIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(video_intake, "write_batch", Meanwhile(table, times=ROUNDS))

    applied = intake.apply([observed(1, id="1"), observed(1), observed(2)])

    assert (applied.received, applied.retry) == (1, {1, 2})


@pytest.mark.parametrize("outcome", [Outcome.THROTTLED, Outcome.REFUSED])
def test_a_write_that_fails_gives_back_just_those_messages(
    table: Table, intake: VideoIntake, monkeypatch: pytest.MonkeyPatch, outcome: Outcome
) -> None:
    def failing(client: Any, name: str, writes: Sequence[tuple[Item, Item | None]]) -> list[Outcome]:
        write_batch(client, name, [write for write in writes if write[0].key != video_key(KEY)])
        return [outcome if new.key == video_key(KEY) else Outcome.WRITTEN for new, _ in writes]

    monkeypatch.setattr(video_intake, "write_batch", failing)

    applied = intake.apply([observed(1, id="1"), observed(1), observed(1, id="2")])

    assert (applied.received, applied.retry) == (2, {1})


def test_what_cannot_be_read_is_given_back(
    table: Table, intake: VideoIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "BatchGetItem")

    monkeypatch.setattr(table.client, "batch_get_item", refuse)

    assert intake.apply([observed(1), observed(1, id="1")]).retry == {0, 1}


@pytest.mark.parametrize("data", ["{}", "no JSON", '{"a_field_of": "a newer version"}'])
def test_a_stored_video_that_cannot_be_read_fails_its_own_messages_alone(
    table: Table, intake: VideoIntake, data: str
) -> None:
    intake.apply([observed(1)])
    table.put(stored(table)._replace(data=data, version=2), expected=1)

    applied = intake.apply([observed(2, id="1"), observed(2), observed(2, id="2")])

    assert (applied.received, applied.retry) == (2, {1})
    assert stored(table).data == data


def test_a_departure_takes_along_what_can_be_read_and_comes_back_for_the_rest(
    table: Table, intake: VideoIntake
) -> None:
    intake.apply([observed(1, creator=NOOR), observed(1, id="1", creator=NOOR)])
    table.put(stored(table)._replace(data="{}", version=2), expected=1)

    assert intake.apply([observed(2, id="2"), creator_left(3)]).retry == {1}
    assert video(table, VideoKey("tiktok:1")).status is VideoStatus.WITHDRAWN
    assert intake.apply([creator_left(3)]).retry == {0}, "known by now, but not done"


def test_a_departure_that_fails_leaves_the_rest_of_its_batch_alone(
    table: Table, intake: VideoIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake.departures, "of", dict[str, str]().__getitem__)

    applied = intake.apply([observed(2, id="1"), creator_left(3), observed(2, id="2")])

    assert (applied.received, applied.retry) == (2, {1})


def stands(table: Table, clock: FixedClock, standing: Standing) -> None:
    standings, id = StandingTable(table), creator_id("tiktok:@Demo.Noor")
    creator = CreatorStanding(id=id, standing=standing, reason="invented", by="m", at=clock())
    standings.save(creator, standings.get(id), "request-1")


def blocked(clock: FixedClock) -> CreatorBlocked:
    return CreatorBlocked(subject="creator:tiktok:@demo.noor", observed_at=clock(), correlation_id="blocked")


HANDLE = Creator(handle="Demo.Noor")


def test_a_new_list_and_a_new_policy_are_in_force_after_half_a_minute(
    table: Table, intake: VideoIntake, clock: FixedClock
) -> None:
    intake.apply([observed(1, id="1", creator=HANDLE)])
    stands(table, clock, "trusted")
    policy = Policy.model_validate({"moderation": {"mode": "trust_listed"}, "rules": []})
    PolicyTable(table).add(PublishedPolicy(revision=1, policy=policy, published_at=clock()), "upload")
    intake.apply([observed(1, id="2", creator=HANDLE)])
    clock.advance(seconds=KEPT_FOR.total_seconds())
    intake.apply([observed(1, id="3", creator=HANDLE)])

    statuses = [video(table, VideoKey(f"tiktok:{number}")).status for number in (1, 2, 3)]
    assert statuses == [VideoStatus.IN_REVIEW, VideoStatus.IN_REVIEW, VideoStatus.APPROVED]


def test_whoever_is_blocked_loses_every_video_and_the_message_comes_back_once(
    table: Table, intake: VideoIntake, clock: FixedClock
) -> None:
    intake.apply([observed(1, id="1", creator=HANDLE), observed(1, id="2")])
    stands(table, clock, "blocked")
    message = blocked(clock)

    assert intake.apply([message]).retry == {0}
    intake.apply([observed(1, id="3", creator=HANDLE)])
    clock.advance(seconds=120)
    assert intake.apply([message]).retry == set()
    intake.apply([observed(1, id="4", creator=HANDLE)])

    found = [video(table, VideoKey(f"tiktok:{number}")) for number in (1, 2, 3, 4)]
    assert [one.status for one in found] == ["withdrawn", "in_review", "withdrawn", "rejected"]
    assert {one.history[-1].rule for one in found} == {"blocked-creator", "review-all"}


def test_a_block_that_staff_have_taken_back_withdraws_nothing(
    table: Table, intake: VideoIntake, clock: FixedClock
) -> None:
    intake.apply([observed(1, creator=HANDLE)])
    stands(table, clock, "blocked")
    message = blocked(clock)
    stands(table, clock, "none")

    assert intake.apply([message]).retry == set()
    assert video(table).status is VideoStatus.IN_REVIEW


def test_a_check_is_written_without_news(table: Table, intake: VideoIntake) -> None:
    intake.apply([observed(1)])
    intake.apply([checked(10, visible=False)])

    item = stored(table)
    assert (item.version, item.change, video(table).missing_since is not None) == (2, None, True)


def test_videos_are_given_back_when_the_policy_cannot_be_read(
    table: Table, intake: VideoIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "GetItem")

    monkeypatch.setattr(table.client, "get_item", refuse)

    assert intake.apply([observed(1), observed(1, id="1")]).retry == {0, 1}
