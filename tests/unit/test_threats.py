"""Each threat of docs/security.md names the test that would fail if it were met no longer."""

import re

from campaign_cli.project import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text("utf-8")


def rows() -> list[str]:
    return [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| threat |")]


def names_a_test(row: str) -> bool:
    named = re.search(r"`(tests/[\w/]+\.py)::(test_\w+)`", row)
    if named is None or not (ROOT / named[1]).is_file():
        return False
    return f"def {named[2]}(" in (ROOT / named[1]).read_text("utf-8")


def test_every_threat_names_a_test_that_there_is() -> None:
    missing = [row for row in rows() if not names_a_test(row)]

    assert len(rows()) > 40
    assert missing == []
