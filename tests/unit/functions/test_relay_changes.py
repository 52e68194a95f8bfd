import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from campaign.aws.attributes import to_attributes
from campaign.aws.stream import change_of
from campaign.care.sign import Sign, fingerprint
from campaign.care.tier import Screening, Tier
from campaign.kernel.change import ChangeEvent
from campaign.kernel.errors import TransientError
from campaign.kernel.item import Item
from tests.unit.conftest import FakeLambdaContext, LogLines

SESSION = Item(
    pk="SESSION#ramadan-talk",
    sk="HEAD",
    version=2,
    data='{"title": "secret words"}',
    changed_at="2026-03-01T17:00:00.000000Z",
    change="session.changed",
    correlation_id="c-1",
)


def record(number: int, item: Item | None, event: str = "MODIFY") -> dict[str, Any]:
    stream: dict[str, Any] = {"SequenceNumber": str(number)}
    if item is not None:
        stream["Keys"] = {"pk": {"S": item.pk}, "sk": {"S": item.sk}}
    if item is not None:
        stream["NewImage"] = to_attributes(item)
    return {"eventName": event, "dynamodb": stream}


class Heard:
    """A bus that refuses, or does not answer for, the events it is told to."""

    def __init__(self, refused: int | None = None, *, deaf: bool = False) -> None:
        self.events: list[ChangeEvent] = []
        self.refused = refused
        self.deaf = deaf

    def put(self, events: Sequence[ChangeEvent]) -> list[bool]:
        if self.deaf:
            raise TransientError("bus", "no answer", "try again")
        start = len(self.events)
        self.events += events
        return [start + position != self.refused for position in range(len(events))]


@pytest.fixture
def relay_changes(aws: None, load_function: Any) -> Any:
    return load_function("relay_changes", BUS_NAME="endthestigma")


def test_a_change_becomes_an_event_without_content(relay_changes: Any) -> None:
    bus = Heard()

    assert relay_changes.relay([record(1, SESSION)], bus) is None

    (event,) = bus.events
    assert event.id == "session:ramadan-talk@2/session.changed"
    assert (event.type, event.subject, event.revision) == ("session.changed", "session:ramadan-talk", 2)
    assert event.correlation_id == "c-1"
    assert "secret words" not in event.model_dump_json()


@pytest.mark.parametrize(
    ("change", "data", "said_at"),
    [
        ("video.gone", '{"gone_at": "2026-03-01T16:59:30Z"}', datetime(2026, 3, 1, 16, 59, 30, tzinfo=UTC)),
        (
            "video.withdrawn",
            '{"gone_at": "2026-03-01T16:59:30Z"}',
            datetime(2026, 3, 1, 16, 59, 30, tzinfo=UTC),
        ),
        ("video.gone", "{}", None),
        ("video.featured", '{"gone_at": "2026-03-01T16:59:30Z"}', None),
    ],
)
def test_an_event_says_when_its_video_was_said_to_be_gone(
    relay_changes: Any, change: str, data: str, said_at: datetime | None
) -> None:
    bus = Heard()

    relay_changes.relay([record(1, SESSION._replace(pk="VIDEO#tiktok:1", change=change, data=data))], bus)

    assert bus.events[0].said_at == said_at


def test_the_kind_of_a_publication_is_its_subject(relay_changes: Any) -> None:
    bus = Heard()

    relay_changes.relay([record(1, SESSION._replace(pk="PUB#toolkit#friend", correlation_id=None))], bus)

    assert bus.events[0].subject == "toolkit:friend"
    assert bus.events[0].correlation_id == "toolkit:friend"


def test_writes_that_mean_nothing_to_the_campaign_are_not_told(relay_changes: Any) -> None:
    bus = Heard()

    relay_changes.relay([record(1, SESSION._replace(change=None)), record(2, None, "REMOVE")], bus)

    assert bus.events == []


