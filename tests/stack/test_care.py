"""A person who may be in distress has a case within seconds, and people are called to it, whatever becomes
of the post."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import urllib3

from campaign.aws.cases import CaseTable
from campaign.aws.table import Table
from campaign.care import moves
from campaign.care.case import Case, CaseId, CaseStatus, Outcome
from campaign.care.sign import Sign
from campaign.care.targets import Targets
from campaign.care.tier import Tier
from campaign.kernel.clock import utc_now
from campaign.publications.kind import Kind
from campaign.videos.video import VideoKey
from campaign_cli.publish import publish_approved
from campaign_cli.staff import Group
from campaign_cli.staff_api import RefusedError, StaffApi
from campaign_cli.waiting import wait_for
from tests.simulators.models import SimulatedVideo
from tests.stack.conftest import Campaign
from tests.stack.test_partners import event
from tests.stack.test_partners import post as post_as_partner
from tests.stack.test_videos import WAIT, video
from tests.templates import ROOT

pytestmark = pytest.mark.stack

DESPAIR = "planted-caption-words I want to die, I will end it tonight, goodbye everyone #EndTheStigma"

ANYWAY = '{"anyway": true}'
"""A claim by somebody who has taken a break in another test."""


def cases(campaign: Campaign) -> CaseTable:
    return CaseTable(Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"]))


def case_of(campaign: Campaign, one: SimulatedVideo) -> Case | None:
    return cases(campaign).get(CaseId(f"video-tiktok-{one.id}"))


def opened(campaign: Campaign, one: SimulatedVideo) -> Case:
    wait_for("the case", lambda: case_of(campaign, one) is not None, WAIT)
    case = case_of(campaign, one)
    assert case is not None
    return case


def close(reviewer: StaffApi, case: str) -> None:
    claimed = reviewer.ask("POST", f"/care/cases/{case}/claim", ANYWAY)
    body = {"outcome": "help_offered", "expected_version": claimed["version"]}
    assert reviewer.ask("POST", f"/care/cases/{case}/close", json.dumps(body))["status"] == "closed"


def history(reviewer: StaffApi, case: str) -> list[str]:
    """What happened, but for what people heard of it."""
    entries = reviewer.ask("GET", f"/care/cases/{case}")["history"]
    return [entry["what"] for entry in entries if not re.match("alert|page", entry["what"])]


@pytest.fixture(scope="session")
def calls(campaign: Campaign) -> Iterator[list[str]]:
    """What is sent to whoever is called to cases: all calls so far, as `received()` finds them."""
    sqs, sns = campaign.deployment.client("sqs"), campaign.deployment.client("sns")
    url = sqs.create_queue(QueueName="care-phone")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = {"ArnEquals": {"aws:SourceArn": campaign.outputs["CareTopicArn"]}}
    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": topic,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    sns.subscribe(TopicArn=campaign.outputs["CareTopicArn"], Protocol="sqs", Endpoint=arn)
    yield [url]
    sqs.delete_queue(QueueUrl=url)


def subjects(campaign: Campaign, calls: list[str], case: Case) -> list[str]:
    """The subjects of all calls to this case; what was received before is kept behind the queue's address."""
    sqs = campaign.deployment.client("sqs")
    for message in sqs.receive_message(QueueUrl=calls[0], MaxNumberOfMessages=10).get("Messages", []):
        calls.append(message["Body"])
        sqs.delete_message(QueueUrl=calls[0], ReceiptHandle=message["ReceiptHandle"])
    return [json.loads(body)["Subject"] for body in calls[1:] if case.id in body]


@pytest.mark.early
def test_a_desperate_caption_opens_a_case_that_outlives_the_post(
    campaign: Campaign, calls: list[str]
) -> None:
    campaign.creator("care.one")
    post = video(9501, "care.one", DESPAIR)
    assert campaign.post(post).accepted
    case = opened(campaign, post)
    assert (case.tier, case.status) == (Tier.IMMINENT, CaseStatus.OPEN)

    gone = campaign.bodies.post_no_longer_available("act.care.one", post.id, "p.1")
    assert campaign.webhook(gone).accepted
    key = VideoKey(f"tiktok:{post.id}")
    wait_for("the post to go", lambda: campaign.moderator.video(key).caption == "", WAIT)

    kept = case_of(campaign, post)
    assert kept is not None
    assert kept.status is CaseStatus.OPEN


