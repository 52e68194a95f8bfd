from pathlib import Path
from typing import Any

import boto3
import click
import pytest

from campaign.aws.table import Table
from campaign.publications.kind import Kind
from campaign.publications.validation import Bundle, read_bundle
from campaign_cli import publish as command
from campaign_cli.errors import CommandError
from campaign_cli.project import ROOT
from campaign_cli.publishing import uploading
from campaign_cli.publishing.drafts import find, leading_nowhere
from campaign_cli.publishing.packing import pack
from campaign_cli.publishing.shelf import Shelf
from tests.unit.cli.publishing_stage import Stage, written
from tests.unit.conftest import FixedClock
from tests.unit.publications.pictures import PDF, PNG
from tests.unit.publications.samples import about, files, half
from tests.unit.template_resources import Resources

CONTENT = ROOT / "content"
STAFF = "reviewer@example.org"


@pytest.fixture
def stage(table: Table, resources: Resources, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Stage:
    stage = Stage(resources, table, clock)
    monkeypatch.setattr(command, "chosen_deployment", lambda *_: stage.deployment)
    monkeypatch.setattr(command, "signed_in", lambda *_: stage.api())
    monkeypatch.setattr("campaign_cli.publishing.uploading.time.sleep", stage.publish_what_was_uploaded)
    return stage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "toolkits" / "supporting-a-friend")


def latest(stage: Stage) -> tuple[int, int | None]:
    publication = stage.publications.get(Kind.TOOLKIT, "supporting-a-friend")
    return publication.latest, publication.live


def test_a_folder_becomes_a_revision_and_with_approval_it_is_live(stage: Stage, folder: Path) -> None:
    command.publish(folder, STAFF, yes=True)
    assert latest(stage) == (1, None)

    command.publish(folder, STAFF, yes=True, approve=True)
    assert latest(stage) == (1, 1)


