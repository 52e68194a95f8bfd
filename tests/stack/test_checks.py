"""Stored videos are looked at again, and whoever goes is off the hub within two minutes."""

import json
import time
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from campaign.aws.table import Table
from campaign.kernel.clock import utc_now
from campaign.videos.built_in_rules import BuiltInRule
from campaign.videos.rights import Right
from campaign.videos.storage import video_item, video_key, video_of
from campaign.videos.video import Video, VideoKey, VideoStatus
from campaign_cli.staff_api import RefusedError
from campaign_cli.waiting import came, wait_for
from tests.simulators.models import SimulatedVideo
from tests.stack.afresh import ALIAS
from tests.stack.conftest import Campaign
from tests.stack.test_videos import WAIT, featured, in_review, shows, video

pytestmark = pytest.mark.stack

TWO_MINUTES = 120.0


def key(one: SimulatedVideo) -> VideoKey:
    return VideoKey(f"tiktok:{one.id}")


def table(campaign: Campaign) -> Table:
    return Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"])


def stored(campaign: Campaign, one: SimulatedVideo) -> Video:
    item = table(campaign).get(*video_key(key(one)))
    assert item is not None
    return video_of(item)


def days_pass(campaign: Campaign, one: SimulatedVideo) -> None:
    """Set what is stored of the video back by 15 days: its check is due now."""
    state = table(campaign)
    item = state.get(*video_key(key(one)))
    assert item is not None
    before = video_of(item)
    assert before.check_due is not None
    ago = timedelta(days=15)
    aged = before.model_copy(
        update={
            "check_due": before.check_due - ago,
            "missing_since": before.missing_since and before.missing_since - ago,
        }
    )
    changed = video_item(
        aged, version=item.version + 1, change=None, changed_at=utc_now(), correlation_id="days-pass"
    )
    state.put(changed, expected=item.version)


def check_videos(campaign: Campaign) -> None:
    """What the schedule does every five minutes."""
    answer = campaign.deployment.client("lambda").invoke(FunctionName=function(campaign), Payload=b"{}")
    assert "FunctionError" not in answer, answer["Payload"].read()


