"""Pages of invented readers by mail, in two languages, and what AWS would answer to `deliver` of each."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from botocore.awsrequest import AWSResponse

from campaign.announcements.classes import Milestone
from campaign.announcements.messages import PAGE_SIZE, AnnouncementDue, PageDue
from campaign.announcements.news import news_of_session
from campaign.announcements.texts import Template, Texts
from campaign.audience.addresses import registered
from campaign.audience.cap import Told, told_item
from campaign.audience.storage import items_of, partition
from campaign.audience.subscriber import Registration, Subscriber
from campaign.aws.address_box import SecretAddressBox
from campaign.aws.attributes import to_attributes
from campaign.kernel.clock import utc_now
from campaign.sessions.commands import ScheduleSession, schedule
from campaign.sessions.storage import head_of
from tests.benchmarks.answers import Answers, answer

TABLE = "state"
KEY = "bench key"


class _Keys:
    def sealing(self) -> tuple[str, ...]:
        return (KEY,)

    def identity(self) -> str:
        return KEY

    def value(self) -> str:
        return KEY


@dataclass(frozen=True)
class Page:
    """One event for `deliver`, and the same deliveries for the bare peer."""

    event: dict[str, Any]
    answers: Answers
    bare_event: dict[str, Any]


BARE: Answers = {"PutItem": answer({}), "SendEmail": answer({"MessageId": "0" * 60})}
QUOTA = answer(
    {"SendQuota": {"MaxSendRate": 14.0, "Max24HourSend": 50_000.0, "SentLast24Hours": 0.0}},
)
SECRET = answer({"SecretString": json.dumps({"key": KEY})})
NOTHING = answer({})


def pages(deliveries: int) -> Iterator[Page]:
    """Each but the last is full; every reader was told of something twice today."""
    now = utc_now()
    due, head, message = announced(now)
    bare = {"key": due.key, "subject": message.subject, "text": message.text, "html": message.html}
    for first in range(0, deliveries, PAGE_SIZE):
        yield _page(due, head, bare, range(first, min(first + PAGE_SIZE, deliveries)), now)


def announced(now: datetime) -> tuple[AnnouncementDue, dict[str, Any], Template]:
    """An announcement that is due, its session as it is stored, and what it says."""
    talk = schedule(
        ScheduleSession.model_validate(
            {
                "id": "bench-talk",
                "title": {"ar": "حديث عن القلق", "en": "Talking about worry"},
                "advocate": "Invented Advocate",
                "starts": (now + timedelta(minutes=59)).replace(tzinfo=None),
                "zone": "UTC",
                "duration_minutes": 45,
                "link": "https://www.tiktok.com/@invented.advocate/live",
            }
        ),
        now,
    )
    due = AnnouncementDue(
        subject="session:bench-talk",
        revision=1,
        milestone=Milestone.REMINDER_HOUR,
        due_at=now,
        correlation_id="bench",
    )
    message = Texts("https://hub.example", "team@example.org").compose(
        due.milestone, "en", news_of_session(talk)
    )
    return due, to_attributes(head_of(talk, "bench")), message


def topic_rows(numbers: range) -> list[dict[str, Any]]:
    """Invented readers as an index of a topic has them."""
    now = utc_now()
    return [
        to_attributes(next(row for row in items_of(_registered(name, now)) if row.gsi1 is not None))
        for name in map(_name, numbers)
    ]


def _name(number: int) -> str:
    return f"s-{number:032x}"


def _page(
    due: AnnouncementDue, head: dict[str, Any], bare: dict[str, Any], numbers: range, now: datetime
) -> Page:
    names = [*map(_name, numbers)]
    stored = [item for name in names for item in _stored(name, now)]
    return Page(
        event=of_queue(PageDue(announcement=due, subscribers=tuple(names)).model_dump_json()),
        answers={
            "BatchGetItem": answer({"Responses": {TABLE: [head, *stored]}, "UnprocessedKeys": {}}),
            "TransactWriteItems": NOTHING,
            "SendBulkEmail": lambda body: _taken(body.count(b'"Destination"')),
            "BatchExecuteStatement": lambda body: _written(body.count(b'"Statement"')),
            "GetSecretValue": SECRET,
            "GetAccount": QUOTA,
            "GetItem": NOTHING,
        },
        bare_event=of_queue(json.dumps(bare | {"addresses": [f"{name}@example.org" for name in names]})),
    )


def _stored(name: str, now: datetime) -> list[dict[str, Any]]:
    told = Told((now - timedelta(hours=5), now - timedelta(hours=1)), 2)
    subscriber = items_of(_registered(name, now))[0]
    return [to_attributes(subscriber), to_attributes(told_item(partition(name), told, now))]


def _registered(name: str, now: datetime) -> Subscriber:
    number = int(name.removeprefix("s-"), 16)
    registration = Registration.model_validate(
        {
            "id": name,
            "channel": "email",
            "address": f"{name}@example.org",
            "language": "ar" if number % 2 else "en",
            "quiet": {"start": "00:00", "end": "00:00"},
            "topics": ("sessions",),
        }
    )
    return registered(registration, SecretAddressBox(_Keys()), lambda: now)


@cache
def _written(count: int) -> AWSResponse:
    return answer({"Responses": [{"TableName": TABLE}] * count})


@cache
def _taken(count: int) -> AWSResponse:
    return answer({"BulkEmailEntryResults": [{"Status": "SUCCESS", "MessageId": "0" * 60}] * count})


def of_queue(body: str) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": "bench",
                "receiptHandle": "bench",
                "body": body,
                "attributes": {"ApproximateReceiveCount": "1"},
                "eventSource": "aws:sqs",
            }
        ]
    }
