"""Which videos `check_videos` asks for, how many at a time, and that none is asked for twice."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest

from campaign.aws.batch_writes import Outcome
from campaign.aws.table import Table
from campaign.kernel.errors import TransientError
from campaign.videos.checks import CLAIMED_FOR, claim
from campaign.videos.storage import video_item, video_key, video_of
from campaign.videos.video import Video, VideoKey, VideoStatus
from tests.unit.conftest import FakeLambdaContext, FixedClock
from tests.unit.template_resources import Resources
from tests.unit.videos.messages import NOON

EVENT = Path(__file__).parents[4] / "events" / "check_videos" / "every_five_minutes.json"
Run = Callable[[], list[str]]


def video(video_id: str, due: datetime | None = NOON, platform: str = "tiktok") -> Video:
    return Video(
        platform=platform,
        id=video_id,
        status=VideoStatus.IN_REVIEW,
        caption="one step at a time #EndTheStigma",
        observed_at=NOON,
        received_at=NOON,
        check_due=due,
    )


def put(table: Table, *videos: Video) -> None:
    for one in videos:
        item = video_item(one, version=1, change=None, changed_at=NOON, correlation_id="c-1")
        table.put(item, expected=None)


def stored(table: Table, video_id: str, platform: str = "tiktok") -> Video:
    item = table.get(*video_key(VideoKey(f"{platform}:{video_id}")))
    assert item is not None
    return video_of(item)


@pytest.fixture
def run(app: ModuleType, resources: Resources, lambda_context: FakeLambdaContext) -> Run:
    """One run; answers the ids that it asks for, in no order."""
    queue = resources.queue_url("checks")
    event: dict[str, Any] = json.loads(EVENT.read_text())

    def run() -> list[str]:
        app.handler(event, lambda_context)
        asked = []
        while (
            messages := boto3.client("sqs")
            .receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
            .get("Messages")
        ):
            for message in messages:
                asked.append(json.loads(message["Body"])["id"])
                boto3.client("sqs").delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return asked

    return run


def test_what_is_due_is_asked_for_and_nothing_else(run: Run, table: Table) -> None:
    put(table, video("1", NOON - timedelta(days=1)), video("2"), video("3", NOON + timedelta(seconds=1)))
    put(table, video("4", None))

    assert sorted(run()) == ["1", "2"]


def test_a_second_run_asks_for_nothing_twice(run: Run, table: Table) -> None:
    put(table, *(video(str(number)) for number in range(30)))

    assert sorted(run(), key=int) == [str(number) for number in range(30)]
    assert run() == []


def test_a_video_of_which_nobody_heard_is_asked_for_again_a_day_later(
    run: Run, table: Table, clock: FixedClock
) -> None:
    put(table, video("1"))
    assert run() == ["1"]

    clock.advance(hours=22, minutes=59)
    assert run() == []
    clock.advance(minutes=1)
    assert run() == ["1"]


def test_a_run_is_bounded_and_takes_those_that_wait_longest(run: Run, table: Table) -> None:
    put(table, *(video(str(number), NOON - timedelta(minutes=number)) for number in range(120)))

    assert sorted(run(), key=int) == [str(number) for number in range(70, 120)]
    assert sorted(run(), key=int) == [str(number) for number in range(20, 70)]
    assert sorted(run(), key=int) == [str(number) for number in range(20)]


def test_a_claim_changes_nothing_but_when_the_video_is_due(run: Run, table: Table) -> None:
    put(table, video("1"))

    run()

    assert stored(table, "1") == video("1", NOON + CLAIMED_FOR)


def test_a_video_of_another_platform_is_told_apart_and_left(
    run: Run, table: Table, clock: FixedClock
) -> None:
    put(table, video("1", platform="youtube"), video("2"))

    assert run() == ["2"]

    assert stored(table, "1", "youtube") == video("1", None, "youtube")
    clock.advance(days=20)
    assert run() == ["2"]


def test_a_video_that_somebody_else_claims_at_that_moment_is_left_to_them(
    run: Run, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(table, video("1"), video("2"))
    monkeypatch.setattr("campaign.aws.due_checks.write_batch", lambda *_: [Outcome.CLASHED, Outcome.WRITTEN])

    assert len(run()) == 1


def test_a_video_that_the_index_still_shows_as_due_is_not_claimed_anew() -> None:
    assert claim(video("1", NOON + timedelta(seconds=1)), NOON) is None
    assert claim(video("1", None), NOON) is None


def test_what_cannot_be_sent_is_a_failed_run_that_claims_no_more(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise TransientError("queue", "no answer", "try again")

    put(table, *(video(str(number)) for number in range(30)))
    monkeypatch.setattr(app.checks, "send_all", refuse)

    with pytest.raises(TransientError):
        app.handler({}, lambda_context)

    still_due = [number for number in range(30) if stored(table, str(number)).check_due == NOON]
    assert len(still_due) == 10


def test_a_stored_video_that_cannot_be_read_is_counted_and_holds_up_no_other(
    run: Run, table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    put(table, video("1", NOON - timedelta(days=1)), video("2"))
    unreadable = table.get(*video_key(VideoKey("tiktok:1")))
    assert unreadable is not None
    table.put(unreadable._replace(data='{"of": "a newer version"}', version=2), expected=1)

    assert run() == ["2"]
    assert '"VideosUnreadable":[1.0]' in capsys.readouterr().out
