"""Schemathesis against a deployed campaign: what docs/openapi says, tried with what it says and with what it
does not."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from campaign_cli.deployment import Deployment
from campaign_cli.openapi.documents import FOLDER
from campaign_cli.reach import reach
from campaign_cli.second_factor import Authenticator
from campaign_cli.staff import Group, Staff, generated_password
from campaign_cli.staff_api import StaffApi
from tests.security.tools import run

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
SERVED_AT = {"public": "PublicApiUrl", "staff": "StaffApiUrl", "tiktok-webhook": "WebhookUrl"}


@dataclass(frozen=True)
class Tried:
    """`said` is what schemathesis says of what it found; empty where all is as documented."""

    document: str
    operations: int
    requests: int
    said: str


def try_everything(deployment: Deployment, examples: int) -> Iterator[Tried]:
    """Up to `examples` requests of each kind to each operation of each document, with the rights of all
    groups at once."""
    email, password, authenticator = "everything@example.org", generated_password(), Authenticator()
    Staff(deployment).add(email, list(Group), password)
    token = StaffApi.sign_in(deployment, email, password, authenticator).token
    for document in SERVED_AT:
        yield _try(deployment, document, examples, {"Authorization": token} if document == "staff" else {})


def _try(deployment: Deployment, document: str, examples: int, headers: dict[str, str]) -> Tried:
    found = reach(deployment, deployment.outputs[SERVED_AT[document]])
    sent = {**found.headers, **headers}
    with TemporaryDirectory() as name:
        report = Path(name) / "report.ndjson"
        done = run(
            "schemathesis",
            *("run", str(FOLDER / f"{document}.json"), "--url", found.url.rstrip("/")),
            *(option for key, value in sent.items() for option in ("-H", f"{key}: {value}")),
            *("--checks", ",".join(CHECKS), "--max-examples", str(examples), "--seed", "9"),
            *("--phases", "examples,coverage,fuzzing", "--continue-on-failure", "--no-color"),
            *("--request-timeout", "30"),
            *("--suppress-health-check", "all", "--generation-database", "none"),
            *("--report-ndjson-path", str(report)),
            cwd=Path(name),
        )
        requests = report.read_text("utf-8").count('"status_code":') if report.exists() else 0
    operations = sum(map(len, json.loads((FOLDER / f"{document}.json").read_text("utf-8"))["paths"].values()))
    return Tried(document, operations, requests, "" if done.code == 0 else done.out + done.errors)
