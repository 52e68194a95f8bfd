"""The console's door: which headers it has, and who may read what the staff API answers."""

import json
from urllib.parse import urlsplit

import pytest
import urllib3

from campaign_cli.console import publish_console
from campaign_cli.staff import Group
from tests.stack.conftest import Campaign

pytestmark = pytest.mark.stack


def asked(campaign: Campaign, method: str, url: str, **headers: str) -> urllib3.BaseHTTPResponse:
    found = campaign.reach(url)
    return urllib3.request(
        method, found.url, headers={**found.headers, **headers}, retries=False, redirect=False, timeout=30
    )


def test_the_page_is_served_with_a_strict_policy_and_never_kept(campaign: Campaign) -> None:
    page = asked(campaign, "GET", f"{campaign.outputs['ConsoleUrl']}/")

    api = urlsplit(campaign.outputs["StaffApiUrl"]).netloc
    policy = page.headers["Content-Security-Policy"]
    assert (page.status, page.headers["Cache-Control"]) == (200, "no-cache")
    assert f"connect-src 'self' https://{api} https://cognito-idp.eu-west-1.amazonaws.com;" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["X-Robots-Tag"] == "noindex"


def test_it_knows_where_its_api_and_sign_in_are(campaign: Campaign) -> None:
    config = json.loads(asked(campaign, "GET", f"{campaign.outputs['ConsoleUrl']}/config.json").data)

    assert config["api"] == campaign.outputs["StaffApiUrl"]
    assert config["userPool"] == campaign.outputs["UserPoolId"]
    assert config["client"] == campaign.outputs["StaffClientId"]


def test_publishing_it_takes_away_what_is_no_longer_a_part_of_it(campaign: Campaign) -> None:
    bucket = campaign.outputs["ConsoleBucketName"]
    campaign.deployment.client("s3").put_object(Bucket=bucket, Key="old.js", Body=b"old")

    files = publish_console(campaign.deployment)

    listed = campaign.deployment.client("s3").list_objects_v2(Bucket=bucket)["Contents"]
    assert len(listed) == files
    assert "old.js" not in {each["Key"] for each in listed}


@pytest.mark.parametrize("path", ["/care/cases", "/videos", "/hold"])
def test_a_browser_lets_the_console_ask_and_no_other_site(campaign: Campaign, path: str) -> None:
    answer = asked(
        campaign,
        "OPTIONS",
        campaign.outputs["StaffApiUrl"] + path,
        Origin="https://elsewhere.example.org",
        **{"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"},
    )

    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == campaign.outputs["ConsoleUrl"]
    assert answer.headers["Access-Control-Allow-Headers"] == "Authorization,Content-Type"


def test_a_refusal_can_be_read_by_the_console_and_no_other_site(campaign: Campaign) -> None:
    answer = asked(campaign, "GET", f"{campaign.outputs['StaffApiUrl']}/care/cases")

    assert answer.status == 401
    assert answer.headers["Access-Control-Allow-Origin"] == campaign.outputs["ConsoleUrl"]


def test_an_answer_can_be_read_by_the_console_alone_and_is_not_kept(campaign: Campaign) -> None:
    token = campaign.signed_in(Group.CARE_REVIEWER).token

    answer = asked(campaign, "GET", f"{campaign.outputs['StaffApiUrl']}/care/cases", Authorization=token)

    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == campaign.outputs["ConsoleUrl"]
    assert answer.headers["Cache-Control"] == "no-store"