@pytest.mark.late
def test_people_are_called_to_a_case_before_it_is_due_and_when_nobody_came(
    campaign: Campaign, calls: list[str]
) -> None:
    """To that of the first test, two minutes after it."""
    case = opened(campaign, video(9501, "care.one", DESPAIR))

    wait_for("both calls", lambda: len(subjects(campaign, calls, case)) >= 2, 240)
    assert subjects(campaign, calls, case) == ["Care, imminent: due soon", "Care, imminent: OVERDUE"]
    assert case.due_at - case.opened_at == timedelta(minutes=2)


def test_a_reviewer_claims_reads_notes_and_closes_and_nobody_else_sees_in(campaign: Campaign) -> None:
    campaign.creator("care.two")
    post = video(9502, "care.two", DESPAIR)
    assert campaign.post(post).accepted
    case = opened(campaign, post)
    reviewer, lead = campaign.signed_in(Group.CARE_REVIEWER), campaign.signed_in(Group.LEAD)
    path = f"/care/cases/{case.id}"

    with pytest.raises(RefusedError, match="403"):
        campaign.moderator.ask("GET", path)
    reviewer.ask("POST", f"{path}/claim", "{}")
    with pytest.raises(RefusedError, match="409"):
        lead.ask("POST", f"{path}/claim", "{}")
    reviewer.ask("POST", f"{path}/note", json.dumps({"note": "planted-caption-words of a reviewer"}))
    read = reviewer.ask("GET", f"{path}/text")
    assert read["text"] == DESPAIR
    assert [note["note"] for note in read["notes"]] == ["planted-caption-words of a reviewer"]
    close = {"outcome": "help_offered", "expected_version": read["version"]}
    assert reviewer.ask("POST", f"{path}/close", json.dumps(close))["status"] == "closed"

    history = [entry["what"] for entry in lead.ask("GET", path)["history"]]
    assert history == ["opened", "claimed", "noted", "read", "closed"]


def test_a_story_is_answered_with_help_opens_a_case_and_is_forgotten_by_its_link(campaign: Campaign) -> None:
    page = campaign.page("en/story/index.html")[1]
    assert f'action="{campaign.outputs["PublicApiUrl"]}/stories"' in page
    typed = {"story": "planted-caption-words I want to die", "contact": "", "country": "EG", "agreed": "yes"}

    told = posted(campaign, f"{campaign.outputs['PublicApiUrl']}/stories", {**typed, "lang": "en"})

    assert "findahelpline.com" in told
    found = re.search(r'href="(https://[^"]+/stories/([0-9a-f]{32})/deletion[^"]+)"', told)
    assert found is not None
    path = f"/care/cases/story-{found[2]}"
    reviewer = campaign.signed_in(Group.CARE_REVIEWER)
    reviewer.ask("POST", f"{path}/claim", "{}")
    assert reviewer.ask("GET", f"{path}/text")["text"] == typed["story"]

    posted(campaign, found[1].replace("&amp;", "&"), {})

    after = reviewer.ask("GET", f"{path}/text")
    assert (after["text"], after["notes"]) == (None, [])
    assert reviewer.ask("GET", path)["status"] == "claimed"
    assert f"story-{found[2]}" in reviewer.ask("POST", "/care/break")["handed_over"]
    waiting = {case["id"]: case["held"] for case in reviewer.ask("GET", "/care/cases")["cases"]}
    assert waiting[f"story-{found[2]}"] is False


def test_new_words_open_a_closed_case_again_and_no_decision_about_the_post_does(campaign: Campaign) -> None:
    reviewer, key = campaign.signed_in(Group.CARE_REVIEWER), VideoKey("youtube:9503")
    case = "video-youtube-9503"
    assert post_as_partner(campaign, event("9503", caption=DESPAIR)) == 200
    wait_for("the case", lambda: cases(campaign).get(CaseId(case)) is not None, WAIT)
    close(reviewer, case)

    campaign.moderator.feature(campaign.moderator.video(key))
    more = f"planted-caption-words I cannot go on any more, I want to disappear {DESPAIR}"
    assert post_as_partner(campaign, event("9503", caption=more)) == 200

    wait_for("the case to be open again", lambda: "reopened" in history(reviewer, case), WAIT)
    assert history(reviewer, case) == ["opened", "claimed", "closed", "reopened"]


