"""`check_videos` takes a video off the hub when the right to feature it runs out, once and by itself."""

import json
from datetime import timedelta
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from campaign.aws.table import Table
from campaign.kernel.clock import iso
from campaign.videos.built_in_rules import BuiltInRule
from campaign.videos.checks import CLAIMED_FOR
from campaign.videos.rights import Right, RightsEntry, standing
from campaign.videos.rights_storage import rights_item
from campaign.videos.storage import video_key
from campaign.videos.video import VideoKey, VideoStatus
from tests.unit.conftest import FixedClock, LogLines
from tests.unit.functions.checking.stage import ID, UNTIL, Stage
from tests.unit.videos.messages import gone, observed


@pytest.fixture
def stage(table: Table, clock: FixedClock, app: ModuleType) -> Stage:
    return Stage(table, clock, app)


@pytest.fixture
def granted(stage: Stage) -> Stage:
    """A video that is featured, with a right to it for half an hour."""
    stage.take_in(observed())
    stage.record("granted", until=UNTIL)
    return stage


@pytest.fixture
def expired(granted: Stage, clock: FixedClock) -> Stage:
    clock.advance(minutes=33)
    granted.run()
    return granted


def test_a_right_that_has_run_out_takes_the_video_off_the_hub(granted: Stage, clock: FixedClock) -> None:
    clock.advance(minutes=29)
    granted.run()
    assert granted.on_the_hub() == [f"VIDEO#tiktok:{ID}"]

    clock.advance(minutes=4)
    granted.run()

    assert granted.on_the_hub() == []
    last = granted.video().history[-1]
    assert (last.to, last.by, last.rule) == (VideoStatus.APPROVED, "system", "rights-expired")
    assert last.at == clock()
    assert granted.ledger()[1:] == [(Right.EXPIRED, UNTIL, "system")]
    item = granted.table.get(*video_key(VideoKey(f"tiktok:{ID}")))
    assert item is not None
    assert (item.change, item.changed_at) == ("video.approved", iso(clock()))


def test_a_second_run_changes_nothing(expired: Stage) -> None:
    before = expired.version(), expired.ledger()

    expired.run()

    assert (expired.version(), expired.ledger()) == before


def test_the_check_that_was_due_as_well_is_asked_for_by_the_next_run(
    granted: Stage, clock: FixedClock
) -> None:
    clock.advance(days=20)
    granted.run()
    assert granted.video().status is VideoStatus.APPROVED

    granted.run()

    assert granted.video().check_due == clock() + CLAIMED_FOR


def test_a_video_of_another_platform_that_is_checked_no_more_leaves_as_well(
    stage: Stage, clock: FixedClock
) -> None:
    stage.take_in(observed(platform="youtube", source="partner"))
    clock.advance(days=15)
    stage.run()
    assert stage.video("youtube").check_due is None
    stage.record("granted", "youtube", until=clock() + timedelta(minutes=30))

    clock.advance(minutes=30)
    stage.run()

    assert stage.video("youtube").status is VideoStatus.APPROVED
    assert [right for right, _, _ in stage.ledger("youtube")] == [Right.GRANTED, Right.EXPIRED]


