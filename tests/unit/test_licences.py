"""What goes to AWS with the functions: under which licences, and in which bill of materials."""

import json

from campaign_cli import licences
from campaign_cli.project import ROOT

LOOKED_AT = {
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSD-3-Clause and Public-Domain",
    "BSD-3-Clause OR Apache-2.0",
    "MIT",
    "MIT-0",
    "PSF-2.0",
}
"""Each lets the campaign hand the package on beside code under Apache-2.0, with its notice."""


def test_no_package_has_a_licence_that_nobody_has_looked_at() -> None:
    assert {each.licence for each in licences.packages()} <= LOOKED_AT


def test_the_list_in_the_repository_is_that_of_the_layers() -> None:
    assert licences.DOCUMENT.read_text("utf-8") == licences.text(), "run `make licences`"


def test_each_layers_bill_of_materials_names_what_its_lock_file_does() -> None:
    locked: dict[str, set[tuple[str, str]]] = {layer: set() for layer in licences.LAYERS}
    for each in licences.packages():
        locked[each.layer].add((each.name, each.version))
    listed = {
        layer: {
            (component["name"], component["version"])
            for component in json.loads((ROOT / "docs" / "sbom" / f"{layer}.cdx.json").read_text("utf-8"))[
                "components"
            ]
        }
        for layer in licences.LAYERS
    }

    assert listed == locked, "run `make sbom`"
