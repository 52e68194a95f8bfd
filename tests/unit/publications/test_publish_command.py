from pathlib import Path

import boto3
import pytest

from campaign.aws.buckets import S3ContentBucket
from campaign.publications.kind import Kind
from campaign.publications.publish import bundle_key
from campaign.publications.validation import Bundle, read_bundle
from campaign_cli import publish as command
from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from tests.unit.publications.samples import about, files, half
from tests.unit.template_resources import Resources

TOOLKITS = Path(__file__).parents[3] / "content" / "toolkits"


@pytest.fixture
def deployment(resources: Resources) -> Deployment:
    deployed = Deployment("unit", boto3.Session())
    deployed.outputs = {"ContentBucketName": resources.bucket("content")}
    return deployed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "supporting-a-friend"
    folder.mkdir()
    for name, text in files().items():
        (folder / name).write_text(str(text), encoding="utf-8")
    return folder


def test_a_good_folder_is_uploaded_as_one_bundle(
    deployment: Deployment, resources: Resources, folder: Path
) -> None:
    content = command.publish_toolkit(deployment, folder)

    bucket = S3ContentBucket(boto3.client("s3"), resources.bucket("content"))
    upload = bucket.read(bundle_key(Kind.TOOLKIT, folder.name), at_most=100_000)
    assert upload is not None
    found = read_bundle(Kind.TOOLKIT, upload.content)
    assert isinstance(found, Bundle)
    assert found.content == content


def test_the_same_folder_makes_the_same_bytes(folder: Path) -> None:
    before = command.pack(folder)
    for half_file in folder.iterdir():
        half_file.touch()

    assert command.pack(folder) == before


def test_a_folder_with_faults_is_not_uploaded_and_every_fault_is_shown(
    deployment: Deployment, resources: Resources, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "ar.md").unlink()
    (folder / "en.md").write_text(half(body="<b>\n\n[[help]]"), encoding="utf-8")
    (folder / "about.yaml").write_text(about(version="1"), encoding="utf-8")

    with pytest.raises(CommandError, match="3 faults"):
        command.publish_toolkit(deployment, folder)

    assert boto3.client("s3").list_objects_v2(Bucket=resources.bucket("content"))["KeyCount"] == 0
    shown = capsys.readouterr().out
    assert all(file in shown for file in ("ar.md", "en.md"))


def test_the_command_says_what_it_uploaded(
    deployment: Deployment,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, "chosen_deployment", lambda *_: deployment)

    command.publish(folder)

    assert "supporting-a-friend 1.0.0: uploaded" in capsys.readouterr().out


@pytest.mark.parametrize("folder", sorted(TOOLKITS.iterdir()), ids=lambda folder: folder.name)
def test_the_campaigns_own_toolkits_have_no_fault(folder: Path) -> None:
    assert isinstance(read_bundle(Kind.TOOLKIT, command.pack(folder)), Bundle)
