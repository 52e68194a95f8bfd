"""What strangers and staff without the right meet, and how often the hub is built."""

import pytest
import urllib3

from campaign.audience.subscriber import Channel, Registration
from campaign.kernel.clock import utc_now
from campaign.sessions.commands import ChangeSession
from campaign_cli.staff_api import RefusedError
from campaign_cli.waiting import wait_for
from tests.stack.conftest import Campaign
from tests.stack.test_sessions import WAIT, events, session

pytestmark = pytest.mark.stack


def test_many_changes_at_once_are_few_builds(campaign: Campaign) -> None:
    builds = hub_builds(campaign)
    later = utc_now().replace(microsecond=0, year=utc_now().year + 1)

    for number in range(20):
        campaign.publisher.schedule_session(session(f"batch-{number}", later))

    names = {f"batch-{number}" for number in range(20)}
    wait_for("all twenty in the calendar", lambda: names <= events(campaign).keys(), WAIT)
    wait_for("the builds in the log", lambda: hub_builds(campaign) > builds, WAIT)
    assert hub_builds(campaign) - builds <= 10


def hub_builds(campaign: Campaign) -> int:
    return sum('"HubBuilds"' in line for line in campaign.log_lines())


def test_the_hub_comes_with_its_security_headers_and_the_bucket_is_closed(campaign: Campaign) -> None:
    status, _, headers = campaign.page("en/index.html")
    assert status == 200
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "public, max-age=15"
    assert campaign.page("no/such/page.html")[0] == 404

    stranger = urllib3.request(
        "GET", f"{campaign.aws.endpoint}/{campaign.outputs['SiteBucketName']}/en/index.html", retries=False
    )
    assert stranger.status == 403


def test_the_staff_api_is_closed_to_strangers_and_to_other_groups(campaign: Campaign) -> None:
    found = campaign.reach(campaign.outputs["StaffApiUrl"] + "/videos")
    for headers in ({}, {"Authorization": "made up"}):
        answer = urllib3.request("GET", found.url, headers={**found.headers, **headers}, retries=False)
        assert answer.status == 401

    with pytest.raises(RefusedError) as refused:
        campaign.publisher.review_queue()
    assert refused.value.status == 403
    with pytest.raises(RefusedError) as refused:
        campaign.moderator.schedule_session(session("not-mine", utc_now()))
    assert refused.value.status == 403


def test_staff_are_told_what_is_wrong_with_a_request(campaign: Campaign) -> None:
    with pytest.raises(RefusedError, match="past") as refused:
        campaign.publisher.schedule_session(session("yesterday", utc_now().replace(year=2020)))
    assert refused.value.status == 422

    with pytest.raises(RefusedError) as refused:
        campaign.publisher.change_session("nobody-knows", ChangeSession(expected_revision=1))
    assert refused.value.status == 404

    later = utc_now().replace(microsecond=0, year=utc_now().year + 1)
    campaign.publisher.schedule_session(session("contested", later))
    with pytest.raises(RefusedError) as refused:
        campaign.publisher.schedule_session(session("contested", later))
    assert refused.value.status == 409


def test_a_subscriber_who_is_removed_hears_nothing_more(campaign: Campaign) -> None:
    campaign.publisher.register_subscriber(
        Registration(
            id="leaver",
            channel=Channel.EMAIL,
            address="planted.address.leaver@example.org",
            language="en",
            topics=("sessions",),
        )
    )
    campaign.publisher.remove_subscriber("leaver")

    later = utc_now().replace(microsecond=0, year=utc_now().year + 1)
    campaign.publisher.schedule_session(session("after-the-leaver", later))

    wait_for("mail to those who stayed", lambda: len(campaign.mails("after-the-leaver")) == 2, WAIT)
    assert not [mail for mail in campaign.mails() if "leaver@" in mail.to[0]]
