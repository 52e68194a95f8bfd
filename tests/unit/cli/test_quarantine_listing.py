import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign_cli.errors import CommandError
from campaign_cli.quarantine_commands import SHOWN_OF_KEY, body_of, listing, visible


@pytest.fixture
def quarantine(table: Table) -> TableQuarantine:
    quarantine = TableQuarantine(table)
    quarantine.put("intake", "an older body", "it has no id", datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    quarantine.put("publications", "a newer body", "2 faults", datetime(2026, 3, 2, 12, 0, tzinfo=UTC))
    return quarantine


def shown(quarantine: TableQuarantine) -> str:
    console = Console(file=io.StringIO(), width=140)
    console.print(listing(quarantine.entries()))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_entries_are_listed_newest_first_with_their_reasons(quarantine: TableQuarantine) -> None:
    text = shown(quarantine)

    assert text.index("2026-03-02 12:00:00Z") < text.index("2026-03-01 12:00:00Z")
    for part in ("intake", "it has no id", "publications", "2 faults"):
        assert part in text


def test_a_listing_never_shows_a_body(quarantine: TableQuarantine) -> None:
    assert "body" not in shown(quarantine)


def test_an_empty_quarantine_says_so(table: Table) -> None:
    assert "Nothing is in the quarantine" in shown(TableQuarantine(table))


def test_a_body_is_shown_for_its_key_as_it_is_listed(quarantine: TableQuarantine) -> None:
    oldest = list(quarantine.entries())[-1]

    assert oldest.key[:SHOWN_OF_KEY] in shown(quarantine)
    assert body_of(quarantine.entries(), oldest.key[:SHOWN_OF_KEY]) == "an older body"


def test_an_unknown_key_is_an_error_that_names_it(quarantine: TableQuarantine) -> None:
    with pytest.raises(CommandError, match="entry 0123: there is none"):
        body_of(quarantine.entries(), "0123")


def test_what_could_steer_a_terminal_is_shown_and_not_obeyed() -> None:
    assert visible("red \x1b[31m, back\u202e, line\nسلام") == "red \\u001b[31m, back\\u202e, line\nسلام"
