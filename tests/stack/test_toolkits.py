"""A bundle becomes a revision and is told of, or is refused with every fault while the last good one
stays."""

import json
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZipFile

import pytest
import yaml

from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.publications.kind import LANGUAGES, Kind
from campaign_cli.demo.programme import next_edition
from campaign_cli.embedded_mailbox import Mail
from campaign_cli.project import ROOT
from campaign_cli.publish import publish_approved
from campaign_cli.publishing.shelf import Shelf
from campaign_cli.waiting import wait_for
from tests.stack.conftest import Campaign

pytestmark = pytest.mark.stack

FOLDER = ROOT / "content" / "toolkits" / "supporting-a-friend"
WAIT = 60


def upload(campaign: Campaign, name: str, files: Mapping[str, str]) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as bundle:
        for file, text in files.items():
            bundle.writestr(file, text)
    campaign.deployment.client("s3").put_object(
        Bucket=campaign.outputs["ContentBucketName"], Key=f"toolkits/{name}.zip", Body=packed.getvalue()
    )


def halves() -> dict[str, str]:
    return {name: (FOLDER / name).read_text(encoding="utf-8") for name in ("about.yaml", "en.md", "ar.md")}


def approve(campaign: Campaign, name: str, revision: int) -> None:
    """Both halves, as soon as the revision is there."""
    shelf = Shelf(campaign.reviewer)
    wait_for("the revision", lambda: latest(shelf, name) == revision, WAIT)
    for language in LANGUAGES:
        shelf.approve(Kind.TOOLKIT, name, revision, language)


def latest(shelf: Shelf, name: str) -> int:
    standing = shelf.standings([Kind.TOOLKIT]).get(f"toolkit:{name}")
    return standing.latest if standing else 0


def page(campaign: Campaign, name: str, language: str = "en") -> str:
    status, text, _ = campaign.page(f"{language}/toolkits/{name}/index.html")
    return text if status == 200 else ""


def report(campaign: Campaign, name: str) -> list[tuple[str, int]]:
    """(file, line) of each fault in the report beside the bundle; empty while there is none."""
    s3, bucket = campaign.deployment.client("s3"), campaign.outputs["ContentBucketName"]
    found = s3.list_objects_v2(Bucket=bucket, Prefix=f"toolkits/{name}.report.json").get("Contents")
    if not found:
        return []
    faults = json.loads(s3.get_object(Bucket=bucket, Key=found[0]["Key"])["Body"].read())["faults"]
    assert all(fault["rule"] and fault["remedy"] for fault in faults)
    return [(fault["file"], fault["line"]) for fault in faults]


def told(campaign: Campaign) -> list[Mail]:
    """The mails in English that lead to it: other toolkits of these tests have its title too."""
    title = yaml.safe_load(halves()["en.md"].split("---")[1])["title"]
    page = f"/en/toolkits/{FOLDER.name}/"
    return [mail for mail in campaign.mails(title) if page in mail.text]


def test_a_toolkit_and_its_update_are_published_and_told(campaign: Campaign) -> None:
    publish_approved(campaign.deployment, FOLDER, campaign.reviewer)
    wait_for(
        "its page in both languages",
        lambda: all(page(campaign, FOLDER.name, language) for language in ("en", "ar")),
        WAIT,
    )
    wait_for("mail about it", lambda: len(told(campaign)) == 1, WAIT)

    note = "A clearer first step, for the update."
    edition = next_edition(halves()["about.yaml"], {"ar": note, "en": note})
    upload(campaign, FOLDER.name, halves() | {"about.yaml": edition})
    approve(campaign, FOLDER.name, 2)

    wait_for("version 1.2.0 on the page", lambda: "1.2.0" in page(campaign, FOLDER.name), WAIT)
    assert note in page(campaign, FOLDER.name)
    wait_for("mail about the update", lambda: len(told(campaign)) == 2, WAIT)
    assert note in told(campaign)[1].text


def test_a_bundle_with_faults_is_refused_and_the_last_good_revision_stays(campaign: Campaign) -> None:
    name = "refused"
    good = halves()
    upload(campaign, name, good)
    approve(campaign, name, 1)
    wait_for("the good revision", lambda: bool(page(campaign, name)), WAIT)
    before = page(campaign, name)

    faulty = good["en.md"].replace("summary:", "sumary:", 1).replace("title:", "title: [", 1)
    bundles = {
        "without its Arabic half": {name: text for name, text in good.items() if name != "ar.md"},
        "with a script": {**good, "en.md": good["en.md"] + "\n<script>alert(1)</script>\n"},
        "with a broken front matter": {**good, "en.md": faulty},
    }
    for what, files in bundles.items():
        upload(campaign, name, files)
        wait_for(f"a report of the bundle {what}", lambda: bool(report(campaign, name)), WAIT)
        campaign.deployment.client("s3").delete_object(
            Bucket=campaign.outputs["ContentBucketName"], Key=f"toolkits/{name}.report.json"
        )

    table = Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"])
    kept = [entry for entry in TableQuarantine(table).entries() if f"toolkits/{name}.zip" in entry.body]
    assert len(kept) == len(bundles)
    assert page(campaign, name) == before


def test_every_fault_of_a_bundle_is_reported_at_once_with_its_line(campaign: Campaign) -> None:
    fields = yaml.safe_load(halves()["about.yaml"])
    fields |= {"version": "one", "experts": [], "change_note": ""}
    faulty = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False)

    upload(campaign, "threefold", {**halves(), "about.yaml": faulty})

    wait_for("the report", lambda: bool(report(campaign, "threefold")), WAIT)
    lines = {line for file, line in report(campaign, "threefold") if file == "about.yaml"}
    wanted = {
        number
        for number, line in enumerate(faulty.splitlines(), 1)
        if line.startswith(("version:", "experts:", "change_note:"))
    }
    assert wanted <= lines
    assert page(campaign, "threefold") == ""
