"""campaign.yaml says in one place what other files and the template say: it must say the same."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from campaign.audience.subscriber import QuietHours
from campaign_cli.project import ROOT
from tests.templates import APPLICATION

CONTENT = ROOT / "content"


@pytest.fixture(scope="module")
def facts() -> Any:
    return yaml.safe_load((CONTENT / "campaign.yaml").read_text("utf-8"))


def test_the_hashtags_are_those_that_are_deployed(facts: Any) -> None:
    deployed = APPLICATION["Parameters"]["CampaignHashtags"]["Default"].split(",")

    assert [tag for language in ("en", "ar") for tag in facts["hashtags"][language]] == deployed


def test_the_moderation_mode_is_the_policys(facts: Any) -> None:
    policy = yaml.safe_load((CONTENT / "policy" / "policy.yaml").read_text("utf-8"))

    assert facts["moderation"]["mode"] == policy["moderation"]["mode"]


def test_the_quiet_hours_are_those_of_whoever_chooses_none(facts: Any) -> None:
    usual = QuietHours()

    assert facts["quiet_hours"] == {"from": f"{usual.start:%H:%M}", "to": f"{usual.end:%H:%M}"}


def test_every_zone_is_one(facts: Any) -> None:
    zones = [zone for region in facts["regions"] for zone in region["zones"]]

    assert {ZoneInfo(zone).key for zone in [*zones, facts["default_zone"]]} == set(zones)


def test_care_targets_are_left_to_whoever_can_keep_them(facts: Any) -> None:
    assert facts["care"]["targets"] is None
