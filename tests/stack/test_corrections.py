"""Corrections on the deployed stack: one that nobody need hear of, and one that cannot wait for its other
half."""

import json
from pathlib import Path

import pytest

from campaign.publications.kind import Kind, Language
from campaign_cli.embedded_mailbox import Mail
from campaign_cli.waiting import wait_for
from tests.stack.conftest import Campaign
from tests.stack.published import WAIT, page, publish, wait_for_page

pytestmark = pytest.mark.stack

TITLES: dict[Language, str] = {"en": "A kit that was corrected", "ar": "دليل جرى تصحيحه"}


def test_a_patch_is_shown_and_told_to_nobody_and_the_next_edition_is_told(
    campaign: Campaign, tmp_path: Path
) -> None:
    for version in ("1.0.0", "1.0.1", "1.1.0"):
        note = json.dumps({"en": f"What {version} is about.", "ar": f"عن {version}."})
        publish(
            campaign, tmp_path, Kind.TOOLKIT, "corrected", titles=TITLES, version=version, change_note=note
        )
        wait_for_page(campaign, "toolkits/corrected/index.html", version)

    wait_for("mail about 1.1.0", lambda: any("1.1.0" in each.text for each in mails(campaign)), WAIT)
    assert not any("What 1.0.1" in each.text for each in mails(campaign) if "What 1.1.0" not in each.text)
    announced = {pk for pk, _ in campaign.stored_keys() if pk.startswith("ANN#toolkit:corrected@")}
    assert announced == {f"ANN#toolkit:corrected@{n}/toolkit.updated" for n in (1, 3)}


def mails(campaign: Campaign) -> list[Mail]:
    return campaign.mails(TITLES["en"])


def test_a_safety_correction_goes_out_in_one_language_and_says_so(campaign: Campaign, tmp_path: Path) -> None:
    path = "guide/corrected/index.html"
    publish(campaign, tmp_path, Kind.GUIDE, "corrected", says="Words that were wrong.")
    wait_for_page(campaign, path, "Words that were wrong.")

    publish(campaign, tmp_path, Kind.GUIDE, "corrected", says="Words that are right.", safety_correction="ar")

    label = "صُحّح هذا النص حفاظًا على السلامة"
    wait_for_page(campaign, path, "Words that are right.", label, language="ar")
    wait_for_page(campaign, path, f'href="/ar/{path}"', without="Words that were wrong.")
    assert "Words that are right." not in page(campaign, path)
