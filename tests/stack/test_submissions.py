"""From a link that a creator sends in to the hub, and by the confirmation's link off it again."""

import csv
import io
import json
from functools import partial
from typing import Any

import pytest
import urllib3

from campaign.aws.rights import RightsTable
from campaign.aws.table import Table
from campaign.kernel.clock import utc_now
from campaign.videos.rights import Right
from campaign.videos.video import VideoKey, VideoStatus
from campaign_cli.rights_commands import write_csv
from campaign_cli.staff_api import RefusedError
from campaign_cli.waiting import wait_for
from tests.simulators.models import SimulatedVideo
from tests.stack.conftest import Campaign
from tests.stack.test_sessions import services
from tests.stack.test_videos import WAIT, in_review, key_in_state, shows, video

pytestmark = pytest.mark.stack

CONSENT = {"text_version": "2026-11-25", "language": "ar"}


def call(
    campaign: Campaign, method: str, url: str, body: Any = None, headers: dict[str, str] | None = None
) -> tuple[int, str, dict[str, str]]:
    found = campaign.reach(url if "://" in url else campaign.outputs["PublicApiUrl"] + url)
    answer = urllib3.request(
        method,
        found.url,
        body=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **found.headers, **(headers or {})},
        retries=False,
        timeout=15,
    )
    return answer.status, answer.data.decode(), dict(answer.headers)


def send_in(
    campaign: Campaign, link: str, address: str = "192.0.2.1", **headers: str
) -> tuple[int, dict[str, Any], dict[str, str]]:
    """The embedded AWS takes X-Forwarded-For for the caller's address; API Gateway itself never does."""
    status, text, answered = call(
        campaign,
        "POST",
        "/submissions",
        {"link": link, "consent": CONSENT, "marks": ["partner"]},
        {"X-Forwarded-For": address, **headers},
    )
    return status, json.loads(text), answered


def state_of(campaign: Campaign, submission: dict[str, Any]) -> dict[str, Any]:
    status, text, _ = call(campaign, "GET", submission["status_url"])
    assert status == 200
    found: dict[str, Any] = json.loads(text)
    return found


def decided(campaign: Campaign, submission: dict[str, Any]) -> dict[str, Any]:
    wait_for("the submission's check", lambda: state_of(campaign, submission)["state"] != "checking", WAIT)
    return state_of(campaign, submission)


def public(campaign: Campaign, number: int, handle: str) -> SimulatedVideo:
    """A video that its creator has posted, and that nobody has told of; without the campaign's hashtag."""
    campaign.creator(handle)
    one = video(number, handle, "planted-caption-words, kindly").model_copy(
        update={"short_code": f"ZSstack{number}"}
    )
    campaign.tiktok.catalogue.put(one)
    return one


@pytest.mark.parametrize(("number", "form"), [(700, "full"), (701, "short")])
def test_a_link_is_taken_reviewed_featured_and_taken_back(campaign: Campaign, number: int, form: str) -> None:
    handle = f"flow.sent{number}"
    one = public(campaign, number, handle)
    link = (
        f"{one.url}?is_from_webapp=1" if form == "full" else f"سلام https://vm.tiktok.com/{one.short_code}/ !"
    )
    key = VideoKey(f"tiktok:{one.id}")

    status, submission, _ = send_in(campaign, link)
    assert status == 202
    assert decided(campaign, submission)["state"] == "taken"
    in_review(campaign, one)
    assert campaign.moderator.video(key).source == "submission"
    assert campaign.moderator.video(key).marks == ("partner",)
    campaign.moderator.feature(campaign.moderator.video(key))
    for page in ("en/index.html", "ar/index.html"):
        wait_for(f"@{handle} on {page}", partial(shows, campaign, page, handle), WAIT)

    status, page, headers = call(campaign, "GET", submission["withdraw_url"])
    assert status == 200
    assert '<html lang="ar" dir="rtl">' in page
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert campaign.moderator.video(key).status is VideoStatus.FEATURED, "to look takes nothing down"

    assert call(campaign, "POST", submission["withdraw_url"])[0] == 200
    assert campaign.moderator.video(key).status is VideoStatus.WITHDRAWN
    assert campaign.moderator.video(key).caption == ""
    wait_for(f"@{handle} off the hub", lambda: not shows(campaign, "en/index.html", handle), WAIT)
    wait_for(f"@{handle} off the hub", lambda: not shows(campaign, "ar/index.html", handle), WAIT)
    assert state_of(campaign, submission)["state"] == "withdrawn"
    assert call(campaign, "POST", submission["withdraw_url"])[0] == 200, "twice is fine"

    ledger = campaign.moderator.rights(key)
    assert ledger.standing is Right.REVOKED
    assert [entry.by for entry in ledger.entries] == [f"submission:{submission['id']}"] * 2

    again = decided(campaign, send_in(campaign, link)[1])
    assert (again["state"], again["reason"]) == ("refused", "not-wanted")


def test_the_submissions_id_leads_all_the_way(campaign: Campaign) -> None:
    one = public(campaign, 710, "flow.sent710")
    submission = send_in(campaign, one.url)[1]
    in_review(campaign, one)

    line = next(
        line for line in campaign.log_lines() if submission["id"] in line and '"submission received"' in line
    )
    for service in ("serve_public_api", "relay_changes", "look_up_posts", "ingest_videos"):
        assert service in services(campaign, json.loads(line)["correlation_id"])


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("https://www.tiktok.com/@flow.sent700", "profile"),
        ("https://elsewhere.example/watch?v=1", "other-site"),
        ("about hope", "not-a-link"),
    ],
)
def test_a_link_that_cannot_be_a_video_is_refused_at_once_in_both_languages(
    campaign: Campaign, link: str, reason: str
) -> None:
    before = campaign.stored_keys()
    status, problem, headers = send_in(campaign, link)

    assert (status, problem["reason"]) == (422, reason)
    assert headers["Content-Type"] == "application/problem+json"
    assert all(problem["messages"][language] for language in ("ar", "en"))
    assert campaign.stored_keys() == before


