"""The embedded AWS as a process: started on a port of its own, found again, and gone when it is stopped."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign_cli import embedded
from campaign_cli.deployment import Deployment
from campaign_cli.embedded import EmbeddedAws
from campaign_cli.errors import CommandError


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[EmbeddedAws]:
    aws = EmbeddedAws(tmp_path)
    yield aws
    aws.stop()


@pytest.mark.stack
def test_two_run_side_by_side_and_know_nothing_of_each_other(aws: EmbeddedAws, tmp_path: Path) -> None:
    other = EmbeddedAws(tmp_path / "other")
    aws.start()
    other.start()
    try:
        here, elsewhere = (Deployment.embedded(each, "any").client("sqs") for each in (aws, other))
        here.create_queue(QueueName="one")

        assert len(here.list_queues().get("QueueUrls", [])) == 1
        assert elsewhere.list_queues().get("QueueUrls", []) == []
    finally:
        other.stop()


@pytest.mark.stack
def test_starting_it_again_returns_the_one_that_runs(aws: EmbeddedAws) -> None:
    assert aws.start() == EmbeddedAws(aws.home).start()


@pytest.mark.stack
def test_another_process_can_stop_it(aws: EmbeddedAws) -> None:
    aws.start()
    health = f"{aws.endpoint}/_ministack/health"

    EmbeddedAws(aws.home).stop()

    assert aws.instance is None
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(health, timeout=2)


@pytest.mark.stack
def test_one_that_cannot_start_says_why(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(embedded.SETTINGS, "BIND_HOST", "192.0.2.1")  # an address that no machine has

    with pytest.raises(CommandError, match=r"did not become healthy on port(.|\n)*Cannot assign"):
        aws.start()

    assert aws.instance is None


def test_a_state_file_left_behind_is_not_taken_for_a_running_one(tmp_path: Path) -> None:
    stale = {"pid": os.getpid(), "port": 4566, "started": "2026-01-01T00:00:00+00:00"}
    (tmp_path / "state.json").write_text(json.dumps(stale))
    (tmp_path / "ministack.log").touch()

    EmbeddedAws(tmp_path).stop()  # must not end the process whose number it is now

    assert EmbeddedAws(tmp_path).instance is None


def test_without_one_the_error_names_the_command_that_starts_it(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="campaign embedded start"):
        _ = EmbeddedAws(tmp_path).endpoint


def test_no_aws_setting_of_the_developer_reaches_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "a developer's")
    monkeypatch.setattr(EmbeddedAws, "endpoint", "http://127.0.0.1:1")

    environment = EmbeddedAws(tmp_path).environment()

    assert "AWS_SESSION_TOKEN" not in environment
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
