"""The announcing functions on moto, with their queues and schedules between them, and a way to kill them."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import boto3
import botocore.client
import pytest
from moto.ses.models import ses_backends

from campaign.announcements.ledger import AnnouncementRecord, Delivery
from campaign.announcements.messages import AnnouncementDue, DeliveryKey
from campaign.aws.announcements import AnnouncementTable, DeliveryTable
from campaign.aws.audience import AudienceTable
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from campaign.kernel.change import ChangeEvent
from campaign.sessions.commands import change
from campaign.sessions.session import Session
from tests.unit.audience.samples import KEY as AUDIENCE_KEY
from tests.unit.conftest import FakeLambdaContext, FixedClock
from tests.unit.sessions.samples import change_of
from tests.unit.template_resources import Resources

GROUP = "campaign"
SENDER = "campaign@example.org"
READER = "reader@example.org"


class Killed(BaseException):
    """The function's process ended in the middle of its work."""


@contextmanager
def killed_after(monkeypatch: pytest.MonkeyPatch, calls: int) -> Iterator[None]:
    """Let that many AWS calls take effect, then end the process before it hears the last one's answer."""
    made = 0
    call_aws = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]

    def call(self: Any, operation: str, arguments: Any) -> Any:
        nonlocal made
        answer = call_aws(self, operation, arguments)
        made += 1
        if made >= calls:
            raise Killed
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(botocore.client.BaseClient, "_make_api_call", call)
        yield


def sqs_event(*bodies: str) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": f"m-{number}",
                "receiptHandle": "of no queue",
                "attributes": {"ApproximateReceiveCount": "1"},
                "body": body,
            }
            for number, body in enumerate(bodies)
        ]
    }


def envelope(subject: str, revision: int) -> str:
    kind = subject.partition(":")[0]
    event = ChangeEvent(
        id=f"{subject}@{revision}",
        type="publication.changed" if kind == "toolkit" else "session.changed",
        subject=subject,
        revision=revision,
        occurred_at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
        correlation_id="c-1",
    )
    return json.dumps({"source": "campaign", "detail": event.model_dump(mode="json")})


