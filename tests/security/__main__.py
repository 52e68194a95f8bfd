"""`make security`: all that tools find, in docs/reports/security.md. Ends with 1 when they find something."""

import argparse
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from campaign_cli import licences, sam
from campaign_cli.deployment import Deployment
from campaign_cli.embedded import EmbeddedAws
from campaign_cli.project import ROOT
from tests.security import apis, supply, templates

REPORT = ROOT / "docs" / "reports" / "security.md"
LIMITS = dict.fromkeys(
    (
        "SubmissionsAnHour",
        "SubmissionsAnHourPerAddress",
        "SubscriptionsAnHour",
        "SubscriptionsAnHourPerAddress",
    ),
    "1000000",
)
"""So that most requests are not answered by the limit of an hour."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.security", description=__doc__)
    parser.add_argument("--examples", type=int, default=15, help="requests of a kind (%(default)s)")
    parser.add_argument("--without-apis", action="store_true", help="leave out what needs a deployed stack")
    asked = parser.parse_args(arguments)

    faults: list[str] = []
    lines = [
        "# Security",
        "",
        f"Written by `make security` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC; "
        f"{platform.machine()}, Python {platform.python_version()}, {platform.system()}.",
        "What each part looks for, and what it cannot see: [docs/security.md](../security.md).",
        "",
        "| what | with | outcome |",
        "|---|---|---|",
    ]
    for row, found in _rows(asked.examples, with_apis=not asked.without_apis):
        print(row, flush=True)
        lines.append(row)
        faults += found
    lines += ["", "## Found", "", *(f"```\n{fault.strip()}\n```" for fault in faults or ["nothing"]), ""]
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text("\n".join(lines), encoding="utf-8")
    return 1 if faults else 0


def _rows(examples: int, *, with_apis: bool) -> Iterator[tuple[str, list[str]]]:
    checked = templates.check()
    told = f"{checked.passed} checks passed, {len(checked.failed)} failed, {checked.explained} explained"
    yield f"| templates | checkov {checked.version} | {told} |", list(checked.failed)
    leaked = supply.secrets_found()
    yield f"| secrets in the repository | detect-secrets | {'found' if leaked else 'none'} |", _some(leaked)
    for lock in supply.LOCKS:
        audited = supply.audit(lock)
        told = f"{len(audited.known)} known advisories in {audited.asked} of {audited.packages} packages"
        if not audited.asked:
            told = f"**not audited**: no advisories to be had from here, for {audited.packages} packages"
        yield f"| {lock} | pip-audit | {told} |", list(audited.known)
    supply.write_bills()
    licences.write()
    count = len(list(licences.packages()))
    yield f"| bills of materials, licences | cyclonedx-bom | {count} packages in three layers |", []
    if not with_apis:
        yield "| APIs | schemathesis | **not tried** in this run (`--without-apis`) |", []
    else:
        with _deployed() as deployment:
            for tried in apis.try_everything(deployment, examples):
                told = f"{tried.operations} operations, {tried.requests} requests, "
                told += "as documented" if not tried.said else "**not as documented**"
                yield f"| API: {tried.document} | schemathesis | {told} |", _some(tried.said)


@contextmanager
def _deployed() -> Iterator[Deployment]:
    with TemporaryDirectory() as name:
        aws = EmbeddedAws(Path(name))
        aws.start()
        try:
            yield sam.deploy(aws, parameters=LIMITS)
        finally:
            aws.stop()


def _some(said: str) -> list[str]:
    return [said] if said else []


if __name__ == "__main__":
    sys.exit(main())
