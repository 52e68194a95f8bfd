"""By text message, by the next channel, to slow endpoints; and what only some classes tell. On the deployed
stack."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
import urllib3

from campaign.announcements.classes import Milestone
from campaign.announcements.deciding import FAIL_OVER_AFTER
from campaign.announcements.ledger import Delivery, DeliveryState
from campaign.announcements.messages import AnnouncementDue, DeliveryKey, PageDue
from campaign.audience.subscriber import Address, Channel, Registration
from campaign.aws.announcements import DeliveryTable
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from campaign.kernel.clock import utc_now
from campaign.sessions.commands import ChangeSession, schedule
from campaign_cli.waiting import wait_for
from tests.simulators.receiver import WebhookReceiver
from tests.stack.conftest import AT_ANY_HOUR, Campaign
from tests.stack.test_delivering import announce, outcomes, register
from tests.stack.test_permissions import roles
from tests.stack.test_sessions import session

pytestmark = pytest.mark.stack

WAIT = 90
REFUSED = "refused-by-phone"
"""The session whose text message the phone company takes from nobody: the log tells of failures for it."""


def texts(campaign: Campaign, number: str) -> list[str]:
    """What was sent to this phone, as the embedded AWS keeps it."""
    url = f"{campaign.aws.endpoint}/_ministack/sns/sms-messages?phoneNumber={number.replace('+', '%2B')}"
    kept = json.loads(urllib3.request("GET", url, retries=False, timeout=10).data)["sms_messages"][number]
    return [text["Message"] for text in kept]


def test_a_reader_by_phone_is_told_by_one_short_text(campaign: Campaign) -> None:
    name = register(campaign, "by-phone", Channel.SMS, "+971500000001")
    key = announce(campaign, name)

    wait_for("the ledger", lambda: outcomes(campaign, key) == {("sms", "sent", None)}, WAIT)

    assert texts(campaign, "+971500000001") == [
        "New live session: Talk by-phone\nhttps://www.tiktok.com/@amal/live"
    ]


@contextmanager
def texts_refused(campaign: Campaign) -> Iterator[None]:
    """SNS refuses every text meanwhile, and may take it later."""
    iam, role = campaign.deployment.client("iam"), roles(campaign.deployment)["deliver"]
    refusal = {"Effect": "Deny", "Action": "sns:Publish", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [refusal]})
    iam.put_role_policy(RoleName=role, PolicyName="no-texts", PolicyDocument=document)
    try:
        yield
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName="no-texts")


def test_who_cannot_be_reached_by_a_provider_that_fails_is_told_by_the_next_channel(
    campaign: Campaign,
) -> None:
    """Its page would come back after 20, 80 and 160 seconds: here it is put into the queue again at once."""
    mail = (Address(channel=Channel.EMAIL, address="refused.by.phone@example.org"),)
    register(campaign, REFUSED, Channel.SMS, "+971500000002", fallbacks=mail)
    due = AnnouncementDue(
        subject=f"session:{REFUSED}",
        revision=1,
        milestone=Milestone.SESSION_ANNOUNCED,
        due_at=utc_now(),
        correlation_id="stack",
    )
    page = PageDue(announcement=due, subscribers=(REFUSED,), again=True).model_dump_json()

    def refused_as(wanted: set[tuple[DeliveryState, int]]) -> bool:
        known = entries(campaign, due.key, Channel.SMS, REFUSED)
        return {(one.state, one.attempts) for one in known} == wanted

    with texts_refused(campaign):
        announce(campaign, REFUSED)
        for attempt in range(1, FAIL_OVER_AFTER + 1):
            released = {(DeliveryState.RELEASED, attempt)}
            wait_for(f"attempt {attempt}", partial(refused_as, released), WAIT)
            campaign.deployment.client("sqs").send_message(
                QueueUrl=campaign.outputs["DeliveriesQueueUrl"], MessageBody=page
            )
        wait_for("the mail", lambda: ("email", "sent", None) in outcomes(campaign, due.key), WAIT)

    assert outcomes(campaign, due.key) == {
        ("sms", "failed", "its provider failed; the next channel was tried"),
        ("email", "sent", None),
    }
    assert texts(campaign, "+971500000002") == []
    told = [one.subject for one in campaign.mails(REFUSED) if one.to == ("refused.by.phone@example.org",)]
    assert told == [f"New live session: Talk {REFUSED}"]


def entries(campaign: Campaign, key: str, channel: Channel, *names: str) -> list[Delivery]:
    """Of the ledger, as they are stored."""
    table = Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"])
    keys = [DeliveryKey(key, name, channel) for name in names]
    return list(DeliveryTable(table).known(keys).values())


def test_slow_endpoints_are_posted_to_by_no_more_at_once_than_the_queue_allows(campaign: Campaign) -> None:
    (allowed,) = [
        trigger["ScalingConfig"]["MaximumConcurrency"]
        for trigger in campaign.deployment.client("lambda").list_event_source_mappings()[
            "EventSourceMappings"
        ]
        if "-WebhooksQueue-" in trigger["EventSourceArn"]
    ]
    with WebhookReceiver(takes_seconds=1.0) as slow:
        names = [f"slow-{number:02}" for number in range(2 * allowed)]
        for name in names:
            campaign.publisher.register_subscriber(
                Registration(
                    id=name,
                    channel=Channel.WEBHOOK,
                    address=f"{slow.url}/{name}",
                    language="en",
                    topics=("session:slow-endpoints",),
                    quiet=AT_ANY_HOUR,
                )
            )
        key = announce(campaign, "slow-endpoints")
        slow.wait_for(len(names), WAIT)

        def outcome() -> Counter[str]:
            return Counter(one.state for one in entries(campaign, key, Channel.WEBHOOK, *names))

        wait_for("the ledger", lambda: outcome() == {"sent": len(names)}, WAIT)

    assert Counter(one.request.path for one in slow.received) == Counter(f"/{name}" for name in names)
    assert 2 <= slow.most_at_once <= allowed


def test_a_session_that_lost_its_date_is_told_of_by_mail(campaign: Campaign) -> None:
    announce(campaign, "without-date")
    wait_for("the announcement", lambda: len(campaign.mails("without-date")) == 2, WAIT)

    campaign.publisher.change_session("without-date", ChangeSession(expected_revision=1, status="postponed"))

    wait_for("all mail", lambda: len(campaign.mails("without-date")) == 4, WAIT)
    subjects = {mail.to[0]: mail.subject for mail in campaign.mails("without-date")[2:]}
    assert subjects == {
        "planted.address.ar@example.org": "تأجّلت: جلسة without-date",
        "planted.address.en@example.org": "Postponed: Talk without-date",
    }


def test_a_recording_is_told_of_by_mail_with_the_link_to_it(campaign: Campaign) -> None:
    """Its session took place before this run: it is put into the table as it was scheduled then."""
    began = utc_now() - timedelta(days=1)
    past = schedule(session("recorded", began), began - timedelta(days=1))
    table = Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"])
    SessionTable(table).add(past, "stack")
    link = "https://www.tiktok.com/@amal/video/7300000000000000001"

    campaign.publisher.change_session("recorded", ChangeSession(expected_revision=1, replay_link=link))

    def of_the_recording() -> dict[str, str]:
        return {
            mail.to[0]: mail.subject
            for mail in campaign.mails("recorded")
            if link in mail.text and link in str(mail.html)
        }

    wanted = {
        "planted.address.ar@example.org": "للمشاهدة من جديد: جلسة recorded",
        "planted.address.en@example.org": "To watch again: Talk recorded",
    }
    wait_for("all mail", lambda: of_the_recording() == wanted, WAIT)
