"""moto with the template's table and queues, one function of the template in it, and what is left."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import ModuleType
from typing import Any

import boto3
import pytest
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends
from moto.scheduler.models import scheduler_backends
from moto.sesv2.responses import SESV2Response
from moto.sqs.models import sqs_backends

from campaign.aws.table import Table
from tests.benchmarks.imports import environment
from tests.faults.calls import Calls
from tests.on_moto import ACCOUNT, GROUP, REGION, on_moto, started
from tests.simulators.cast import CREATORS, VIDEOS
from tests.simulators.server import TikTokSimulator
from tests.unit import bulk_mail
from tests.unit.audience.samples import KEY as AUDIENCE_KEY
from tests.unit.conftest import FixedClock
from tests.unit.partners.signing_time import stop_the_librarys_clock
from tests.unit.template_resources import Resources

SENDER = "campaign@example.org"
TIKTOK_SECRETS = ("test_client_secret", "test_next_client_secret")
PARTNER_SECRET = "whsec_c2FtcGxlIHBhcnRuZXIgc2VjcmV0IDAw"  # pragma: allowlist secret
_FIXED = {
    "SENDER_ADDRESS": SENDER,
    "REPLY_ADDRESS": "team@example.org",
    "HUB_URL": "https://hub.example.org",
    "PUBLIC_API_URL": "https://sample.execute-api.eu-west-1.amazonaws.com/v1",
    "CARE_IMMINENT_MINUTES": "15",
    "CARE_DISTRESS_MINUTES": "120",
    "CARE_RECOVERY_MINUTES": "1440",
    "CARE_GENERAL_MINUTES": "2880",
    "CARE_RETENTION_DAYS": "30",
    "MESSAGES_A_DAY": "100",
    "SCHEDULE_GROUP": GROUP,
    "SCHEDULE_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/schedules",
    "CONFIGURATION_SET": "campaign-mail",
    "BUS_NAME": "campaign",
}


@dataclass
class World:
    """`function` is loaded when it is first asked for, after the state was set up."""

    function: str
    clock: FixedClock
    resources: Resources
    calls: Calls
    patched: pytest.MonkeyPatch
    after: ExitStack
    answers: list[Any] = field(default_factory=list)
    """What an API's client was told at last."""
    dead: list[str] = field(default_factory=list)
    """What was given up: in the dead-letter queue, or the schedule's."""
    secrets: int = 0
    ready: Any = None
    """What a stage does to each copy of the function that starts."""

    @cached_property
    def table(self) -> Table:
        return Table(boto3.client("dynamodb"), self.resources.table_name)

    @cached_property
    def tiktok(self) -> TikTokSimulator:
        return self.after.enter_context(TikTokSimulator(CREATORS, VIDEOS, clock=self.clock))

    @cached_property
    def key(self) -> str:
        arn: str = boto3.client("kms").create_key()["KeyMetadata"]["Arn"]
        return arn

    def secret(self, **fields: str) -> str:
        self.secrets += 1
        made = boto3.client("secretsmanager").create_secret(
            Name=f"secret-{self.secrets}", SecretString=json.dumps(fields)
        )
        return made["ARN"]

    def started(self) -> ModuleType:
        """A new process of the function."""
        module = started(self.function)
        if self.ready:
            self.ready(module)
        return module

    def set_environment(self) -> None:
        for name, value in environment(self.function).items():
            self.patched.setenv(name, str(self._variable(name, value)))

    def _variable(self, name: str, default: str) -> str:
        if name.endswith(("_QUEUE_URL", "_QUEUE_ARN")):
            queue, _, kind = name.lower().rpartition("_queue_")
            found = self.resources.queue_url if kind == "url" else self.resources.queue_arn
            return found(queue)
        match name:
            case "TABLE_NAME":
                return self.resources.table_name
            case "SITE_BUCKET" | "CONTENT_BUCKET":
                return self.resources.bucket(name.partition("_")[0].lower())
            case "SCHEDULE_DLQ_ARN":
                return self.resources.queue_arn("undelivered")
            case "TOKEN_KEY_ARN" | "CARE_KEY_ARN":
                return self.key
            case "AUDIENCE_KEY_ARN":
                return self.secret(key=AUDIENCE_KEY)
            case "PUBLIC_API_SECRET_ARN":
                return self.secret(key="sample-key")
            case "WEBHOOK_SIGNING_SECRET_ARN":
                return self.secret(key="campaign key")
            case "PARTNER_SECRET_ARN":
                return self.secret(secret=PARTNER_SECRET)
            case "TIKTOK_SECRET_ARN" if self.function == "receive_webhook":
                return self.secret(client_secret=TIKTOK_SECRETS[0], client_secret_next=TIKTOK_SECRETS[1])
            case "TIKTOK_SECRET_ARN":
                app = self.tiktok.app
                return self.secret(client_key=app.client_key, client_secret=app.client_secret)
            case "TIKTOK_API_URL" | "TIKTOK_SHORT_LINKS_URL":
                return self.tiktok.url
            case "TIKTOK_OEMBED_URL":
                return f"{self.tiktok.url}/oembed"
            case "TIKTOK_AUTHORIZE_URL":
                return f"{self.tiktok.url}/v2/auth/authorize/"
            case "CARE_TOPIC_ARN":
                return boto3.client("sns").create_topic(Name="care")["TopicArn"]
        return _FIXED.get(name, default)

    def left(self) -> list[tuple[str, Any]]:
        """Everything that is there now, as (place, thing)."""
        return [
            *(("table", item) for item in self.items()),
            *(("queue " + name, body) for name, body in self._queued()),
            *(("schedule", each) for each in self._schedules()),
            *(("bucket", each) for each in self._objects()),
            *((f"out {name}", arguments) for name, arguments in self.calls.left),
            *(("dead", body) for body in self.dead),
            *(("answer", answer) for answer in self.answers),
        ]

    def items(self) -> list[dict[str, Any]]:
        stored = dynamodb_backends[ACCOUNT][REGION].tables[self.resources.table_name].items
        return [
            {name: _plain(value.to_json()) for name, value in item.attrs.items()}
            for partition in stored.values()
            for item in partition.values()
        ]

    def _queued(self) -> Iterator[tuple[str, Any]]:
        for name, queue in sqs_backends[ACCOUNT][REGION].queues.items():
            for message in queue._messages:
                yield name, _parsed(message.body)

    def _schedules(self) -> Iterator[Any]:
        for group in scheduler_backends[ACCOUNT][REGION].schedule_groups.values():
            for schedule in group.schedules.values():
                yield [schedule.name, schedule.schedule_expression, _parsed(schedule.target["Input"])]

    def _objects(self) -> Iterator[Any]:
        for bucket in s3_backends[ACCOUNT]["aws"].buckets.values():
            for key in bucket.keys.values():
                yield [bucket.name, key.name, key.value.decode(errors="replace")]


_ALTERING = frozenset({"ingest_videos", "receive_webhook"})
"""They alter the clients that they make, which therefore are their own."""


@cache
def _client(service: str, **options: Any) -> Any:
    """One for all plays: to make a client costs more than most plays."""
    session: Any = boto3.session.Session()
    return session.client(service, **options)


def _plain(value: dict[str, Any]) -> Any:
    ((kind, content),) = value.items()
    return _parsed(content) if kind == "S" else content


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if text[:1] in "{[" else text
    except ValueError:
        return text


@contextmanager
def world_of(function: str, calls: Calls) -> Iterator[World]:
    with on_moto(shards=2, parts=2) as moto:
        patched = moto.patched
        patched.setattr(SESV2Response, "send_bulk_email", bulk_mail.send_bulk_email, raising=False)
        patched.setattr("boto3.client", _client)
        if function not in _ALTERING:
            patched.setattr("campaign.aws.clients.client", _client)
        patched.setattr("campaign.aws.figures.SHARDS", 1)  # else one is drawn for each count
        stop_the_librarys_clock(patched)
        boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
        boto3.client("events").create_event_bus(Name="campaign")
        world = World(function, moto.clock, moto.resources, calls, patched, moto.after)
        world.set_environment()
        yield world