@pytest.mark.parametrize(
    "broken",
    [
        {"pk": "SESSION#two words"},
        {"change": "no change"},
        {"changed_at": "yesterday"},
        {"change": "video.gone", "data": "null"},
        {"change": "video.gone", "data": "{"},
    ],
)
def test_what_cannot_be_told_is_set_aside_with_its_key_and_counted_and_the_rest_go_on(
    relay_changes: Any,
    broken: dict[str, Any],
    lambda_context: FakeLambdaContext,
    log_lines: LogLines,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bus, bad = Heard(), SESSION._replace(**broken)
    monkeypatch.setattr(relay_changes, "bus", bus)
    records = [record(1, SESSION), record(2, bad), record(3, SESSION._replace(version=3))]

    answer = relay_changes.handler({"Records": records}, lambda_context)

    assert answer == {"batchItemFailures": []}
    assert [event.revision for event in bus.events] == [2, 3]
    lines = log_lines()
    (told,) = [line for line in lines if line.get("message") == "change cannot be told"]
    assert (told["level"], told["key"]) == ("ERROR", f"{bad.pk} HEAD")
    assert "secret words" not in str(lines)
    assert '"ChangesNotTold":[1.0]' in capsys.readouterr().out


def test_the_stream_is_read_again_from_the_first_event_that_was_refused(relay_changes: Any) -> None:
    records = [record(number, SESSION) for number in range(25)]

    assert relay_changes.relay(records, Heard(refused=12)) == "12"
    assert relay_changes.relay(records, Heard(deaf=True)) == "0"


def test_the_handler_answers_in_the_shape_of_a_partial_batch(
    relay_changes: Any, lambda_context: FakeLambdaContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_changes, "bus", Heard(refused=0))
    assert relay_changes.handler({"Records": [record(7, SESSION)]}, lambda_context) == {
        "batchItemFailures": [{"itemIdentifier": "7"}]
    }
    monkeypatch.setattr(relay_changes, "bus", Heard())
    assert relay_changes.handler({"Records": [record(7, SESSION)]}, lambda_context) == {
        "batchItemFailures": []
    }


def video(caption: str, version: int = 1, care: str | None = None) -> Item:
    """As a write that only its stream record shows to whoever looks after its author."""
    return SESSION._replace(
        pk="VIDEO#tiktok:1",
        sk="VIDEO",
        version=version,
        data=json.dumps({"caption": caption}),
        change="video.received",
        care=care,
    )


def told_of_care(relay_changes: Any, new: Item, old: Item | None) -> list[ChangeEvent]:
    written = record(1, new)
    if old is not None:
        written["dynamodb"]["OldImage"] = to_attributes(old)
    bus = Heard()
    relay_changes.relay([written], bus)
    return [event for event in bus.events if event.care_tier]


DESPAIR = "I want to die, I will end it tonight"


@pytest.mark.parametrize("old", [None, video(""), video("all is well")])
def test_a_caption_is_screened_when_it_is_new(relay_changes: Any, old: Item | None) -> None:
    (event,) = told_of_care(relay_changes, video(DESPAIR, 2), old)

    assert event.care_tier == "imminent"
    assert event.care_texts == (fingerprint(DESPAIR, "video:tiktok:1"),)


def test_a_caption_that_stays_as_it_is_is_not_screened_again() -> None:
    looked: list[str] = []

    def look(text: str) -> Screening:
        looked.append(text)
        return Screening(Tier.DISTRESS, 1.0, ())

    images = {"NewImage": to_attributes(video(DESPAIR, 2)), "OldImage": to_attributes(video(DESPAIR))}
    event = change_of({"dynamodb": images}, look)

    assert event is not None
    assert (event.care_tier, looked) == (None, [])


def test_what_a_write_heard_besides_is_told_with_that_write_alone(relay_changes: Any) -> None:
    sign = Sign(tier=Tier.DISTRESS, score=1.5, texts=("t1",)).model_dump_json()

    assert [event.care_texts for event in told_of_care(relay_changes, video("", 2, sign), video(""))] == [
        ("t1",)
    ]
    assert told_of_care(relay_changes, video("", 3, sign), video("", 2, sign)) == []
