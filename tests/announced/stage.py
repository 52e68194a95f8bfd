"""The announcing functions on moto, with readers registered, and everything that leaves them caught."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import boto3
from moto.dynamodb.models import dynamodb_backends

from campaign.audience.addresses import registered
from campaign.audience.storage import PARTS
from campaign.aws.address_box import address_box
from campaign.aws.audience import AudienceTable
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from campaign.kernel.change import ChangeEvent
from campaign.sessions.session import Session
from tests.announced.live import address_of, dropped, registration
from tests.announced.model import To
from tests.announced.outbox import Outbox
from tests.announced.reader import Reader
from tests.announced.straight import straight_dynamodb
from tests.announced.world import World
from tests.benchmarks.imports import environment
from tests.on_moto import ACCOUNT, GROUP, REGION, OnMoto, on_moto, started
from tests.unit.template_resources import Resources

WEBHOOKS = "https://partner.example.org"
HANDLERS = {
    "planning": "plan_announcements",
    "announcements": "announce",
    "deliveries": "deliver",
    "webhooks": "post_webhooks",
}
_LOG_SHOWN = 4000
"""Characters of what was logged last, beside an assertion that failed."""


@dataclass
class Stage:
    world: World
    table: Table
    outbox: Outbox
    cap: int

    @property
    def sessions(self) -> SessionTable:
        return SessionTable(self.table)

    def keep(self, session: Session) -> Session:
        self.sessions.add(session, "c-1")
        return session

    def dropped(self) -> dict[To, str]:
        """Whom the ledger says nothing was sent to, and why."""
        items = dynamodb_backends[ACCOUNT][REGION].tables[self.table.name].items
        return dropped(
            json.loads(item.attrs["data"].value)
            for partition, stored in items.items()
            if str(partition.value).startswith("DEL#")
            for item in stored.values()
        )

    def digest(self, at: datetime) -> None:
        """The schedule of the weekly digest fires."""
        self.world.pass_time_until(at)
        self.world.hand_to("planning", DIGEST)


DIGEST = '{"digest": "weekly"}'


def changed(session: Session, revision: int) -> str:
    """A message of the bus about this revision."""
    event = ChangeEvent(
        id=f"session:{session.id}@{revision}",
        type="session.scheduled" if revision == 1 else "session.changed",
        subject=f"session:{session.id}",
        revision=revision,
        occurred_at=session.updated_at,
        correlation_id="c-1",
    )
    return json.dumps({"source": "campaign", "detail": event.model_dump(mode="json")})


@contextmanager
def staged(readers: Iterable[Reader], shards: int = 64, *, straight: bool = False) -> Iterator[Stage]:
    """`shards`: of the audience. On moto each is a query of milliseconds, of thousands of announcements.
    `straight` as in straight.py."""
    with on_moto(shards, min(shards, PARTS)) as moto:
        if straight:
            moto.after.enter_context(straight_dynamodb())
        try:
            yield _stage(list(readers), moto)
        except AssertionError as error:
            error.add_note(moto.log.getvalue()[-_LOG_SHOWN:])
            raise


def _stage(readers: list[Reader], moto: OnMoto) -> Stage:
    clock, resources, patched = moto.clock, moto.resources, moto.patched
    variables = _variables(resources)
    handlers = {}
    for queue, function in HANDLERS.items():
        for name in environment(function):
            patched.setenv(name, variables.get(name, environment(function)[name]))
        handlers[queue] = started(function)
    table = Table(boto3.client("dynamodb"), resources.table_name)
    box = address_box(lambda: boto3.client("secretsmanager"), variables["AUDIENCE_KEY_ARN"])
    audience = AudienceTable(table)
    for reader in readers:
        audience.register(registered(registration(reader, WEBHOOKS), box, clock))
    outbox = Outbox(clock, {address_of(reader, WEBHOOKS): reader.id for reader in readers}.__getitem__)
    patched.setattr(handlers["deliveries"].mail, "client", outbox)
    patched.setattr(handlers["deliveries"].ses, "get_account", outbox.get_account)
    endpoints = handlers["webhooks"].poster.endpoints
    endpoints.resolve, endpoints.connect = lambda host: ["93.184.215.14"], outbox.connection
    queues = {name: resources.queue_url(name) for name in handlers}
    world = World(clock, queues, handlers, GROUP)
    return Stage(world, table, outbox, int(environment("deliver")["MESSAGES_A_DAY"]))


def _variables(resources: Resources) -> dict[str, Any]:
    """What a deployment fills in; everything else is as the template has it."""
    secrets = boto3.client("secretsmanager")
    queues = {
        f"{name.upper()}_QUEUE_{kind}": value
        for name in HANDLERS
        for kind, value in (("URL", resources.queue_url(name)), ("ARN", resources.queue_arn(name)))
    }
    return {
        **queues,
        "TABLE_NAME": resources.table_name,
        "SCHEDULE_GROUP": GROUP,
        "SCHEDULE_ROLE_ARN": "arn:aws:iam::123456789012:role/schedules",
        "SCHEDULE_DLQ_ARN": resources.queue_arn("undelivered"),
        "AUDIENCE_KEY_ARN": secrets.create_secret(Name="audience", SecretString='{"key": "k"}')["ARN"],
        "WEBHOOK_SIGNING_SECRET_ARN": secrets.create_secret(Name="signing", SecretString='{"key": "k"}')[
            "ARN"
        ],
    }
