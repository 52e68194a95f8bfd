"""What somebody has to make sure of: once verified it is shown, and hidden when nobody looks again in time.

Nobody waits for midnight here: a schedule is brought forward as it is, and the day that passes is passed in
the stored state, without the event that a write of ours would make.
"""

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from campaign.kernel.clock import utc_now
from campaign.publications.kind import Kind
from campaign_cli.staff import Group
from campaign_cli.waiting import wait_for
from tests.stack.commands import run
from tests.stack.conftest import Campaign
from tests.stack.published import GROUP, WAIT, page, publish, schedules, wait_for_page

pytestmark = pytest.mark.stack

DAY = timedelta(days=1)
NUMBER = "+1 202 555 0143"
"""555-0100 to 555-0199 are kept for fiction: nobody can be called there."""


def bring_forward(campaign: Campaign, name: str, message: dict[str, str]) -> None:
    """Let the schedule of this name fire in a moment, with its own role and to its own queue."""
    scheduler = campaign.deployment.client("scheduler")
    found = scheduler.get_schedule(GroupName=GROUP, Name=name)
    scheduler.update_schedule(
        GroupName=GROUP,
        Name=name,
        ScheduleExpression=f"at({utc_now() + timedelta(seconds=2):%Y-%m-%dT%H:%M:%S})",
        ScheduleExpressionTimezone="UTC",
        FlexibleTimeWindow={"Mode": "OFF"},
        ActionAfterCompletion="DELETE",
        Target={**found["Target"], "Input": json.dumps(message)},
    )


def let_its_day_pass(campaign: Campaign, kind: Kind, name: str, day: str, passed: str) -> None:
    """As the clock would: it makes no event, and no build."""
    table, key = campaign.outputs["TableName"], {"pk": {"S": f"PUB#{kind}#{name}"}, "sk": {"S": "HEAD"}}
    dynamodb = campaign.deployment.client("dynamodb")
    item = dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
    assert day in item["data"]["S"]
    item["data"]["S"] = item["data"]["S"].replace(day, passed)
    del item["change"]
    dynamodb.put_item(TableName=table, Item=item)


def test_staff_walk_through_the_organisations_and_what_they_verify_is_shown(
    campaign: Campaign, tmp_path: Path
) -> None:
    publish(
        campaign,
        tmp_path,
        Kind.ORGANISATION,
        "aaa-line-of-these-tests",  # the first that is asked for
        name="{ar: خط لهذه الاختبارات, en: The line of these tests}",
        phone=f'"{NUMBER}"',
        verified_on="null",
        verified_by="null",
    )
    path = "organisations/index.html"
    assert NUMBER not in page(campaign, path)

    said = run(campaign, Group.REVIEWER, "verify", "organisations", answers="tomorrow\nt\nq\n")

    assert f"phone       {NUMBER}" in said
    assert "tomorrow is no day" in said
    assert "1 verified as reviewer@example.org" in said
    wait_for_page(campaign, path, "The line of these tests", NUMBER, 'href="tel:+12025550143"')
    wait_for_page(campaign, path, "خط لهذه الاختبارات", language="ar")
    run(campaign, Group.PUBLISHER, "publications", "withdraw", "organisation:aaa-line-of-these-tests")
    wait_for_page(campaign, path, without=NUMBER)


def test_what_nobody_looks_at_again_gets_a_task_and_is_then_hidden_wherever_it_is_linked(
    campaign: Campaign, tmp_path: Path
) -> None:
    today = utc_now().date()
    last_day = today + 20 * DAY
    hidden_at = datetime.combine(last_day + DAY, time(), UTC)
    tutorial, guide = "tutorials/goes-stale/index.html", "guide/leads-to-stale/index.html"
    publish(campaign, tmp_path, Kind.TUTORIAL, "goes-stale", review_by=f"{last_day}", checked_on=f"{today}")
    publish(campaign, tmp_path, Kind.GUIDE, "leads-to-stale", says="Try [this](tutorial:goes-stale).")
    prefix = "pub.tutorial.goes-stale.r1."
    wait_for("both schedules", lambda: len(schedules(campaign, prefix)) == 2, WAIT)
    found = {name.removeprefix(prefix).partition("-")[0]: name for name in schedules(campaign, prefix)}
    planned = {what: schedules(campaign, name)[name] for what, name in found.items()}
    assert {what: one["ScheduleExpression"] for what, one in planned.items()} == {
        "review": f"at({hidden_at - 14 * DAY:%Y-%m-%dT%H:%M:%S})",
        "stale": f"at({hidden_at - timedelta(seconds=60):%Y-%m-%dT%H:%M:%S})",
    }
    wait_for_page(campaign, tutorial, "Supporting a friend")
    wait_for_page(campaign, guide, 'href="/en/tutorials/goes-stale/index.html"')

    bring_forward(campaign, found["review"], json.loads(planned["review"]["Target"]["Input"]))

    task = f"tutorial-goes-stale-r1-{hidden_at:%Y%m%d}"
    wait_for("the task", lambda: task in run(campaign, Group.REVIEWER, "publications", "tasks"), WAIT)

    let_its_day_pass(campaign, Kind.TUTORIAL, "goes-stale", f"{last_day}", f"{today - DAY}")
    tick = json.loads(planned["stale"]["Target"]["Input"])
    passes_at = utc_now() + timedelta(seconds=4)
    bring_forward(campaign, found["stale"], tick | {"at": passes_at.isoformat()})

    wait_for_page(campaign, guide, "Try this.", without="goes-stale")
    wait_for("its own page to go", lambda: "Supporting" not in page(campaign, tutorial), WAIT)
    late = (utc_now() - passes_at).total_seconds()
    assert 0 < late < 60

    run(campaign, Group.REVIEWER, "publications", "done", task)
    assert task not in run(campaign, Group.REVIEWER, "publications", "tasks")