def test_of_two_runs_at_once_one_does_it_and_neither_fails(
    granted: Stage, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    clock.advance(minutes=33)
    read = granted.app.due.expiries.rights.of

    def read_while_another_run_goes_through(key: VideoKey) -> list[RightsEntry]:
        entries: list[RightsEntry] = read(key)
        monkeypatch.setattr(granted.app.due.expiries.rights, "of", read)
        granted.run()
        return entries

    monkeypatch.setattr(granted.app.due.expiries.rights, "of", read_while_another_run_goes_through)
    granted.run()

    assert [right for right, _, _ in granted.ledger()] == [Right.GRANTED, Right.EXPIRED]
    assert granted.video().status is VideoStatus.APPROVED
    assert [line["message"] for line in log_lines() if "rights" in line["message"]] == [
        "rights expired",
        "video changed while its rights ran out",
    ]


@pytest.mark.parametrize("dies", ["before", "after"])
def test_a_run_that_dies_at_the_write_is_made_good_by_the_next(
    granted: Stage, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    clock.advance(minutes=33)
    client = granted.app.due.table.client
    write = client.transact_write_items

    def die(**actions: Any) -> None:
        if dies == "after":
            write(**actions)
        raise ClientError({"Error": {"Code": "Died", "Message": "at this point"}}, "TransactWriteItems")

    with monkeypatch.context() as patched:
        patched.setattr(client, "transact_write_items", die)
        with pytest.raises(ClientError):
            granted.run()
    entries = [right for right, _, _ in granted.ledger()]
    assert (granted.video().status is VideoStatus.APPROVED) == (Right.EXPIRED in entries) == (dies == "after")

    granted.run()

    assert granted.video().status is VideoStatus.APPROVED
    assert [right for right, _, _ in granted.ledger()] == [Right.GRANTED, Right.EXPIRED]


def test_a_later_grant_keeps_the_video_on_the_hub(granted: Stage, clock: FixedClock) -> None:
    clock.advance(minutes=10)
    granted.record("granted", until=UNTIL + timedelta(days=1))

    clock.advance(minutes=30)
    granted.run()
    assert granted.video().status is VideoStatus.FEATURED

    clock.advance(days=1)
    granted.run()
    assert granted.video().status is VideoStatus.APPROVED


def test_a_grant_that_a_submission_entered_keeps_it_too(granted: Stage, clock: FixedClock) -> None:
    """It is written in the ledger without the video, which may not have arrived yet."""
    clock.advance(minutes=10)
    key = VideoKey(f"tiktok:{ID}")
    entry = RightsEntry(video=key, right=Right.GRANTED, at=clock(), by=f"submission:{'0' * 32}")
    granted.table.put(rights_item(entry), expected=None)

    clock.advance(minutes=30)
    granted.run()

    assert granted.video().status is VideoStatus.FEATURED
    assert granted.video().rights_until is None
    assert [right for right, _, _ in granted.ledger()] == [Right.GRANTED, Right.GRANTED]


def test_a_grant_entered_while_the_run_is_at_work_counts(
    granted: Stage, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.advance(minutes=33)
    read = granted.app.due.expiries.rights.of

    def read_while_staff_record(key: VideoKey) -> list[RightsEntry]:
        entries: list[RightsEntry] = read(key)
        granted.record("granted")
        return entries

    monkeypatch.setattr(granted.app.due.expiries.rights, "of", read_while_staff_record)
    granted.run()

    assert granted.video().status is VideoStatus.FEATURED
    assert [right for right, _, _ in granted.ledger()] == [Right.GRANTED, Right.GRANTED]


def test_what_has_expired_is_featured_again_after_a_new_grant_alone(
    expired: Stage, clock: FixedClock
) -> None:
    assert expired.feature() == 409

    expired.record("granted")
    assert expired.feature() == 200

    clock.advance(minutes=5)
    expired.run()
    assert expired.video().status is VideoStatus.FEATURED


def test_no_later_sighting_features_it_again_however_trusted_its_creator(expired: Stage) -> None:
    expired.take_in(observed(9, caption="another one #EndTheStigma"))
    assert expired.video().status is VideoStatus.APPROVED

    expired.take_in(gone(10), observed(11))
    assert expired.video().status is VideoStatus.IN_REVIEW
    assert expired.video().history[-1].rule == BuiltInRule.DECIDED_BEFORE


def test_a_sighting_does_not_lose_the_end_of_the_right(granted: Stage, clock: FixedClock) -> None:
    granted.take_in(observed(9, caption="another one #EndTheStigma"), gone(10), observed(11))
    assert (granted.video().status, granted.video().rights_until) == (VideoStatus.FEATURED, UNTIL)

    clock.advance(minutes=33)
    granted.run()

    assert granted.video().status is VideoStatus.APPROVED


def test_a_right_to_what_is_not_featured_runs_out_without_a_move(stage: Stage, clock: FixedClock) -> None:
    stage.take_in(observed())
    stage.record("refused")
    stage.record("asked")
    assert stage.video().status is VideoStatus.APPROVED
    clock.advance(seconds=1)
    stage.record("granted", until=UNTIL)
    before = stage.version()

    clock.advance(minutes=33)
    stage.run()

    assert stage.version() == before
    assert standing(stage.rights.of(VideoKey(f"tiktok:{ID}")), clock()) is Right.EXPIRED


def test_a_ledger_that_cannot_be_read_is_counted_and_holds_up_no_other(
    granted: Stage, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    (entry,) = granted.table.query(f"VIDEO#tiktok:{ID}", "RIGHTS#")
    granted.table.put(entry._replace(data='{"of": "a newer version"}', version=2), expected=1)
    granted.take_in(observed(id="2"))

    clock.advance(days=15)
    granted.run()

    assert granted.video().status is VideoStatus.FEATURED
    queue = granted.app.settings.checks_queue_url
    (asked,) = boto3.client("sqs").receive_message(QueueUrl=queue)["Messages"]
    assert json.loads(asked["Body"])["id"] == "2"
    assert '"VideosUnreadable":[1.0]' in capsys.readouterr().out
