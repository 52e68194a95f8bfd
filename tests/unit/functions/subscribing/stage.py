"""The subscribing functions on moto, with the bus between them, and a person with a browser and a mailbox."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import boto3
import pytest
from moto.ses.models import ses_backends

from campaign.aws.audience import AudienceTable
from campaign.aws.stream import change_of
from campaign.aws.subscriptions import SubscriptionTable
from campaign.aws.table import Table
from tests.unit.audience.samples import KEY
from tests.unit.conftest import FakeLambdaContext, FixedClock
from tests.unit.functions.announcing.stage import sqs_event
from tests.unit.template_resources import Resources

SENDER = "campaign@example.org"
API = "https://sample.execute-api.eu-west-1.amazonaws.com/v1"
HUB = "https://hub.example.org"
FORM = "application/x-www-form-urlencoded"
PER_ADDRESS = 6
WISHES = {
    "lang": "en",
    "channel": "email",
    "address": "reader@example.org",
    "topics": "everything",
    "language": "en",
    "cadence": "immediate",
    "zone": "Africa/Cairo",
    "start": "21:00",
    "end": "09:00",
}


@dataclass(frozen=True)
class Page:
    status: int
    text: str
    headers: dict[str, str]


@dataclass
class Stage:
    resources: Resources
    table: Table
    clock: FixedClock
    server: ModuleType
    inviter: ModuleType
    bouncer: ModuleType
    told: dict[str, None] = field(default_factory=dict)

    @property
    def audience(self) -> AudienceTable:
        return AudienceTable(self.table)

    @property
    def subscriptions(self) -> SubscriptionTable:
        return SubscriptionTable(self.table)

    def call(self, event: dict[str, Any]) -> Page:
        answer = self.server.handler(event, FakeLambdaContext())
        self._remember_changes()
        return Page(answer["statusCode"], answer["body"], answer["headers"])

    def visit(self, url: str, method: str = "GET", form: dict[str, Any] | str | None = None) -> Page:
        """As a browser does, with a form where one is posted."""
        parts = urlsplit(unescape(url))
        _, resource, *rest = parts.path.strip("/").split("/")
        body = form if isinstance(form, str) else urlencode(form or {}, doseq=True)
        return self.call(
            {
                "httpMethod": method,
                "resource": "/".join(["", resource, *(["{id}", *rest[1:]] if rest else [])]),
                "pathParameters": {"id": rest[0]} if rest else None,
                "queryStringParameters": {k: v[0] for k, v in parse_qs(parts.query).items()} or None,
                "headers": {"Content-Type": FORM},
                "stageVariables": {"public_url": API, "hub_url": HUB},
                "requestContext": {"requestId": "r-1", "identity": {"sourceIp": "192.0.2.1"}},
                "body": body,
                "isBase64Encoded": False,
            }
        )

    def subscribe(self, **wishes: Any) -> Page:
        return self.visit(f"{API}/subscriptions", "POST", {**WISHES, **wishes})

    def flow(self) -> list[str]:
        """Everything that the table's stream ever told goes to its queue; answers what comes back."""
        return self.run(self.inviter, *self.told)

    def _remember_changes(self) -> None:
        """What a stream tells: each version of an item that names a change, however long it stays."""
        for image in boto3.client("dynamodb").scan(TableName=self.table.name)["Items"]:
            if change := change_of({"dynamodb": {"NewImage": image}}):
                body = json.dumps({"detail": change.model_dump(mode="json")})
                self.told.setdefault(body)

    def run(self, function: ModuleType, *bodies: str) -> list[str]:
        answer = function.handler(sqs_event(*bodies), FakeLambdaContext())
        failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        return [body for number, body in enumerate(bodies) if f"m-{number}" in failed]

    def mails(self) -> list[Any]:
        return list(ses_backends["123456789012"]["eu-west-1"].sent_messages)

    def link(self) -> str:
        """The one of the newest mail."""
        found = re.search(rf"{API}/\S+", self.mails()[-1].body)
        assert found is not None
        return unescape(found[0].split('"')[0])

    def subscribed(self, **wishes: Any) -> str:
        """Somebody who has confirmed; the answer is their id."""
        self.subscribe(**wishes)
        self.flow()
        link = self.link()
        assert self.visit(link, "POST").status == 200
        return urlsplit(link).path.split("/")[3]


def build(
    resources: Resources,
    table: Table,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    load_function: Callable[..., ModuleType],
    **changed: str,
) -> Stage:
    monkeypatch.setattr("campaign.kernel.clock.utc_now", clock)
    boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    secrets = boto3.client("secretsmanager")
    audience = secrets.create_secret(Name="audience", SecretString=json.dumps({"key": KEY}))["ARN"]
    signing = secrets.create_secret(Name="signing", SecretString='{"key": "campaign key"}')["ARN"]
    settings = {
        "TABLE_NAME": resources.table_name,
        "AUDIENCE_KEY_ARN": audience,
        "WEBHOOK_SIGNING_SECRET_ARN": signing,
        "WEBHOOK_ALLOWED_HOSTS": "127.0.0.1",
        "SUBSCRIPTIONS_AN_HOUR_PER_ADDRESS": PER_ADDRESS,
        "SUBSCRIPTIONS_AN_HOUR": 50,
        "INVITATIONS_A_DAY": 3,
        "PUBLIC_API_URL": API,
        "SENDER_ADDRESS": SENDER,
        "REPLY_ADDRESS": "team@example.org",
        "CONFIGURATION_SET": "endthestigma-mail",
        "SMS_ENABLED": "false",
        **changed,
    }
    return Stage(
        resources,
        table,
        clock,
        server=load_function("serve_subscriptions", **settings),
        inviter=load_function("invite_subscribers", **settings),
        bouncer=load_function("record_bounces", **settings),
    )
