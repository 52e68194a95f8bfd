"""An activation and a launch, from approval to the public page, over a change of clocks, with a clock that is
handed in: the planner, its schedules, the hub's queue and its builds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import boto3
import pytest

from campaign.aws.publications import PublicationTable
from campaign.aws.table import Table
from campaign.publications.kind import Kind
from campaign.publications.moves import withdraw
from tests.unit.conftest import FakeLambdaContext, FixedClock
from tests.unit.functions.announcing.stage import GROUP, Stage, envelope
from tests.unit.functions.test_sample_events import sample
from tests.unit.hub.samples import HUB_URL
from tests.unit.publications.samples import content_of, kept
from tests.unit.template_resources import Resources

SECOND, MINUTE = timedelta(seconds=1), timedelta(seconds=60)
# Clocks in Cairo go forward at midnight to 24 April 2026 (+02:00 to +03:00), and back to 30 October.
SPRING = ("2026-04-24T01:30", "2026-04-24T20:00", datetime(2026, 4, 23, 22, 30, tzinfo=UTC), 18.5)
AUTUMN = ("2026-10-29T20:00", "2026-10-30T20:00", datetime(2026, 10, 29, 17, 0, tzinfo=UTC), 25)


@dataclass
class HubQueueStub:
    """Stands for SQS where the hub hides its ticks: when each comes back."""

    clock: FixedClock
    back: dict[str, datetime] = field(default_factory=dict)

    def change_message_visibility(self, **asked: Any) -> None:
        self.back[asked["ReceiptHandle"]] = self.clock() + timedelta(seconds=asked["VisibilityTimeout"])


@dataclass
class Hub:
    stage: Stage
    app: ModuleType
    queue: HubQueueStub

    def build(self, body: str = "{}") -> datetime | None:
        """Answers when the message comes back, if it does."""
        record = {"messageId": "m-1", "receiptHandle": body, "body": body}
        answer = self.app.handler({"Records": [record]}, FakeLambdaContext())
        return self.queue.back[body] if answer["batchItemFailures"] else None

    def shows(self, word: str, moment: datetime) -> bool:
        """What any build at that moment makes public."""
        self.stage.clock.now = moment
        self.build()
        return word in self.home()

    def home(self) -> str:
        s3, bucket = boto3.client("s3"), self.stage.resources.bucket("site")
        return s3.get_object(Bucket=bucket, Key="ar/index.html")["Body"].read().decode()

    def ticks(self) -> list[tuple[datetime, str]]:
        """When each schedule for the hub fires, and its message."""
        client = boto3.client("scheduler")
        found = []
        for name, when in self.stage.schedules().items():
            target = client.get_schedule(GroupName=GROUP, Name=name)["Target"]
            if target["Arn"] == self.stage.resources.queue_arn("hub"):
                found.append((datetime.fromisoformat(when[3:-1]).replace(tzinfo=UTC), target["Input"]))
        return sorted(found)


@pytest.fixture
def hub(stage: Stage, load_function: Callable[..., ModuleType], resources: Resources) -> Hub:
    app = load_function(
        "build_hub",
        TABLE_NAME=resources.table_name,
        SITE_BUCKET=resources.bucket("site"),
        CONTENT_BUCKET=resources.bucket("content"),
        HUB_URL=HUB_URL,
        PUBLIC_API_URL="https://api.example.org/v1",
        REPLY_ADDRESS="campaign@example.org",
        SMS_ENABLED="false",
        HUB_QUEUE_URL=resources.queue_url("hub"),
    )
    queue = HubQueueStub(stage.clock)
    app.sqs = queue  # type: ignore[attr-defined]  # the handler's own
    return Hub(stage, app, queue)


def publish(stage: Stage, table: Table, kind: Kind, **times: Any) -> None:
    publication = kept(table, content_of(kind, zone="Africa/Cairo", **times), stage.clock(), "spring")
    stage.run_until_done(stage.planner, envelope(publication.subject, publication.version))


@pytest.mark.parametrize(("opens", "closes", "on", "hours"), [SPRING, AUTUMN], ids=["spring", "autumn"])
@pytest.mark.parametrize("late", [0, 1, 59, 60])
def test_an_activation_is_on_and_off_at_its_seconds_however_late_its_schedule_fires(
    hub: Hub, table: Table, opens: str, closes: str, on: datetime, hours: float, late: int
) -> None:
    hub.stage.clock.now = on - timedelta(days=2)
    publish(hub.stage, table, Kind.ACTIVATION, opens_at=opens, closes_at=closes)
    off = on + timedelta(hours=hours)
    seen = []

    for (fires_at, body), turn in zip(hub.ticks(), (on, off), strict=True):
        assert fires_at == turn - MINUTE
        hub.stage.clock.now = fires_at + late * SECOND
        back = hub.build(body)
        while back is not None:  # it came early, and comes back when it was told to
            assert back == turn
            seen.append(hub.shows("activation-spring", back - SECOND))
            hub.stage.clock.now = back
            back = hub.build(body)
        assert turn <= hub.stage.clock() < turn + MINUTE
        seen.append("activation-spring" in hub.home())

    assert seen == ([False, True, True, False] if late < 60 else [True, False])


def test_a_launch_is_public_from_its_second_on_and_no_build_before_shows_a_word_of_it(
    hub: Hub, table: Table
) -> None:
    opens_at = SPRING[2]
    hub.stage.clock.now = opens_at - timedelta(days=2)
    publish(hub.stage, table, Kind.LAUNCH, opens_at=SPRING[0])
    ((fires_at, body),) = hub.ticks()

    assert not hub.shows("launch-spring", fires_at)
    assert not hub.shows("launch-spring", opens_at - timedelta(milliseconds=1))
    assert not [path for path, text in everything(hub).items() if "spring" in path + text]
    hub.stage.clock.now = fires_at
    assert hub.build(body) == opens_at
    hub.stage.clock.now = opens_at
    assert hub.build(body) is None
    assert "launch-spring" in hub.home()


def test_a_launch_that_is_withdrawn_in_its_last_minute_is_never_shown(hub: Hub, table: Table) -> None:
    opens_at = SPRING[2]
    hub.stage.clock.now = opens_at - timedelta(days=2)
    publish(hub.stage, table, Kind.LAUNCH, opens_at=SPRING[0])
    ((_, body),) = hub.ticks()
    hub.stage.clock.now = opens_at - SECOND
    withdrawn(table, hub.stage.clock())

    hub.stage.clock.now = opens_at
    hub.build(body)

    assert not [path for path, text in everything(hub).items() if "spring" in path + text]


def withdrawn(table: Table, now: datetime) -> None:
    publications = PublicationTable(table)
    ended = withdraw(publications.get(Kind.LAUNCH, "spring"), now)
    assert ended is not None
    publications.keep(ended, "c-2")


def everything(hub: Hub) -> dict[str, str]:
    s3, bucket = boto3.client("s3"), hub.stage.resources.bucket("site")
    keys = [found["Key"] for found in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    # Latin-1 reads whatever there is: pictures are files too.
    return {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode("latin-1") for key in keys}


def test_a_tick_is_a_sample_event(hub: Hub) -> None:
    hub.stage.clock.now = datetime(2026, 3, 2, 15, 59, 30, tzinfo=UTC)

    answer = hub.app.handler(sample("build_hub", "a-tick-and-a-change"), FakeLambdaContext())

    assert answer == {"batchItemFailures": [{"itemIdentifier": "tick"}]}
    assert list(hub.queue.back.values()) == [datetime(2026, 3, 2, 16, 0, tzinfo=UTC)]
