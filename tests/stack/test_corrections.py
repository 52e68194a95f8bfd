"""Corrections on the deployed stack: one that nobody need hear of, and one that cannot wait for its other
half."""

import json
from functools import partial
from pathlib import Path

import pytest

from campaign.publications.kind import Kind, Language
from campaign_cli.waiting import wait_for
from tests.stack.conftest import Campaign
from tests.stack.published import WAIT, page, publish, wait_for_page

pytestmark = pytest.mark.stack

TITLES: dict[Language, str] = {"en": "A kit that was corrected", "ar": "دليل جرى تصحيحه"}


def test_a_patch_is_shown_and_told_to_nobody_and_the_next_edition_is_told(
    campaign: Campaign, tmp_path: Path
) -> None:
    for version, is_told in (("1.0.0", True), ("1.0.1", False), ("1.1.0", True)):
        about = f"What {version} is about."
        note = json.dumps({"en": about, "ar": f"عن {version}."})
        publish(
            campaign, tmp_path, Kind.TOOLKIT, "corrected", titles=TITLES, version=version, change_note=note
        )
        wait_for_page(campaign, "toolkits/corrected/index.html", version)
        # A mail says what is shown when it goes out: the next version waits for it.
        if is_told:
            wait_for(f"mail about {version}", partial(told, campaign, about), WAIT)

    assert not told(campaign, "What 1.0.1 is about.")
    announced = {pk for pk, _ in campaign.stored_keys() if pk.startswith("ANN#toolkit:corrected@")}
    assert announced == {f"ANN#toolkit:corrected@{n}/toolkit.updated" for n in (1, 3)}


def told(campaign: Campaign, about: str) -> bool:
    return any(about in each.text for each in campaign.mails(TITLES["en"]))


def test_a_safety_correction_goes_out_in_one_language_and_says_so(campaign: Campaign, tmp_path: Path) -> None:
    path = "guide/corrected/index.html"
    publish(campaign, tmp_path, Kind.GUIDE, "corrected", says="Words that were wrong.")
    wait_for_page(campaign, path, "Words that were wrong.")

    publish(campaign, tmp_path, Kind.GUIDE, "corrected", says="Words that are right.", safety_correction="ar")

    label = "صُحّح هذا النص حفاظًا على السلامة"
    wait_for_page(campaign, path, "Words that are right.", label, language="ar")
    wait_for_page(campaign, path, f'href="/ar/{path}"', without="Words that were wrong.")
    assert "Words that are right." not in page(campaign, path)
