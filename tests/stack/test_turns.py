"""An activation and a launch on the deployed stack, in real time: never early, and a minute late at most."""

import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import typer

from campaign.kernel.clock import utc_now
from campaign.publications.kind import Kind
from campaign_cli.publish import publish_approved
from campaign_cli.waiting import wait_for
from tests.stack.conftest import Campaign
from tests.unit.cli.publishing_stage import written
from tests.unit.publications.samples import about

pytestmark = [pytest.mark.stack, pytest.mark.sweep]  # it waits for minutes

MINUTE = timedelta(seconds=60)


def publish(campaign: Campaign, folder: Path, kind: Kind, **times: datetime) -> None:
    """With these times in UTC, approved in both languages."""
    facts = {name: f"{moment:%Y-%m-%dT%H:%M:%S}+00:00" for name, moment in times.items()}
    files: dict[str, str | bytes] = {"about.yaml": about(kind, zone=None, **facts)}
    publish_approved(campaign.deployment, written(folder / kind.folder / "in-time", files), campaign.reviewer)


def test_an_activation_and_a_launch_turn_within_a_minute_and_never_early(
    campaign: Campaign, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # far enough for schedules; what is nearer is sent to the hub's queue at once
    opens_at = (utc_now() + timedelta(seconds=145)).replace(microsecond=0)
    closes_at = opens_at + timedelta(seconds=20)
    publish(campaign, tmp_path, Kind.LAUNCH, opens_at=opens_at)
    publish(campaign, tmp_path, Kind.ACTIVATION, opens_at=opens_at, closes_at=closes_at)
    scheduler = campaign.deployment.client("scheduler")

    def schedules() -> list[str]:
        found = scheduler.list_schedules(GroupName="endthestigma", NamePrefix="pub.")["Schedules"]
        return sorted(one["Name"].rpartition("-")[0] for one in found if ".in-time." in one["Name"])

    names = [f"pub.{each}.in-time.r1" for each in ("activation", "launch")]
    wanted = sorted([f"{names[0]}.opens", f"{names[0]}.closes", f"{names[1]}.opens"])
    wait_for("their schedules", lambda: schedules() == wanted, 60)

    seen: dict[str, datetime] = {}
    gone: datetime | None = None
    while gone is None and utc_now() < closes_at + 2 * MINUTE:
        asked_at = utc_now()  # before the answer: what it shows was public by its end
        home = campaign.page("ar/index.html")[1]
        answered_at = utc_now()
        for word in ("activation-in-time", "launch-in-time"):
            if word in home:
                seen.setdefault(word, answered_at)
        if "activation-in-time" in seen and "activation-in-time" not in home:
            gone = asked_at
        time.sleep(0.2)

    assert gone is not None
    late = {
        **{word: (moment - opens_at).total_seconds() for word, moment in seen.items()},
        "gone": (gone - closes_at).total_seconds(),
    }
    with capsys.disabled():
        typer.echo(f"\nseconds after their time: {late}")
    assert seen.keys() == {"activation-in-time", "launch-in-time"}
    assert all(0 <= seconds <= 60 for seconds in late.values()), late