def test_a_reply_that_a_moderator_reports_is_looked_after_as_a_story_is(campaign: Campaign) -> None:
    reviewer = campaign.signed_in(Group.CARE_REVIEWER)

    def report(text: str) -> Any:
        body = {"platform": "tiktok", "video": "9504", "author": "planted.address", "text": text}
        return campaign.moderator.ask("POST", "/care/reports", json.dumps(body))

    first = report("planted-caption-words I want to die")
    case = first["case"]
    close(reviewer, case)
    assert report("planted-caption-words: I want to die!") == {"case": case, "new": False}
    assert report("planted-caption-words I will do it tonight, goodbye") == {"case": case, "new": True}
    reviewer.ask("POST", f"/care/cases/{case}/claim", ANYWAY)
    read = reviewer.ask("GET", f"/care/cases/{case}/text")

    assert read["text"].split("\n\n")[1] == "planted-caption-words I will do it tonight, goodbye"
    assert read["contact"] == "tiktok: @planted.address, video 9504"
    with pytest.raises(RefusedError, match="403"):
        campaign.moderator.ask("GET", f"/care/cases/{case}/text")
    assert history(reviewer, case) == ["opened", "claimed", "closed", "reopened", "claimed", "read"]


def test_a_reviewer_sends_what_somebody_has_approved_and_nothing_else(campaign: Campaign) -> None:
    campaign.creator("care.five")
    one = video(9505, "care.five", DESPAIR)
    assert campaign.post(one).accepted
    case = opened(campaign, one).id
    reviewer = campaign.signed_in(Group.CARE_REVIEWER)
    reviewer.ask("POST", f"/care/cases/{case}/claim", ANYWAY)

    publish_approved(
        campaign.deployment, ROOT / "content" / Kind.ANSWER.folder / "for-a-friend", campaign.reviewer
    )

    assert "for-a-friend" in reviewer.ask("GET", "/care/replies")["ar"]
    chosen = {"template": "for-a-friend", "language": "ar"}
    answer = reviewer.ask("POST", f"/care/cases/{case}/contact", json.dumps(chosen))
    assert "https://findahelpline.com" in answer["reply"]
    with pytest.raises(RefusedError, match="422"):
        reviewer.ask(
            "POST", f"/care/cases/{case}/contact", json.dumps({"template": "none", "language": "ar"})
        )
    assert campaign.page("en/answers/for-a-friend/index.html")[0] != 200


def test_what_is_known_of_somebody_goes_on_request_at_once_and_by_itself_in_time(campaign: Campaign) -> None:
    reviewer, lead = campaign.signed_in(Group.CARE_REVIEWER), campaign.signed_in(Group.LEAD)
    body = {"platform": "tiktok", "video": "9506", "author": "planted.address.six", "text": "I want to die"}
    case = campaign.moderator.ask("POST", "/care/reports", json.dumps(body))["case"]
    with pytest.raises(RefusedError, match="409"):
        lead.ask("DELETE", f"/care/cases/{case}")
    lead.ask("DELETE", f"/care/cases/{case}/words")
    assert lead.ask("GET", f"/care/cases/{case}/text")["text"] is None
    close(reviewer, case)
    assert lead.ask("DELETE", f"/care/cases/{case}") == {"deleted": case}

    old = CaseId("story-closed-long-ago")
    _closed_long_ago(campaign, old)
    name = campaign.outputs["ForgetCasesFunction"]
    answer = campaign.deployment.client("lambda").invoke(FunctionName=name, Payload=b"{}")
    assert "FunctionError" not in answer

    left = {pk for pk, _ in campaign.stored_keys() if pk.endswith((case, old))}
    assert left == set()


def _closed_long_ago(campaign: Campaign, case: CaseId) -> None:
    day = timedelta(days=1)
    then, targets = utc_now() - 31 * day, Targets(day, day, day, day)
    opening = moves.open_case(case.replace("-", ":", 1), Sign(tier=Tier.DISTRESS, score=1.0), then, targets)
    kept = cases(campaign).save(opening, "c")
    kept = cases(campaign).save(moves.claim(kept, "somebody", then, targets), "c")
    cases(campaign).save(moves.close(kept, "somebody", Outcome.HELP_REACHED, then), "c")


def posted(campaign: Campaign, url: str, typed: dict[str, str]) -> str:
    found = campaign.reach(url)
    headers = {**found.headers, "Content-Type": "application/x-www-form-urlencoded"}
    answer = urllib3.request(
        "POST", found.url, body=urlencode(typed), headers=headers, retries=False, timeout=30
    )
    assert answer.status < 300, answer.data
    return answer.data.decode()
