"""The policy and the lists of creators, at work on the deployed intake."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from campaign.policies.publish import POLICY_KEY
from campaign.policies.validation import POLICY_FILE
from campaign.publications.uploads import report_key
from campaign.videos.video import VideoKey
from campaign_cli.publish import publish_settings
from campaign_cli.waiting import wait_for
from tests.stack.conftest import Campaign
from tests.stack.test_videos import WAIT, in_review, shows, video
from tests.templates import ROOT
from tests.unit.publications.samples import zipped

pytestmark = pytest.mark.stack

POLICY = ROOT / "content" / "policy"


@pytest.fixture(scope="module")
def trusting(campaign: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    """The campaign while its policy trusts those listed; afterwards the policy of content/ is in force."""
    campaign.creator("mod.trusted")
    campaign.moderator.set_standing("tiktok:@mod.trusted", "trusted", "an ambassador (invented)")
    text = yaml.safe_load((POLICY / "policy.yaml").read_text("utf-8"))
    text["moderation"] |= {"mode": "trust_listed", "trusted_become": "featured"}
    folder = tmp_path_factory.mktemp("policy")
    (folder / "policy.yaml").write_text(yaml.safe_dump(text, allow_unicode=True), "utf-8")
    published(campaign, folder)
    yield campaign
    published(campaign, POLICY)


def published(campaign: Campaign, folder: Path) -> None:
    before = revisions(campaign)
    publish_settings(campaign.deployment, folder)
    wait_for("the policy's next revision", lambda: revisions(campaign) > before, WAIT)


def revisions(campaign: Campaign) -> int:
    return sum(pk == "POLICY" and sk.startswith("REV#") for pk, sk in campaign.stored_keys())


def status(campaign: Campaign, number: int) -> str:
    return campaign.moderator.video(VideoKey(f"tiktok:{video(number, '').id}")).status


def test_a_trusted_creators_video_is_featured_without_a_person_once_the_policy_says_so(
    trusting: Campaign,
) -> None:
    """One after the other: each of the intake's processes keeps what it screens by for half a minute."""
    numbers = iter(range(3000, 3100))

    def goes_straight_to_the_hub() -> bool:
        number = next(numbers)
        key = f"VIDEO#tiktok:{video(number, '').id}", "VIDEO"
        assert trusting.post(video(number, "mod.trusted")).accepted
        wait_for(f"video {number}", lambda: key in trusting.stored_keys(), WAIT)
        return status(trusting, number) == "featured"

    def is_kept_for_its_words() -> bool:
        number = next(numbers)
        words = "planted-caption-words suicide #EndTheStigma"
        assert trusting.post(video(number, "mod.trusted", words)).accepted
        in_review(trusting, video(number, ""))
        shown = trusting.moderator.video(VideoKey(f"tiktok:{video(number, '').id}"))
        return [(entry.to, entry.by, entry.rule) for entry in shown.history] == [
            ("screened", "system", "crisis-words"),
            ("in_review", "system", "crisis-words"),
        ]

    wait_for("a video that nobody had to review", goes_straight_to_the_hub, WAIT)
    wait_for("it on the hub", lambda: shows(trusting, "en/index.html", "mod.trusted"), WAIT)
    wait_for("a video that its words alone keep back", is_kept_for_its_words, WAIT)


def test_a_faulty_policy_is_reported_with_its_line_and_the_last_good_one_stays(trusting: Campaign) -> None:
    before, bucket = revisions(trusting), trusting.outputs["ContentBucketName"]
    s3 = trusting.deployment.client("s3")
    s3.put_object(Bucket=bucket, Key=POLICY_KEY, Body=zipped({POLICY_FILE: "rules: []\ncolour: red\n"}))

    def reported() -> bool:
        return any(found["Key"] == report_key(POLICY_KEY) for found in listed(s3, bucket))

    wait_for("the report", reported, WAIT)
    report = json.loads(s3.get_object(Bucket=bucket, Key=report_key(POLICY_KEY))["Body"].read())
    assert [(fault["file"], fault["line"]) for fault in report["faults"]] == [(POLICY_FILE, 2)]
    assert revisions(trusting) == before


def listed(s3: Any, bucket: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = s3.list_objects_v2(Bucket=bucket, Prefix="policy/").get("Contents", [])
    return found


def test_a_blocked_creator_is_off_the_hub_with_every_video_and_stays_out(campaign: Campaign) -> None:
    campaign.creator("mod.blocked")
    for number in (3200, 3201):
        assert campaign.post(video(number, "mod.blocked")).accepted
        in_review(campaign, video(number, ""))
    shown = campaign.moderator.video(VideoKey(f"tiktok:{video(3200, '').id}"))
    campaign.moderator.feature(shown)
    wait_for("it on the hub", lambda: shows(campaign, "en/index.html", "mod.blocked"), WAIT)

    for creator in shown.creators:
        campaign.moderator.set_standing(creator, "blocked", "harassment (invented)")

    wait_for("it off the hub", lambda: not shows(campaign, "en/index.html", "mod.blocked"), WAIT)
    wait_for(
        "both withdrawn", lambda: {status(campaign, 3200), status(campaign, 3201)} == {"withdrawn"}, WAIT
    )
    withdrawn = campaign.moderator.video(shown.key)
    assert (withdrawn.caption, withdrawn.history[-1].rule) == ("", "blocked-creator")
    assert [listed["id"] for listed in campaign.moderator.creators("blocked")] == sorted(shown.creators)


def test_several_videos_are_decided_at_once_each_for_itself(campaign: Campaign) -> None:
    campaign.creator("mod.many")
    numbers = (3300, 3301, 3302)
    for number in numbers:
        assert campaign.post(video(number, "mod.many")).accepted
        in_review(campaign, video(number, ""))
    keys = [f"tiktok:{video(number, '').id}" for number in numbers]
    waiting = {seen.key: seen for seen in campaign.moderator.review_queue()}
    first, second, third = (waiting[VideoKey(key)] for key in keys)
    assert set(first.alike) == {second.key, third.key}
    campaign.moderator.reject(third, "not-for-this-campaign")

    decided = campaign.moderator.feature_all([first, second, third])

    assert [answer.get("status") for answer in decided] == ["featured", "featured", None]
    assert "changed" in decided[2]["problem"]
