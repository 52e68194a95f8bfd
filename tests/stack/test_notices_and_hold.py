"""Staff's own words reach those who follow the campaign; a hold keeps what it stops; the digest and its
words."""

import json
from datetime import timedelta
from typing import Any

import pytest

from campaign.announcements.wording_check import FILES
from campaign.announcements.wording_publish import WORDING_KEY
from campaign.audience.subscriber import Cadence, Channel, Registration
from campaign.aws.wordings import WordingTable
from campaign.kernel.clock import utc_now
from campaign.publications.uploads import report_key
from campaign.sessions.commands import ChangeSession
from campaign.sessions.session import SessionStatus
from campaign_cli.embedded_mailbox import Mail
from campaign_cli.project import ROOT
from campaign_cli.publish import publish_settings
from campaign_cli.waiting import wait_for
from tests.stack.conftest import AT_ANY_HOUR, Campaign
from tests.stack.test_sessions import session

pytestmark = pytest.mark.stack

CONTENT = ROOT / "content" / "announcements"
WAIT = 60


def notice(name: str, **fields: Any) -> str:
    """For the topic `sessions`, which everybody here follows."""
    texts = {
        language: {"subject": f"Words {name} {language}", "lines": ["A line."]} for language in ("ar", "en")
    }
    return json.dumps({"id": name, "texts": texts, "topics": ["sessions"], **fields})


def test_a_notice_reaches_everybody_who_follows_its_topic(campaign: Campaign) -> None:
    campaign.publisher.ask("POST", "/notices", notice("welcome"))

    wait_for("the mails", lambda: len(campaign.mails("Words welcome")) >= 2, WAIT)
    assert {mail.subject for mail in campaign.mails("Words welcome")} == {
        "Words welcome ar",
        "Words welcome en",
    }


def test_a_notice_that_is_taken_back_leaves_no_schedule(campaign: Campaign) -> None:
    scheduler = campaign.deployment.client("scheduler")

    def schedules() -> list[str]:
        found = scheduler.list_schedules(GroupName="endthestigma", NamePrefix="notice_later.")["Schedules"]
        return [one["Name"] for one in found]

    later = {"at": "2099-03-01T21:00", "zone": "Asia/Dubai"}
    campaign.publisher.ask("POST", "/notices", notice("later", **later))
    wait_for("its schedule", lambda: schedules() == ["notice_later.r1.due"], WAIT)
    moved = {"expected_revision": 1, "at": "2099-03-02T21:00", "zone": "Asia/Dubai"}
    campaign.publisher.ask("PATCH", "/notices/later", json.dumps(moved))
    wait_for("the other time", lambda: schedules() == ["notice_later.r2.due"], WAIT)
    campaign.publisher.ask("DELETE", "/notices/later?expected_revision=2")

    wait_for("no schedule", lambda: schedules() == [], WAIT)


def test_a_hold_stops_a_notice_but_no_cancellation_and_sends_the_notice_when_it_ends(
    campaign: Campaign,
) -> None:
    talk = campaign.publisher.schedule_session(session("called-off", utc_now() + timedelta(days=2)))
    wait_for("its announcement", lambda: len(campaign.mails("called-off")) >= 2, WAIT)
    campaign.publisher.ask("PUT", "/hold", json.dumps({"on": True, "why": "a test"}))
    try:
        campaign.publisher.ask("POST", "/notices", notice("stopped"))
        key = "notice:stopped@1/campaign.announcement"
        # Perhaps with the announcement before it, of which a webhook had not gone out.
        wait_for("what waits", lambda: key in campaign.publisher.ask("GET", "/hold")["held"], WAIT)
        campaign.publisher.change_session(
            talk.id, ChangeSession(expected_revision=1, status=SessionStatus.CANCELLED)
        )
        wait_for("the cancellation", lambda: len(campaign.mails("called-off")) >= 4, WAIT)
        assert campaign.mails("Words stopped") == []
    finally:
        campaign.publisher.ask("PUT", "/hold", json.dumps({"on": False}))

    wait_for("the mails", lambda: len(campaign.mails("Words stopped")) == 2, WAIT)
    wait_for("nothing that waits", lambda: campaign.publisher.ask("GET", "/hold")["held"] == [], WAIT)


def test_the_weeks_digest_comes_to_whoever_asked_for_it(campaign: Campaign) -> None:
    campaign.publisher.register_subscriber(
        Registration(
            id="weekly-reader",
            channel=Channel.EMAIL,
            address="planted.address.weekly@example.org",
            language="en",
            cadence=Cadence.DIGEST,
            quiet=AT_ANY_HOUR,
            topics=("sessions",),
        )
    )
    campaign.publisher.schedule_session(session("in-the-digest", utc_now() + timedelta(minutes=20)))
    campaign.deployment.client("sqs").send_message(
        QueueUrl=campaign.outputs["PlanningQueueUrl"], MessageBody='{"digest": "weekly"}'
    )

    def digests() -> list[Mail]:
        """Those of this reader: other tests leave readers of the digest behind."""
        address = ("planted.address.weekly@example.org",)
        return [mail for mail in campaign.mails("This week at #EndTheStigma") if mail.to == address]

    try:
        wait_for("the digest", lambda: bool(digests()), WAIT)
    finally:
        campaign.publisher.remove_subscriber("weekly-reader")
    (digest,) = digests()
    assert "Talk in-the-digest" in digest.text


def test_words_of_announcements_are_published_or_refused_with_every_fault(campaign: Campaign) -> None:
    s3, bucket = campaign.deployment.client("s3"), campaign.outputs["ContentBucketName"]
    wordings, report = WordingTable(campaign.deployment.state), report_key(WORDING_KEY)

    def reports() -> int:
        return len(s3.list_objects_v2(Bucket=bucket, Prefix=report).get("Contents", []))

    s3.put_object(Bucket=bucket, Key=WORDING_KEY, Body=b"no zip")
    wait_for("the report", lambda: reports() == 1, WAIT)
    assert wordings.live() is None

    publish_settings(campaign.deployment, CONTENT)

    wait_for("the words", lambda: wordings.live() is not None, WAIT)
    wait_for("no report", lambda: reports() == 0, WAIT)
    assert set(FILES) == {path.name for path in CONTENT.glob("*.yaml")}
