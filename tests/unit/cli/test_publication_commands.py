from datetime import timedelta

import boto3
import pytest
from typer.testing import CliRunner

from campaign.aws.table import Table
from campaign.aws.tasks import TaskTable
from campaign.publications.kind import Kind
from campaign.publications.tasks import Task
from campaign_cli import publication_commands, verify_commands
from campaign_cli.errors import CommandError
from campaign_cli.publishing.shelf import Shelf
from tests.unit.cli.publishing_stage import Stage
from tests.unit.conftest import FixedClock
from tests.unit.publications.samples import content_of, kept, proposed
from tests.unit.template_resources import Resources

NAME = "toolkit:listening"
AS = ["--as", "staff@example.org"]


@pytest.fixture
def stage(table: Table, resources: Resources, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Stage:
    stage = Stage(resources, table, clock)
    for commands in (publication_commands, verify_commands):
        monkeypatch.setattr(commands, "shelf_of", lambda *_: Shelf(stage.api("reviewer,publisher")))
    monkeypatch.setattr(verify_commands, "utc_now", clock)
    return stage


def run(*arguments: str, answers: str = "") -> str:
    app = verify_commands.app if arguments[0] == "organisations" else publication_commands.app
    answer = CliRunner().invoke(app, [*arguments, *AS], input=answers)
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_a_revision_is_approved_gone_back_to_and_recalled(
    stage: Stage, table: Table, clock: FixedClock
) -> None:
    kept(table, content_of(Kind.TOOLKIT), clock())
    second, revision = proposed(
        content_of(Kind.TOOLKIT, version="1.1.0"), clock(), stage.publications.get(Kind.TOOLKIT, "listening")
    )
    stage.publications.keep(second, "c-2", revision)

    assert "newest is revision 2, approved in: none" in run("list", "--kind", "toolkit")
    assert "approved in: en" in run("approve", NAME, "-r", "2", "--language", "en")
    assert "shown, revision 2 (1.1.0)" in run("approve", NAME, "-r", "2")
    assert "+version: 1.1.0" in run("compare", NAME, "1", "2")
    assert "shown, revision 1" in run("rollback", NAME, "-r", "1")
    recalled = run("recall", NAME, "-r", "1", "--why-ar", "خطأ", "--why-en", "A mistake")
    assert "hidden, revision 1" in recalled
    assert "recalled by staff-1: A mistake" in run("show", NAME)
    assert "withdrawn" in run("withdraw", NAME)


def test_of_what_is_withdrawn_unseen_the_uploaded_bundle_goes_in_every_version(
    stage: Stage, table: Table, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication_commands, "chosen_deployment", lambda *_: stage.deployment)
    s3, bucket = boto3.client("s3"), stage.resources.bucket("content")
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for key in ("launches/spring.zip", "launches/spring.zip", "launches/spring.report.json"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    s3.put_object(Bucket=bucket, Key="launches/spring-too.zip", Body=b"x")
    kept(table, content_of(Kind.LAUNCH), clock(), "spring")

    assert "withdrawn" in run("withdraw", "launch:spring")

    left = s3.list_object_versions(Bucket=bucket)
    assert [each["Key"] for each in left["Versions"]] == ["launches/spring-too.zip"]
    assert "DeleteMarkers" not in left


def test_what_the_public_has_seen_is_withdrawn_and_its_bundle_stays(
    stage: Stage, table: Table, clock: FixedClock
) -> None:
    s3, bucket = boto3.client("s3"), stage.resources.bucket("content")
    s3.put_object(Bucket=bucket, Key="toolkits/listening.zip", Body=b"x")
    kept(table, content_of(Kind.TOOLKIT), clock())

    run("withdraw", NAME)

    assert s3.head_object(Bucket=bucket, Key="toolkits/listening.zip")["ContentLength"] == 1


def test_a_task_is_listed_until_somebody_closes_it(stage: Stage, table: Table, clock: FixedClock) -> None:
    task = Task(
        kind=Kind.GUIDE,
        publication="low-mood",
        revision=1,
        due_at=clock() + timedelta(days=14),
        opened_at=clock(),
    )
    TaskTable(table).open(task)

    assert f"guide:low-mood r1  {task.id}" in run("tasks")
    assert f"{task.id}: closed" in run("done", task.id)
    assert run("tasks") == ""


@pytest.mark.parametrize("name", ["toolkit", "song:a", "toolkit:"])
def test_what_names_no_publication_is_told(name: str) -> None:
    with pytest.raises(CommandError, match="names no publication"):
        publication_commands.parse(name)


def test_staff_walk_through_the_organisations_that_nobody_has_verified(
    stage: Stage, table: Table, clock: FixedClock
) -> None:
    unverified = content_of(Kind.ORGANISATION, verified_on="null", verified_by="null")
    for name in ("first", "second", "third"):
        kept(table, unverified, clock(), name)
    kept(table, content_of(Kind.ORGANISATION), clock(), "verified")

    said = run("organisations", answers="soon\n2026-03-05\n2026-02-28\n\nq\n")

    assert "1 of 3" in said
    assert "phone       800123" in said
    assert "open        sun mon 20:00-02:00 (Asia/Dubai)" in said
    assert "soon is no day" in said
    assert "still to come" in said
    assert "1 verified as staff@example.org; 2 are left" in said
    first = stage.publications.get(Kind.ORGANISATION, "first")
    assert [each.on.isoformat() for each in first.verifications] == ["2026-02-28"]
    assert stage.publications.get(Kind.ORGANISATION, "second").verifications == ()


def test_what_is_not_approved_is_not_asked_for_but_named(
    stage: Stage, table: Table, clock: FixedClock
) -> None:
    publication, revision = proposed(content_of(Kind.ORGANISATION), clock())
    stage.publications.keep(publication, "c-1", revision)

    assert "not approved yet, so not asked for: listening" in run("organisations")
