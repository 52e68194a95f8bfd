"""Batches of ten intake messages of invented videos, and what DynamoDB would answer to each of them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from campaign.aws.attributes import to_attributes
from campaign.videos.intake import Creator, Figures, VideoObserved, write_message
from campaign.videos.policy import Policy, PublishedPolicy
from campaign.videos.rules import decide
from campaign.videos.screening import Screening
from campaign.videos.storage import policy_items, video_item
from tests.benchmarks.answers import Answers, answer

CASES = ("all new", "all known, seen anew", "all repeats")
RECORDS = 10
TABLE = "state"
_NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_POLICY = Policy.model_validate(
    yaml.safe_load((Path(__file__).parents[2] / "content" / "policy" / "policy.yaml").read_text("utf-8"))
)
SCREENING = Screening(_POLICY, trusted=(), blocked=())
_REFUSED = answer(
    {
        "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
        "message": "The conditional request failed",
    },
    400,
)


@dataclass(frozen=True)
class Batch:
    """An event of the queue; `ours`, `bare` and `powertools` are the answers to `ingest_videos` and to its
    peers. `images`: the items as the table's stream shows them when each is new."""

    event: dict[str, Any]
    ours: Answers
    bare: Answers
    powertools: Answers
    images: list[dict[str, Any]]


def batches(case: str, count: int) -> list[Batch]:
    return [_batch(case, range(first, first + RECORDS)) for first in range(0, count * RECORDS, RECORDS)]


def _batch(case: str, numbers: range) -> Batch:
    known = [] if case == "all new" else [_stored(_observed(number, _NOON)) for number in numbers]
    moment = _NOON + timedelta(hours=1) if case == "all known, seen anew" else _NOON
    done = case == "all repeats"
    write = _REFUSED if done else answer({})
    return Batch(
        event={"Records": [_record(_observed(number, moment)) for number in numbers]},
        ours={
            "BatchGetItem": answer({"Responses": {TABLE: known}, "UnprocessedKeys": {}}),
            "BatchExecuteStatement": answer({"Responses": [{"TableName": TABLE}] * RECORDS}),
            **_SCREENED_BY,
        },
        bare={"PutItem": write},
        powertools={"PutItem": _already_done() if done else write, "UpdateItem": answer({})},
        images=[_stored(_observed(number, _NOON)) for number in numbers],
    )


def _observed(number: int, moment: datetime) -> VideoObserved:
    return VideoObserved(
        platform="tiktok",
        id=str(7374895375649443115 + number),
        source="search",
        observed_at=moment + timedelta(seconds=number),
        correlation_id=f"bench-{number}",
        creator=Creator(handle=f"demo.creator{number}"),
        caption="طلب المساعدة شجاعة، ولا عيب فيه. Asking for help is brave #EndTheStigma #لننهي_الوصمة",
        hashtags=("endthestigma", "لننهي_الوصمه"),
        region="EG",
        published_at=_NOON - timedelta(days=1),
        figures=Figures(views=1200 + number, likes=300, comments=12, shares=9),
        duration_seconds=30,
    )


def _record(message: VideoObserved) -> dict[str, Any]:
    return queued(write_message(message), f"00000000-0000-4000-8000-{message.id[-12:]}")


def queued(body: str, identifier: str) -> dict[str, Any]:
    """A record of a queue's event."""
    sent = str(int(_NOON.timestamp() * 1000))
    return {
        "messageId": identifier,
        "receiptHandle": "bench",
        "body": body,
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": sent,
            "SenderId": "bench",
            "ApproximateFirstReceiveTimestamp": sent,
        },
        "messageAttributes": {},
        "md5OfBody": "bench",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:intake",
        "awsRegion": "eu-west-1",
    }


def _stored(message: VideoObserved) -> dict[str, Any]:
    decision = decide(None, message, message.observed_at, SCREENING)
    assert decision is not None
    item = video_item(
        decision.video,
        version=1,
        change=decision.change,
        changed_at=message.observed_at,
        correlation_id=message.correlation_id,
    )
    return to_attributes(item)


def _published() -> dict[str, Any]:
    head, _ = policy_items(PublishedPolicy(revision=1, policy=_POLICY, published_at=_NOON), "bench")
    return to_attributes(head)


_SCREENED_BY = {"GetItem": answer({"Item": _published()}), "Query": answer({"Items": []})}
"""The campaign's own policy, and nobody on the lists."""


def _already_done() -> Any:
    """What the idempotency utility finds of a message that it has seen: done, and not yet expired."""
    record = {
        "id": {"S": "seen"},
        "expiration": {"N": str(2**33)},
        "status": {"S": "COMPLETED"},
        "data": {"S": "null"},
    }
    return answer(
        {
            "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
            "message": "The conditional request failed",
            "Item": record,
        },
        400,
    )
