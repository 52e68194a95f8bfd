"""docs/licences.md: under which licence each package is that goes to AWS with the functions' layers, as the
package itself says."""

import re
from collections.abc import Iterator
from importlib.metadata import metadata
from pathlib import Path
from typing import NamedTuple

from campaign_cli.project import ROOT

DOCUMENT = ROOT / "docs" / "licences.md"
LAYERS = ("campaign", "audience", "hub")

_NAMES = {
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Python Software Foundation License": "PSF-2.0",
}
"""What packages write, as SPDX writes it."""

_CLASSIFIER = "License :: OSI Approved :: "


class Package(NamedTuple):
    layer: str
    name: str
    version: str
    licence: str


def packages() -> Iterator[Package]:
    """Of every layer, as its lock file has them; the project's environment holds the same versions."""
    for layer in LAYERS:
        lock = (ROOT / "layers" / layer / "requirements.txt").read_text("utf-8")
        for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock, re.MULTILINE):
            yield Package(layer, name, version, licence_of(name))


def licence_of(name: str) -> str:
    """SPDX where the package says it in one of three places; "unknown" where it says nothing."""
    said = metadata(name)
    if "License-Expression" in said:
        return said["License-Expression"]
    told = [
        each.removeprefix(_CLASSIFIER)
        for each in said.get_all("Classifier") or ()
        if each.startswith(_CLASSIFIER)
    ]
    (own,) = said.get_all("License") or ("",)
    if own and len(own) < 60 and own != "Dual License":
        told = [own]
    return " OR ".join(_NAMES.get(each, each) for each in told) or "unknown"


def text() -> str:
    rows = [f"| {each.layer} | {each.name} | {each.version} | {each.licence} |" for each in packages()]
    return "\n".join(
        [
            "# Licences",
            "",
            "Of what goes to AWS in the functions' layers, as each package says; written by `make licences`.",
            "A test lets in no licence that nobody has looked at.",
            "",
            "| layer | package | version | licence |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def write(path: Path = DOCUMENT) -> None:
    path.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    write()
