"""What the campaign takes from others, and what it must not give away: advisories, bills of materials,
secrets in the repository."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from campaign_cli.licences import LAYERS
from campaign_cli.project import ROOT
from tests.security.tools import run

SBOM = ROOT / "docs" / "sbom"
BASELINE = ".secrets.baseline"
LOCKS = (
    *(f"layers/{layer}/requirements.txt" for layer in LAYERS),
    "requirements/dev.txt",
    "requirements/embedded.txt",
    "requirements/security.txt",
)
_NOT_FOUND = "Dependency not found on PyPI and could not be audited"


@dataclass(frozen=True)
class Audited:
    """`asked`: how many packages the index of advisories knew; none where it could not be had, and then
    nothing is said of them. `known`: advisories, with the package."""

    lock: str
    packages: int
    asked: int
    known: tuple[str, ...]


def audit(lock: str) -> Audited:
    done = run("pip-audit", "--requirement", lock, "--disable-pip", "--require-hashes", "--format", "json")
    try:
        packages = json.loads(done.out)["dependencies"]
    except ValueError:
        names = [line for line in (ROOT / lock).read_text("utf-8").splitlines() if "==" in line]
        return Audited(lock, len(names), 0, ())
    known = [
        f"{one['name']} {one['version']}: {each['id']}" for one in packages for each in one.get("vulns", ())
    ]
    return Audited(lock, len(packages), sum("vulns" in one for one in packages), tuple(known))


def write_bills() -> None:
    """One CycloneDX document a layer, which says the same whenever it is made."""
    SBOM.mkdir(parents=True, exist_ok=True)
    for layer in LAYERS:
        made = run(
            "cyclonedx-py",
            *("requirements", f"layers/{layer}/requirements.txt", "--output-reproducible"),
            *("--schema-version", "1.6", "--output-format", "JSON"),
            *("--outfile", str(SBOM / f"{layer}.cdx.json")),
        )
        if made.code:
            raise RuntimeError(f"the bill of materials of layer {layer} was not made: {made.errors}")
        _name_no_registry(SBOM / f"{layer}.cdx.json")


def _name_no_registry(bill: Path) -> None:
    """Hashes hold wherever a package came from: each stands beside the package's own name (purl), and not
    beside the address of the registry that the tool takes for granted."""
    document = json.loads(bill.read_text("utf-8"))
    for component in document["components"]:
        for reference in component["externalReferences"]:
            reference["url"] = component["purl"]
    for tool in document["metadata"]["tools"]:
        tool.pop("externalReferences", None)
    bill.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", "utf-8")


def secrets_found() -> str:
    """What looks like a secret and is not in the baseline; empty where nothing is."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    done = run("detect-secrets-hook", "--baseline", BASELINE, *listed.stdout.split("\0")[:-1])
    return "" if done.code == 0 else done.out + done.errors


if __name__ == "__main__":
    write_bills()
