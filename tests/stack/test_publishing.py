"""The campaign's own content, from an empty campaign to all of it approved, and a second run that does
nothing."""

import json
import re
from pathlib import Path

import pytest
import typer

from campaign.publications.kind import Kind
from campaign_cli import publish as command
from campaign_cli import staff_sign_in
from campaign_cli.errors import CommandError
from campaign_cli.project import ROOT
from campaign_cli.publishing.drafts import find
from campaign_cli.publishing.shelf import Shelf
from campaign_cli.staff import Group
from campaign_cli.staff_api import RefusedError
from tests.stack.conftest import Campaign
from tests.unit.cli.publishing_stage import written
from tests.unit.publications.pictures import PDF, PNG
from tests.unit.publications.samples import files

pytestmark = pytest.mark.stack

CONTENT = ROOT / "content"
SUMMARY = re.compile(r"(\d+) uploaded, (\d+) unchanged, (\d+) approvals; ([\d.]+) s")


@pytest.fixture
def as_reviewer(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> str:
    email = f"{Group.REVIEWER}@example.org"
    monkeypatch.setattr(command, "chosen_deployment", lambda *_: campaign.deployment)
    monkeypatch.setenv("CAMPAIGN_STAFF_PASSWORD", campaign.passwords[Group.REVIEWER])
    monkeypatch.setattr(staff_sign_in, "AtTheTerminal", lambda: campaign.authenticators[Group.REVIEWER])
    return email


def test_the_whole_of_content_is_published_and_a_second_run_changes_nothing(
    campaign: Campaign, as_reviewer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = find(CONTENT)
    shelf = Shelf(campaign.reviewer)

    command.publish(CONTENT, as_reviewer, yes=True, approve=True)
    first = said(capsys)
    standings = shelf.standings(Kind)
    command.publish(CONTENT, as_reviewer, yes=True, approve=True)
    second = said(capsys)

    whole = len(found.drafts) + len(found.settings)
    assert sum(first[:2]) == whole
    assert second == (0, whole, 0)
    assert {draft.name for draft in found.drafts} <= standings.keys()
    assert all(standings[draft.name].live == standings[draft.name].latest for draft in found.drafts)
    after = shelf.standings(Kind)
    assert {name: after[name].version for name in standings} == {
        name: each.version for name, each in standings.items()
    }


def test_what_nobody_has_verified_or_checked_is_live_and_hidden(campaign: Campaign, as_reviewer: str) -> None:
    command.publish(CONTENT, as_reviewer, yes=True, approve=True)

    standings, drafts = Shelf(campaign.reviewer).standings(Kind), find(CONTENT).drafts
    hidden = {draft.kind for draft in drafts if not standings[draft.name].shown}

    assert hidden == {Kind.ORGANISATION, Kind.TUTORIAL}


def test_attachments_are_kept_under_what_they_hold(
    campaign: Campaign, as_reviewer: str, tmp_path: Path
) -> None:
    folder = written(
        tmp_path / "toolkits" / "with-files", {**files(), "files/a.png": PNG, "files/b.pdf": PDF}
    )

    command.publish(folder, as_reviewer, yes=True)

    revision = Shelf(campaign.reviewer).revision(Kind.TOOLKIT, "with-files", 1)
    s3, bucket = campaign.deployment.client("s3"), campaign.outputs["ContentBucketName"]
    for attachment, content in zip(revision.content.attachments, (PNG, PDF), strict=True):
        kept = s3.get_object(Bucket=bucket, Key=f"toolkits/with-files/{attachment.path}")
        assert (kept["Body"].read(), kept["ContentType"]) == (content, attachment.media_type)


def test_a_rule_of_safe_messaging_stops_a_text_until_a_publisher_overrides_it(
    campaign: Campaign, as_reviewer: str, tmp_path: Path
) -> None:
    body = "She committed suicide.\n\n[[help]]\n"
    folder = written(tmp_path / "tutorials" / "a-text-that-blames", files(Kind.TUTORIAL, body=body))
    publisher = Shelf(campaign.publisher)

    with pytest.raises(CommandError, match="stopped by rules of safe messaging"):
        command.publish(folder, as_reviewer, yes=True)
    command.publish(folder, as_reviewer, yes=True, despite_rules=True)
    with pytest.raises(CommandError, match="breaks the rules committed-suicide"):
        command.publish(folder, as_reviewer, yes=True, approve=True)
    publisher.override(Kind.TUTORIAL, folder.name, 1, "committed-suicide", "It is quoted as what not to say.")
    command.publish(folder, as_reviewer, yes=True, approve=True)

    (recorded,) = publisher.document(Kind.TUTORIAL, folder.name)["overrides"]
    assert (recorded["revision"], recorded["why"]) == (1, "It is quoted as what not to say.")
    assert publisher.standing(Kind.TUTORIAL, folder.name).live == 1
    publisher.withdraw(Kind.TUTORIAL, folder.name)


def test_a_notice_that_blames_is_refused(campaign: Campaign) -> None:
    texts = {
        "en": {"subject": "A sad day", "lines": ["Somebody committed suicide."]},
        "ar": {"subject": "يوم حزين", "lines": ["فقدنا إنسانًا عزيزًا."]},
    }
    notice = {"id": "a-text-that-blames", "topics": ["everybody"], "texts": texts}

    with pytest.raises(RefusedError, match="committed-suicide"):
        campaign.publisher.ask("POST", "/notices", json.dumps(notice))


def said(capsys: pytest.CaptureFixture[str]) -> tuple[int, int, int]:
    """Uploaded, unchanged, approved, as the last line says."""
    output = " ".join(capsys.readouterr().out.split())
    found = SUMMARY.findall(output)
    assert found, output
    with capsys.disabled():
        typer.echo(f"\ncampaign publish: {output[output.rindex(found[-1][0] + ' uploaded') :]}")
    uploaded, unchanged, approvals, _ = found[-1]
    return int(uploaded), int(unchanged), int(approvals)
