"""A program played against a deployed campaign, and what left it meanwhile."""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from standardwebhooks import Webhook

from campaign.audience.addresses import registered
from campaign.audience.signing import webhook_secret
from campaign.audience.subscriber import QuietHours, Registration
from campaign.aws.address_box import address_box
from campaign.aws.audience import AudienceTable
from campaign.aws.table import Table
from campaign.kernel.clock import utc_now
from campaign.sessions.commands import ChangeSession, ScheduleSession
from campaign.sessions.session import Session, SessionStatus
from campaign_cli import queues, sam
from campaign_cli.deployment import Deployment
from campaign_cli.embedded import EmbeddedAws
from campaign_cli.embedded_mailbox import Mail, verify_sender
from campaign_cli.second_factor import Authenticator
from campaign_cli.staff import Group, Staff, generated_password
from campaign_cli.staff_api import StaffApi
from campaign_cli.waiting import wait_for
from tests.announced.life import Happening
from tests.announced.model import To
from tests.announced.outbox import Sent, key_in, language_of, posted, time_in
from tests.announced.program import Act
from tests.announced.reader import Reader
from tests.simulators.receiver import ReceivedWebhook

ZONE = "Asia/Dubai"
PATIENCE = 900
"""Seconds: nothing here depends on how fast the machine is."""
_BETWEEN_QUEUES = 3
_PUBLISHER = "publisher@example.org"


def register(deployment: Deployment, readers: Iterable[Reader], webhook_url: str) -> None:
    """As the staff API does it, without its thousands of requests. `webhook_url`: each reader's endpoint is
    under it."""
    box = address_box(lambda: deployment.client("secretsmanager"), deployment.outputs["AudienceKeyArn"])
    table = AudienceTable(Table(deployment.client("dynamodb"), deployment.outputs["TableName"]))
    for reader in readers:
        table.register(registered(registration(reader, webhook_url), box, utc_now))


def registration(reader: Reader, webhook_url: str) -> Registration:
    start, end = reader.quiet
    return Registration.model_validate(
        {
            "id": reader.id,
            "channel": reader.channel,
            "address": address_of(reader, webhook_url),
            "language": reader.language,
            "zone": reader.zone,
            "quiet": QuietHours(start=start, end=end),
            "cadence": "digest" if reader.digest else "immediate",
            "topics": reader.topics,
        }
    )


def address_of(reader: Reader, webhook_url: str) -> str:
    if reader.channel == "webhook":
        return f"{webhook_url.rstrip('/')}/{reader.id}"
    return f"{reader.id}@readers.example.org"


@dataclass(frozen=True)
class Stack:
    """An embedded AWS with nothing but the campaign, and a publisher who is signed in."""

    aws: EmbeddedAws
    deployment: Deployment
    staff: StaffApi


@contextmanager
def deployed(home: Path) -> Iterator[Stack]:
    """For as long as the `with` block lasts: what is played here makes functions meet over the same readers,
    and try again."""
    aws = EmbeddedAws(home)
    aws.start()
    try:
        deployment = sam.deploy(aws)
        verify_sender(deployment)
        password = generated_password()
        Staff(deployment).add(_PUBLISHER, [Group.PUBLISHER], password)
        yield Stack(aws, deployment, StaffApi.sign_in(deployment, _PUBLISHER, password, Authenticator()))
    finally:
        aws.stop()


def perform(acts: Sequence[Act], stack: Stack) -> list[Happening]:
    """Answers what happened, by the times that the campaign itself wrote down. A pause lasts until all queues
    are at rest."""
    began = utc_now().replace(microsecond=0) + timedelta(seconds=1)
    sessions: dict[str, Session] = {}
    happened: list[Happening] = []
    pauses = 0
    for act in acts:
        if act.after > pauses:
            rest(stack.deployment)
            pauses = act.after
        session = sessions[act.session] = _do(act, began, sessions.get(act.session), stack.staff)
        starts = None if act.kind == "cancelled" else session.starts_at
        happened.append(Happening(session.updated_at, session.id, act.kind, starts))
    return happened


def rest(deployment: Deployment) -> None:
    """Until nothing is in any queue: twice in a row, because between two queues a message is in none."""
    for _ in range(2):
        wait_for("all queues at rest", lambda: not queues.at_work(deployment), PATIENCE)
        time.sleep(_BETWEEN_QUEUES)


def _do(act: Act, began: datetime, known: Session | None, staff: StaffApi) -> Session:
    starts = None if act.starts is None else _wall_time(began + timedelta(seconds=int(act.starts)))
    if known is None:
        return staff.schedule_session(
            ScheduleSession.model_validate(
                {
                    "id": act.session,
                    "title": {"ar": f"جلسة {act.session}", "en": f"Talk {act.session}"},
                    "advocate": "Amal",
                    "starts": starts,
                    "zone": ZONE,
                    "duration_minutes": 30,
                    "link": "https://www.tiktok.com/@amal/live",
                }
            )
        )
    if act.kind == "cancelled":
        change = ChangeSession(expected_revision=known.revision, status=SessionStatus.CANCELLED)
    else:
        change = ChangeSession(expected_revision=known.revision, starts=starts)
    return staff.change_session(act.session, change)


def _wall_time(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)


def mailed(mails: Iterable[Mail], readers: Iterable[Reader]) -> Iterator[Sent]:
    """What SES was handed for these readers."""
    names = {address_of(reader, ""): reader.id for reader in readers}
    for mail in mails:
        tags = {tag.name: tag.value for tag in mail.tags}
        if name := names.get(mail.to[0]):
            to = To(key_in(tags["announcement"]), name)
            yield Sent(to, mail.sent_at, "email", language_of(mail.html or ""), time_in(mail.text))


def received(webhooks: Iterable[ReceivedWebhook], readers: Iterable[Reader], key: str) -> Iterator[Sent]:
    """What came to these readers' endpoints, each signed by what `key` gives them. Not checked by `verify`,
    which refuses what came more than five minutes ago: all of it is read at the end."""
    names = {reader.id for reader in readers}
    for webhook in webhooks:
        name = webhook.request.path.rpartition("/")[2]
        if name in names:
            headers = webhook.request.headers
            at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
            signer = Webhook(webhook_secret(key, name))
            assert headers["webhook-signature"] == signer.sign(
                headers["webhook-id"], at, webhook.request.body.decode()
            )
            yield posted(name, webhook.request.body, at)


def ledger(deployment: Deployment) -> Iterator[dict[str, Any]]:
    """Every entry of a delivery."""
    pages = (
        deployment.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=deployment.outputs["TableName"],
            ConsistentRead=True,
            FilterExpression="begins_with(pk, :pk)",
            ExpressionAttributeValues={":pk": {"S": "DEL#"}},
        )
    )
    for page in pages:
        yield from (json.loads(item["data"]["S"]) for item in page["Items"])


def dropped(entries: Iterable[dict[str, Any]]) -> dict[To, str]:
    """Why, of each that was."""
    return {
        To(entry["announcement"], entry["subscriber_id"]): entry["reason"]
        for entry in entries
        if entry["state"] == "dropped"
    }