@dataclass
class Stage:
    resources: Resources
    table: Table
    clock: FixedClock
    planner: ModuleType
    announcer: ModuleType
    deliverer: ModuleType
    poster: ModuleType

    @property
    def sessions(self) -> SessionTable:
        return SessionTable(self.table)

    @property
    def audience(self) -> AudienceTable:
        return AudienceTable(self.table)

    def announcement(self, due: AnnouncementDue) -> AnnouncementRecord | None:
        return AnnouncementTable(self.table).announcement(due)

    def delivery(self, key: DeliveryKey) -> Delivery | None:
        return DeliveryTable(self.table).known([key]).get(key)

    def outcome(self, key: DeliveryKey) -> tuple[str, str | None] | None:
        """State and reason."""
        entry = self.delivery(key)
        return (entry.state.value, entry.reason) if entry else None

    def keep(self, session: Session) -> Session:
        self.sessions.add(session, "c-1")
        return session

    def move(self, session: Session, starts: str = "2026-03-02T21:00") -> Session:
        return self.keep(change(session, change_of(session, starts=starts), self.clock()))

    def run(self, function: ModuleType, *bodies: str) -> list[str]:
        """Answers the bodies that come back to the queue."""
        answer = function.handler(sqs_event(*bodies), FakeLambdaContext())
        failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        return [body for number, body in enumerate(bodies) if f"m-{number}" in failed]

    def run_until_done(self, function: ModuleType, *bodies: str) -> None:
        """Redeliver what came back, three minutes (the queue's visibility timeout) later."""
        for _ in range(5):
            if not (bodies := tuple(self.run(function, *bodies))):
                return
            self.clock.advance(minutes=3)
        raise AssertionError(f"still failing: {bodies}")

    def plan(self, subject: str, revision: int) -> None:
        self.run_until_done(self.planner, envelope(subject, revision))

    def waiting(self, queue: str) -> list[str]:
        """Take every message out of a queue."""
        sqs, url = boto3.client("sqs"), self.resources.queue_url(queue)
        bodies: list[str] = []
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                bodies.append(message["Body"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return bodies

    def flow(self) -> None:
        """Everything that is in a queue goes through."""
        while due := self.waiting("announcements"):
            self.run_until_done(self.announcer, *due)
        while deliveries := self.waiting("deliveries"):
            self.run_until_done(self.deliverer, *deliveries)
        if webhooks := self.waiting("webhooks"):
            self.run_until_done(self.poster, *webhooks)

    def schedules(self) -> dict[str, str]:
        """When each schedule fires, by its name."""
        client = boto3.client("scheduler")
        names = [found["Name"] for found in client.list_schedules(GroupName=GROUP)["Schedules"]]
        return {
            name: client.get_schedule(GroupName=GROUP, Name=name)["ScheduleExpression"]
            for name in sorted(names)
        }

    def pass_time_until(self, moment: datetime) -> None:
        """Fire every schedule that falls due, each at its own second, and let what follows flow."""
        client = boto3.client("scheduler")
        for expression, name in sorted((when, name) for name, when in self.schedules().items()):
            fires_at = datetime.fromisoformat(re.sub(r"at\((.*)\)", r"\1", expression)).replace(tzinfo=UTC)
            if fires_at > moment:
                break
            self.clock.now = fires_at
            target = client.get_schedule(GroupName=GROUP, Name=name)["Target"]
            client.delete_schedule(GroupName=GROUP, Name=name)
            queue = target["Arn"].rpartition(":")[2].removesuffix("Queue").lower()
            boto3.client("sqs").send_message(
                QueueUrl=self.resources.queue_url(queue), MessageBody=target["Input"]
            )
            self.flow()
        self.clock.now = moment

    def mails(self) -> list[tuple[str, str]]:
        """Address and subject of every mail that was handed to SES, in order."""
        sent = ses_backends["123456789012"]["eu-west-1"].sent_messages
        return [(message.destinations["ToAddresses"][0], message.subject) for message in sent]


def build(
    resources: Resources,
    table: Table,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    load_function: Callable[..., ModuleType],
) -> Stage:
    monkeypatch.setattr("campaign.kernel.clock.utc_now", clock)
    monkeypatch.setattr("campaign.announcements.claiming.PAUSE", 0.0)
    boto3.client("scheduler").create_schedule_group(Name=GROUP)
    boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    secret = boto3.client("secretsmanager").create_secret(
        Name="signing", SecretString='{"key": "campaign key"}'
    )
    audience = boto3.client("secretsmanager").create_secret(
        Name="audience", SecretString=json.dumps({"key": AUDIENCE_KEY})
    )
    planner = load_function(
        "plan_announcements",
        TABLE_NAME=resources.table_name,
        SCHEDULE_GROUP=GROUP,
        SCHEDULE_ROLE_ARN="arn:aws:iam::123456789012:role/schedules",
        SCHEDULE_DLQ_ARN=resources.queue_arn("undelivered"),
        ANNOUNCEMENTS_QUEUE_ARN=resources.queue_arn("announcements"),
        ANNOUNCEMENTS_QUEUE_URL=resources.queue_url("announcements"),
        PLANNING_QUEUE_ARN=resources.queue_arn("planning"),
        HUB_QUEUE_ARN=resources.queue_arn("hub"),
        HUB_QUEUE_URL=resources.queue_url("hub"),
    )
    announcer = load_function(
        "announce",
        TABLE_NAME=resources.table_name,
        ANNOUNCEMENTS_QUEUE_URL=resources.queue_url("announcements"),
        DELIVERIES_QUEUE_URL=resources.queue_url("deliveries"),
    )
    delivering = {
        "TABLE_NAME": resources.table_name,
        "AUDIENCE_KEY_ARN": audience["ARN"],
        "HUB_URL": "https://hub.example.org",
        "PUBLIC_API_URL": "https://api.example.org/v1",
        "REPLY_ADDRESS": "team@example.org",
        "MESSAGES_A_DAY": "100",
        "DELIVERIES_QUEUE_URL": resources.queue_url("deliveries"),
        "DELIVERIES_QUEUE_ARN": resources.queue_arn("deliveries"),
        "WEBHOOKS_QUEUE_URL": resources.queue_url("webhooks"),
        "SCHEDULE_GROUP": GROUP,
        "SCHEDULE_ROLE_ARN": "arn:aws:iam::123456789012:role/schedules",
        "SCHEDULE_DLQ_ARN": resources.queue_arn("undelivered"),
    }
    deliverer = load_function(
        "deliver",
        **delivering,
        SENDER_ADDRESS=SENDER,
        CONFIGURATION_SET="campaign-mail",
        DELIVERERS="10",
        SMS_ENABLED="false",
    )
    room = {"SendQuota": {"MaxSendRate": 1e6, "Max24HourSend": 1e9, "SentLast24Hours": 0.0}}
    monkeypatch.setattr(deliverer.ses, "get_account", lambda: room)
    poster = load_function(
        "post_webhooks",
        **delivering,
        WEBHOOKS_QUEUE_ARN=resources.queue_arn("webhooks"),
        WEBHOOK_SIGNING_SECRET_ARN=secret["ARN"],
        WEBHOOK_ALLOWED_HOSTS="",
    )
    return Stage(resources, table, clock, planner, announcer, deliverer, poster)
