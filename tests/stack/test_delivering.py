"""Deliveries on the deployed stack: held until morning, tried again, another way, and seen by staff."""

import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from campaign.audience.storage import shard_of
from campaign.audience.subscriber import Address, Cadence, Channel, QuietHours, Registration
from campaign.kernel.clock import utc_now
from campaign_cli.announcement_ledger import read
from campaign_cli.waiting import wait_for
from tests.simulators.receiver import WebhookReceiver
from tests.stack.conftest import AT_ANY_HOUR, Campaign
from tests.stack.test_sessions import session

pytestmark = pytest.mark.stack

WAIT = 90
ZONE = "Asia/Kathmandu"  # no test's default


@pytest.fixture
def endpoint() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as receiver:
        yield receiver


def register(campaign: Campaign, name: str, channel: Channel, address: str, **fields: object) -> str:
    """A subscriber of one session alone, of whom no other test hears. Answers the session's id."""
    registration = {"language": "en", "topics": (f"session:{name}",), "quiet": AT_ANY_HOUR, **fields}
    campaign.publisher.register_subscriber(
        Registration.model_validate({"id": name, "channel": channel, "address": address, **registration})
    )
    return name


def announce(campaign: Campaign, name: str) -> str:
    """Schedule a session of next week; answers the key of its announcement."""
    campaign.publisher.schedule_session(session(name, utc_now() + timedelta(days=7)))
    return f"session:{name}@1/session.announced"


def outcomes(campaign: Campaign, key: str) -> set[tuple[str, str, str | None]]:
    """Of the one subscriber of the session beside those whom all tests share."""
    name = key.partition("@")[0].partition(":")[2]
    query = f"/announcements/deliveries?{urlencode({'key': key, 'shard': shard_of(name)})}"
    return {
        (one["channel"], one["state"], one["reason"])
        for one in campaign.publisher.ask("GET", query)["deliveries"]
        if one["subscriber_id"] == name
    }


def test_who_is_in_their_quiet_hours_hears_when_these_end(campaign: Campaign) -> None:
    local = utc_now().astimezone(ZoneInfo(ZONE))
    ends = (local + timedelta(seconds=80)).replace(second=0, microsecond=0)
    began = (local - timedelta(hours=2)).replace(second=0, microsecond=0)
    quiet = QuietHours(start=began.time(), end=ends.time())
    name = register(campaign, "at-night", Channel.EMAIL, "at.night@example.org", zone=ZONE, quiet=quiet)
    key = announce(campaign, name)

    wait_for("it is held", lambda: {one[1] for one in outcomes(campaign, key)} == {"held"}, WAIT)
    wait_for("it is sent", lambda: {one[1] for one in outcomes(campaign, key)} == {"sent"}, 60 + WAIT)

    (mail,) = [mail for mail in campaign.mails(name) if mail.to == ("at.night@example.org",)]
    assert mail.sent_at >= ends
    assert campaign.deployment.client("scheduler").list_schedules(NamePrefix="held.")["Schedules"] == []


def test_an_endpoint_that_fails_once_is_tried_again_and_told_once(
    campaign: Campaign, endpoint: WebhookReceiver
) -> None:
    endpoint.answer_next(503)
    name = register(campaign, "tried-again", Channel.WEBHOOK, endpoint.url)
    key = announce(campaign, name)

    wait_for("both attempts", lambda: len(endpoint.received) == 2, WAIT)
    wait_for("it is sent", lambda: outcomes(campaign, key) == {("webhook", "sent", None)}, WAIT)

    first, second = endpoint.received
    assert first.webhook_id == second.webhook_id
    assert (first.status, second.status) == (503, 200)


def test_an_endpoint_that_is_gone_is_ended_and_its_owner_told_by_mail(
    campaign: Campaign, endpoint: WebhookReceiver
) -> None:
    endpoint.answer_next(410)
    mail = (Address(channel=Channel.EMAIL, address="gone.endpoint@example.org"),)
    name = register(campaign, "gone-endpoint", Channel.WEBHOOK, endpoint.url, fallbacks=mail)
    key = announce(campaign, name)

    def told() -> bool:
        return any(one.to == ("gone.endpoint@example.org",) for one in campaign.mails(name))

    wait_for("the mail", told, WAIT)
    wait_for(
        "the ledger",
        lambda: (
            outcomes(campaign, key)
            == {("webhook", "failed", "the endpoint answered 410"), ("email", "sent", None)}
        ),
        WAIT,
    )
    assert len(endpoint.received) == 1


def test_a_reader_of_the_digest_is_dropped_with_the_reason_and_staff_see_how_many(campaign: Campaign) -> None:
    name = register(campaign, "weekly", Channel.EMAIL, "weekly@example.org", cadence=Cadence.DIGEST)
    key = announce(campaign, name)
    wait_for("it is dropped", lambda: outcomes(campaign, key) == {("email", "dropped", "in digest")}, WAIT)

    shown = read(campaign.publisher, key)

    assert (shown.state, shown.shards_counted) == ("expanded", 64)
    dropped = [one.deliveries for one in shown.outcomes if one.reason == "in digest"]
    assert dropped == [1]


def test_mail_leaves_as_fast_as_ses_says_that_it_may(campaign: Campaign) -> None:
    """Whoever may not ask for the quota would go on at 14 a second, and say so."""
    name = register(campaign, "by-quota", Channel.EMAIL, "by.quota@example.org")
    key = announce(campaign, name)
    wait_for("it is sent", lambda: outcomes(campaign, key) == {("email", "sent", None)}, WAIT)

    def told() -> set[float]:
        lines = [line for line in campaign.log_lines() if '"mails_a_second"' in line]
        return {json.loads(line)["mails_a_second"] for line in lines}

    wait_for("the quota in the log", lambda: bool(told()), WAIT)
    assert told() == {10_000.0}
    assert not [line for line in campaign.log_lines() if "quota could not be read" in line]
