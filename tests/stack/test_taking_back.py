"""What was published is taken back: recalled, gone back from, or withdrawn before its time."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.messages import DeliveryKey, announcement_key
from campaign.audience.subscriber import Channel, Language, Registration
from campaign.aws.announcements import DeliveryTable
from campaign.aws.table import Table
from campaign.kernel.clock import utc_now
from campaign.publications.kind import Kind
from campaign_cli.publishing.shelf import Shelf
from campaign_cli.staff import Group
from campaign_cli.waiting import wait_for
from tests.stack.commands import run
from tests.stack.conftest import AT_ANY_HOUR, PLANTED, Campaign
from tests.stack.published import WAIT, page, publish, schedules, wait_for_page

pytestmark = pytest.mark.stack

TITLES: dict[Language, str] = {"en": "A toolkit to take back", "ar": "دليل سيُسحب"}
NOTE = "A step that turned out to be wrong."
WHY = {"en": "One step of it is not safe.", "ar": "إحدى خطواته ليست آمنة."}


def follow(campaign: Campaign, name: str, language: Language) -> str:
    """By mail; the address."""
    address = f"planted.address.{name}@example.org"
    campaign.publisher.register_subscriber(
        Registration(
            id=name,
            channel=Channel.EMAIL,
            address=address,
            language=language,
            topics=("toolkit:taken-back",),
            quiet=AT_ANY_HOUR,
        )
    )
    return address


def readers_of(campaign: Campaign, *words: str) -> list[str]:
    """To whom mail with one of these words went, in order."""
    mails = (mail for title in TITLES.values() for mail in campaign.mails(title))
    return sorted(mail.to[0] for mail in mails if any(word in mail.text for word in words))


def test_a_recalled_version_reaches_who_was_told_of_it_and_marks_what_links_to_it(
    campaign: Campaign, tmp_path: Path
) -> None:
    followers = {follow(campaign, "told-en", "en"), follow(campaign, "told-ar", "ar")}
    toolkit, guide = "toolkits/taken-back/index.html", "guide/leads-to-it/index.html"
    publish(campaign, tmp_path, Kind.TOOLKIT, "taken-back", titles=TITLES)
    publish(campaign, tmp_path, Kind.GUIDE, "leads-to-it", says="Read [the toolkit](toolkit:taken-back).")
    note = json.dumps({"en": NOTE, "ar": NOTE})
    publish(campaign, tmp_path, Kind.TOOLKIT, "taken-back", titles=TITLES, version="1.1.0", change_note=note)
    wait_for("mail about 1.1.0", lambda: followers <= {*readers_of(campaign, NOTE)}, WAIT)
    wait_for_page(campaign, toolkit, "1.1.0")
    told = readers_of(campaign, NOTE)
    follow(campaign, "late-en", "en")

    why = ("--why-en", WHY["en"], "--why-ar", WHY["ar"])
    said = run(campaign, Group.PUBLISHER, "publications", "recall", "toolkit:taken-back", "-r", "2", *why)

    assert "hidden, revision 2" in said
    recall = announcement_key("toolkit:taken-back", 2, Milestone.TOOLKIT_RECALLED)
    late = DeliveryKey(recall, "late-en", Channel.EMAIL)
    ledger = DeliveryTable(Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"]))
    wait_for("what became of who came late", lambda: late in ledger.known([late]), WAIT)
    assert ledger.known([late])[late].reason == "was not told of it"
    wait_for("mail to all who were told", lambda: readers_of(campaign, *WHY.values()) == told, WAIT)
    wait_for_page(campaign, toolkit, "This text was taken back", WHY["en"], without=TITLES["en"])
    wait_for_page(campaign, toolkit, WHY["ar"], without=TITLES["ar"], language="ar")
    wait_for_page(campaign, guide, "the toolkit</a> (taken back)")
    wait_for_page(campaign, "toolkits/index.html", without="taken-back")


def test_any_two_revisions_are_compared_and_an_earlier_one_is_gone_back_to(
    campaign: Campaign, tmp_path: Path
) -> None:
    name, path, shelf = "guide:gone-back", "guide/gone-back/index.html", Shelf(campaign.reviewer)
    for says in ("The first words.", "The second words.", "The third words."):
        publish(campaign, tmp_path, Kind.GUIDE, "gone-back", says=says)
    wait_for_page(campaign, path, "The third words.")

    diff = run(campaign, Group.REVIEWER, "publications", "compare", name, "1", "3")
    assert {"-The first words.", "+The third words."} <= {*diff.splitlines()}
    assert shelf.compare(Kind.GUIDE, "gone-back", 1, 3) == diff.rstrip("\n")
    assert "+The first words." in shelf.compare(Kind.GUIDE, "gone-back", 2, 1)
    assert "they say the same" in run(campaign, Group.REVIEWER, "publications", "compare", name, "2", "2")

    said = run(campaign, Group.PUBLISHER, "publications", "rollback", name, "-r", "1")

    assert "shown, revision 1; newest is revision 3" in said
    wait_for_page(campaign, path, "The first words.", without="The third words.")
    wait_for_page(campaign, path, "The first words.", without="The third words.", language="ar")
    assert shelf.standing(Kind.GUIDE, "gone-back").latest == 3


def test_what_is_withdrawn_under_embargo_leaves_no_trace(campaign: Campaign, tmp_path: Path) -> None:
    opens_at = f"{utc_now() + timedelta(days=1):%Y-%m-%dT%H:%M:%S}+00:00"
    quiet = f"{PLANTED[0]}-kept-quiet"
    title = json.dumps({"en": quiet, "ar": quiet})  # no log may hold it: see test_closing.py
    prefix, partition = "pub.launch.kept-quiet.", "PUB#launch#kept-quiet"
    publish(campaign, tmp_path, Kind.LAUNCH, "kept-quiet", opens_at=opens_at, zone=None, title=title)
    wait_for("the schedule of its opening", lambda: len(schedules(campaign, prefix)) == 1, WAIT)
    assert sorted(sk for pk, sk in campaign.stored_keys() if pk == partition) == ["HEAD", "REV#000001"]

    said = run(campaign, Group.PUBLISHER, "publications", "withdraw", "launch:kept-quiet")

    assert "launch:kept-quiet: withdrawn" in said
    wait_for("its schedule to go", lambda: not schedules(campaign, prefix), WAIT)
    table = Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"])
    (head,) = table.query(partition)
    assert quiet not in head.data
    s3, kept = campaign.deployment.client("s3"), campaign.outputs["ContentBucketName"]
    versions = s3.list_object_versions(Bucket=kept, Prefix="launches/kept-quiet")
    assert [*versions.get("Versions", []), *versions.get("DeleteMarkers", [])] == []
    for language in ("ar", "en"):
        home = page(campaign, "index.html", language)
        assert home
        assert quiet not in home