@pytest.mark.parametrize(
    "link",
    [
        "https://www.tiktok.com/@flow.nobody/video/7412345678901239999",
        "https://vm.tiktok.com/ZSnobody",
    ],
)
def test_a_video_that_nobody_can_see_is_refused_after_the_check_in_both_languages(
    campaign: Campaign, link: str
) -> None:
    found = decided(campaign, send_in(campaign, link)[1])

    assert (found["state"], found["reason"]) == ("refused", "missing")
    assert all(found["messages"][language] for language in ("ar", "en"))


def test_consent_to_an_unknown_text_is_refused_and_the_present_one_can_be_read(campaign: Campaign) -> None:
    status, text, _ = call(campaign, "GET", "/consent")
    assert status == 200
    assert json.loads(text)["text_version"] == CONSENT["text_version"]
    assert json.loads(text)["texts"].keys() == {"ar", "en"}

    body = {"link": "https://vm.tiktok.com/ZSany", "consent": {"text_version": "1", "language": "en"}}
    assert call(campaign, "POST", "/submissions", body)[0] == 422


def test_the_same_idempotency_key_twice_is_one_submission(campaign: Campaign) -> None:
    one = public(campaign, 720, "flow.sent720")
    headers = {"Idempotency-Key": "00000000-0000-4000-8000-000000000720"}
    before = campaign.stored_keys()

    first, second = send_in(campaign, one.url, **headers), send_in(campaign, one.url, **headers)

    assert (first[0], second[0]) == (202, 202)
    assert first[1] == second[1]
    new = {pk for pk, _ in campaign.stored_keys() - before if pk.startswith("SUBMISSION#")}
    assert new == {f"SUBMISSION#{first[1]['id']}"}
    assert send_in(campaign, "https://vm.tiktok.com/ZSother", **headers)[0] == 422
    in_review(campaign, one)


def test_a_withdrawal_before_the_check_brings_nothing_in(campaign: Campaign) -> None:
    one = public(campaign, 730, "flow.sent730")
    submission = send_in(campaign, one.url)[1]
    assert call(campaign, "POST", submission["withdraw_url"])[0] == 200

    marker = public(campaign, 731, "flow.sent730")
    assert decided(campaign, send_in(campaign, marker.url)[1])["state"] == "taken"
    in_review(campaign, marker)

    assert state_of(campaign, submission)["state"] == "withdrawn"
    if key_in_state(one) in campaign.stored_keys():  # the check was faster
        assert campaign.moderator.video(VideoKey(f"tiktok:{one.id}")).status is VideoStatus.WITHDRAWN


def test_a_withdrawal_link_of_another_submission_takes_nothing_down(campaign: Campaign) -> None:
    one = public(campaign, 740, "flow.sent740")
    submission = send_in(campaign, one.url)[1]
    in_review(campaign, one)

    forged = submission["withdraw_url"].replace("token=", "token=0")
    for method in ("GET", "POST"):
        status, page, _ = call(campaign, method, forged)
        assert (status, "findahelpline.com" in page) == (404, True)
    assert campaign.moderator.video(VideoKey(f"tiktok:{one.id}")).status is VideoStatus.IN_REVIEW


def test_an_address_that_sends_very_much_is_asked_to_wait(campaign: Campaign) -> None:
    key = {"Idempotency-Key": "00000000-0000-4000-8000-000000000750"}
    statuses = [send_in(campaign, "https://vm.tiktok.com/ZSnobody", "192.0.2.99")[0] for _ in range(20)]
    status, problem, headers = send_in(campaign, "https://vm.tiktok.com/ZSnobody", "192.0.2.99", **key)

    assert set(statuses) == {202}
    assert (status, problem["status"]) == (429, 429)
    assert 0 < int(headers["Retry-After"]) <= 3600
    assert send_in(campaign, "https://vm.tiktok.com/ZSnobody", "192.0.2.98", **key)[0] == 202


def test_what_a_creator_told_the_staff_counts_and_can_be_exported(campaign: Campaign) -> None:
    one = public(campaign, 765, "flow.sent765")
    key = VideoKey(f"tiktok:{one.id}")
    assert send_in(campaign, one.url, "192.0.2.60")[0] == 202
    in_review(campaign, one)
    campaign.moderator.record_right(key, "refused", note="=told us by mail")

    with pytest.raises(RefusedError, match="may not be featured") as refused:
        campaign.moderator.feature(campaign.moderator.video(key))
    assert refused.value.status == 409

    table = Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"])
    file = io.StringIO()
    write_csv(RightsTable(table).in_month(utc_now()), file)
    mine = [line for line in csv.DictReader(io.StringIO(file.getvalue())) if line["video"] == key]
    assert [(line["right"], line["note"]) for line in mine] == [
        ("granted", ""),
        ("refused", "'=told us by mail"),
    ]

    campaign.moderator.record_right(key, "granted")
    campaign.moderator.feature(campaign.moderator.video(key))
    campaign.moderator.record_right(key, "refused")
    assert campaign.moderator.video(key).status is VideoStatus.APPROVED