def test_a_second_run_uploads_and_approves_nothing(
    stage: Stage, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.publish(folder, STAFF, yes=True, approve=True)
    version = stage.publications.get(Kind.TOOLKIT, folder.name).version

    command.publish(folder, STAFF, yes=True, approve=True)

    assert stage.publications.get(Kind.TOOLKIT, folder.name).version == version
    last = capsys.readouterr().out.splitlines()[-2:]
    assert "0 uploaded, 1 unchanged, 0 approvals" in " ".join(last)
    assert "0 AWS calls and 1 of the staff API" in " ".join(last)


def test_the_difference_to_what_is_live_is_shown_before_anything_is_uploaded(
    stage: Stage, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command.publish(folder, STAFF, yes=True, approve=True)
    written(folder, {"about.yaml": about(version="1.1.0")})

    def no(*_: Any, **__: Any) -> None:
        raise click.Abort

    monkeypatch.setattr("typer.confirm", no)
    with pytest.raises(click.Abort):
        command.publish(folder, STAFF)

    shown = capsys.readouterr().out
    assert "-version: 1.0.0" in shown
    assert "+version: 1.1.0" in shown
    assert latest(stage) == (1, 1)


def test_every_fault_of_a_tree_is_shown_and_nothing_is_uploaded(
    stage: Stage, tmp_path: Path, resources: Resources, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = written(tmp_path / "toolkits" / "broken", {**files(), "en.md": half(body="<b>\n\n[[help]]")})
    (broken / "ar.md").unlink()
    written(tmp_path / "guide" / "fine", files(Kind.GUIDE))
    written(tmp_path / "pages" / "late", files(Kind.PAGE, review_by="soon"))

    with pytest.raises(CommandError, match=r"pages/late: 3 faults"):
        command.publish(tmp_path, STAFF, yes=True)

    shown = capsys.readouterr().out
    assert all(file in shown for file in ("about.yaml", "ar.md", "en.md"))
    assert boto3.client("s3").list_objects_v2(Bucket=resources.bucket("content"))["KeyCount"] == 0


def test_a_link_to_what_is_not_there_is_a_fault_until_it_is(stage: Stage, tmp_path: Path) -> None:
    body = "[x](page:about)\n\n[[help]]\n"
    folder = written(tmp_path / "toolkits" / "linking", files(body=body))

    with pytest.raises(CommandError, match="2 faults"):
        command.publish(folder, STAFF, yes=True)
    command.publish(written(tmp_path / "pages" / "about", files(Kind.PAGE)), STAFF, yes=True)
    command.publish(folder, STAFF, yes=True)

    assert stage.publications.get(Kind.TOOLKIT, "linking").latest == 1


def test_what_the_publisher_refuses_is_told_with_its_faults(stage: Stage, folder: Path) -> None:
    command.publish(folder, STAFF, yes=True, approve=True)
    written(folder, {"en.md": half(title="Another title")})

    with pytest.raises(CommandError, match="toolkit:supporting-a-friend: 1 faults"):
        command.publish(folder, STAFF, yes=True)


def test_what_a_rule_of_safe_messaging_stops_is_shown_and_uploaded_only_when_asked(
    stage: Stage, folder: Path, resources: Resources, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "She committed suicide.\n\n[[help]]\n"
    written(folder, {"en.md": half(body=body), "ar.md": half("ar", body=body)})

    with pytest.raises(CommandError, match="toolkit:supporting-a-friend: stopped by rules"):
        command.publish(folder, STAFF, yes=True)
    assert "committed" in capsys.readouterr().out
    assert boto3.client("s3").list_objects_v2(Bucket=resources.bucket("content"))["KeyCount"] == 0

    command.publish(folder, STAFF, yes=True, despite_rules=True)
    with pytest.raises(CommandError, match="breaks the rules committed-suicide"):
        command.publish(folder, STAFF, yes=True, approve=True)
    override = Shelf(stage.api("publisher")).override
    override(Kind.TOOLKIT, folder.name, 1, "committed-suicide", "A quotation.")
    command.publish(folder, STAFF, yes=True, approve=True)

    assert latest(stage) == (1, 1)


def test_a_warning_is_shown_and_stops_nothing(
    stage: Stage, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "Just think positive!\n\n[[help]]\n"
    written(folder, {"en.md": half(body=body), "ar.md": half("ar", body=body)})

    command.publish(folder, STAFF, yes=True, approve=True)

    assert "warning" in capsys.readouterr().out
    assert latest(stage) == (1, 1)


def test_without_any_news_the_waiting_ends(
    stage: Stage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign_cli.publishing.uploading.time.sleep", lambda _: None)
    shelf, (draft,) = Shelf(stage.api()), find(folder).drafts

    with pytest.raises(CommandError, match="no news of toolkit:supporting-a-friend"):
        uploading.wait_for_revisions([draft], shelf, uploading.Bucket(stage.deployment), patience=0.01)


def test_the_author_s_own_approval_is_told_as_refused(stage: Stage, folder: Path) -> None:
    written(folder, {"about.yaml": about(author="sami")})

    with pytest.raises(CommandError, match="author cannot approve"):
        command.publish(folder, STAFF, yes=True, approve=True)


def test_the_policy_needs_no_sign_in_and_is_uploaded_once(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    for done in ("uploaded", "unchanged"):
        command.publish(CONTENT / "policy")
        assert f"policy: {done}" in capsys.readouterr().out


def test_publications_need_a_sign_in(stage: Stage, folder: Path) -> None:
    with pytest.raises(CommandError, match="--as"):
        command.publish(folder, None)


def test_a_folder_that_lies_nowhere_or_holds_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no kind's folder"):
        find(written(tmp_path / "drafts" / "a"))
    with pytest.raises(CommandError, match="nothing to publish"):
        find(tmp_path)


def test_a_name_that_is_no_id_is_a_fault(tmp_path: Path) -> None:
    written(tmp_path / "toolkits" / "Not An Id")

    assert list(find(tmp_path).faults) == ["toolkits/Not An Id"]


def test_attachments_are_packed_and_the_same_folder_makes_the_same_bytes(folder: Path) -> None:
    written(folder, {"files/a.png": PNG, "files/b-en.pdf": PDF, ".DS_Store": b"x"})
    before = pack(folder)
    for path in folder.rglob("*"):
        path.touch()

    answer = read_bundle(Kind.TOOLKIT, before)

    assert pack(folder) == before
    assert isinstance(answer, Bundle)
    assert [each.name for each in answer.content.attachments] == ["a.png", "b-en.pdf"]


def test_a_link_in_the_folder_is_refused_as_the_publisher_would(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (folder / "en.md").unlink()
    (folder / "en.md").symlink_to(tmp_path / "secret")
    (folder / "more").symlink_to(tmp_path)

    packed = pack(folder)

    assert b"secret" not in packed or b"/secret" in packed
    rules = {fault.rule for fault in find(folder).faults[f"toolkits/{folder.name}"]}
    assert {
        "it is not a plain file",
        "the zip holds something besides about.yaml and en.md and ar.md",
    } <= rules


def test_the_campaigns_own_content_has_no_fault_and_no_link_that_leads_nowhere() -> None:
    found = find(CONTENT)

    assert found.faults == {}
    assert {draft.kind for draft in found.drafts} == set(Kind) - {Kind.ADVOCATE, Kind.ACTIVATION, Kind.LAUNCH}
    assert {each.name for each in found.settings} == {"policy", "announcements"}
    assert leading_nowhere(found.drafts, ()) == {}