def function(campaign: Campaign) -> str:
    functions = campaign.deployment.client("lambda")
    arns: list[str] = [
        f"{found['FunctionArn']}:{ALIAS}"
        for page in functions.get_paginator("list_functions").paginate()
        for found in page["Functions"]
        if found["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] == "check_videos"
    ]
    return arns[0]


def lines_of(campaign: Campaign, message: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in campaign.log_lines() if f'"message":"{message}"' in line]


def looked_at(campaign: Campaign, one: SimulatedVideo, times: int) -> None:
    """Have what is due checked, and wait until the video has been looked at so often in all."""
    check_videos(campaign)

    def answers() -> int:
        return sum(line["video"] == one.id for line in lines_of(campaign, "video checked"))

    wait_for(f"look {times} at {one.id}", lambda: answers() == times, WAIT)


def test_the_schedule_wakes_the_function(campaign: Campaign) -> None:
    """Its target and its role, by a schedule of our own that need not wait for five minutes."""
    scheduler = campaign.deployment.client("scheduler")
    pages = scheduler.get_paginator("list_schedules").paginate()
    ours = [
        scheduler.get_schedule(Name=found["Name"])
        for page in pages
        for found in page["Schedules"]
        if found["Target"]["Arn"] == function(campaign)
    ]
    assert [found["ScheduleExpression"] for found in ours] == ["rate(5 minutes)"]
    runs = len(lines_of(campaign, "checks asked"))

    scheduler.create_schedule(
        Name="checks-once",
        ScheduleExpression=f"at({utc_now():%Y-%m-%dT%H:%M:%S})",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": ours[0]["Target"]["Arn"], "RoleArn": ours[0]["Target"]["RoleArn"]},
        ActionAfterCompletion="DELETE",
    )

    wait_for("a run", lambda: len(lines_of(campaign, "checks asked")) > runs, WAIT)


def test_a_video_that_is_still_there_is_due_again_in_two_weeks(campaign: Campaign) -> None:
    campaign.creator("checks.stays")
    one = video(60, "checks.stays")
    assert campaign.post(one).accepted
    in_review(campaign, one)
    days_pass(campaign, one)

    looked_at(campaign, one, 1)

    def due_later() -> bool:
        due = stored(campaign, one).check_due
        return due is not None and due > utc_now() + timedelta(days=13)

    wait_for("the answer to be taken in", due_later, WAIT)
    looked_at(campaign, one, 1)


def test_a_video_that_is_missing_twice_a_day_apart_is_gone_everywhere(campaign: Campaign) -> None:
    campaign.creator("checks.leaves")
    one = video(61, "checks.leaves")
    featured(campaign, one)
    campaign.tiktok.catalogue.take_down(one.id)

    days_pass(campaign, one)
    looked_at(campaign, one, 1)
    wait_for("the first miss", lambda: stored(campaign, one).missing_since is not None, WAIT)
    assert stored(campaign, one).status is VideoStatus.FEATURED, "one look is none"
    assert shows(campaign, "en/index.html", one.handle)

    days_pass(campaign, one)
    looked_at(campaign, one, 2)
    for page in ("en/index.html", "ar/index.html"):
        wait_for(f"{one.id} off {page}", partial(gone_from, campaign, page, one.handle), WAIT)
    assert stored(campaign, one).status is VideoStatus.GONE


def test_a_right_that_runs_out_takes_the_video_off_the_hub(campaign: Campaign) -> None:
    campaign.creator("checks.expires")
    one = video(63, "checks.expires")
    featured(campaign, one)
    until = utc_now() + timedelta(seconds=5)
    campaign.moderator.record_right(key(one), "granted", until=until)
    check_videos(campaign)
    assert stored(campaign, one).status is VideoStatus.FEATURED, "the right has not run out yet"

    wait_for("the end of the right", lambda: utc_now() > until, WAIT)
    check_videos(campaign)

    for page in ("en/index.html", "ar/index.html"):
        wait_for(f"{one.id} off {page}", partial(gone_from, campaign, page, one.handle), WAIT)
    assert stored(campaign, one).history[-1].rule == BuiltInRule.RIGHTS_EXPIRED
    ledger = campaign.moderator.rights(key(one))
    assert [entry.right for entry in ledger.entries] == [Right.GRANTED, Right.EXPIRED]
    with pytest.raises(RefusedError, match="its rights are expired"):
        campaign.moderator.feature(campaign.moderator.video(key(one)))


def gone_from(campaign: Campaign, page: str, words: str) -> bool:
    return not shows(campaign, page, words)


def purges_of(campaign: Campaign, subject: str) -> list[float]:
    """Seconds, as the hub's builds told them."""
    purges = lines_of(campaign, "purged from the hub")
    return [line["seconds"] for line in purges if line["subject"] == subject]


def is_told(campaign: Campaign, subject: str) -> bool:
    return bool(purges_of(campaign, subject))


def test_a_purge_takes_less_than_two_minutes_and_says_how_long(
    campaign: Campaign, pytestconfig: pytest.Config
) -> None:
    """Where a build is ended after it wrote and before it told, its message tells three minutes later, when
    it is back; then another video is looked at. Each has to go in time."""
    campaign.creator("checks.purged")
    told: list[float] = []
    for number in (62, 162, 163):
        one = video(number, "checks.purged")
        featured(campaign, one)
        said_at = time.monotonic()
        body = campaign.bodies.post_no_longer_available("act.checks.purged", one.id, f"p.{number}")
        assert campaign.webhook(body).accepted
        for page in ("en/index.html", "ar/index.html"):
            wait_for(f"{one.id} off {page}", partial(gone_from, campaign, page, one.handle), TWO_MINUTES)
        seen = time.monotonic() - said_at
        assert seen < TWO_MINUTES
        subject = f"video:{key(one)}"
        if came(partial(is_told, campaign, subject), WAIT):
            told = purges_of(campaign, subject)
            break

    assert told
    pytestconfig.get_terminal_writer().line(f"\nfrom webhook to hub: {seen:.1f} s, as told {told[0]:.1f} s")
    assert told[0] < TWO_MINUTES
    assert any('"TimeToPurge":' in line and '"Seconds"' in line for line in campaign.log_lines())
