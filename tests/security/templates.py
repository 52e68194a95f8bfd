"""checkov over the templates, by .checkov.yaml: what it looks at, and which checks are left out and why."""

import json
from dataclasses import dataclass

from tests.security.tools import run


@dataclass(frozen=True)
class Checked:
    """`failed` names check and resource."""

    version: str
    passed: int
    explained: int
    failed: tuple[str, ...]


def check() -> Checked:
    done = run("checkov", "--config-file", ".checkov.yaml", "--quiet", "--compact", "--output", "json")
    report = json.loads(done.out)
    summary = report["summary"]
    return Checked(
        summary["checkov_version"],
        summary["passed"],
        summary["skipped"],
        tuple(f"{one['check_id']} {one['resource']}" for one in report["results"]["failed_checks"]),
    )
