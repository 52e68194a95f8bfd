import csv
import io

import pytest

from campaign.aws.rights import RightsTable
from campaign.aws.table import Table
from campaign.videos.rights import Right, RightsEntry
from campaign.videos.video import VideoKey
from campaign_cli.errors import CommandError
from campaign_cli.rights_commands import cell, month, months, write_csv
from tests.unit.videos.messages import NOON, at

ENTRY = RightsEntry(
    video=VideoKey("tiktok:7374895375649443115"),
    right=Right.GRANTED,
    at=NOON,
    by="submission:0123",
    consent_version="2026-11-25",
    consent_language="ar",
    note='=HYPERLINK("https://elsewhere.example")',
)


def test_an_entry_is_a_line_of_ids_and_times() -> None:
    file = io.StringIO()
    assert (
        write_csv([ENTRY, ENTRY.model_copy(update={"until": at(1), "note": 'said "yes", twice'})], file) == 2
    )

    header, first, second = csv.reader(io.StringIO(file.getvalue()))
    assert header == ["at", "video", "right", "by", "consent_version", "consent_language", "until", "note"]
    assert first == [
        "2026-03-01T12:00:00.000000Z",
        "tiktok:7374895375649443115",
        "granted",
        "submission:0123",
        "2026-11-25",
        "ar",
        "",
        '\'=HYPERLINK("https://elsewhere.example")',
    ]
    assert second[6:] == ["2026-03-01T12:00:01.000000Z", 'said "yes", twice']


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_like_a_formula(start: str) -> None:
    assert cell(f"{start}1") == f"'{start}1"
    assert cell(f"1{start}") == f"1{start}"


def test_months_run_over_the_turn_of_the_year() -> None:
    assert [f"{each:%Y-%m}" for each in months(month("2026-11"), month("2027-02"))] == [
        "2026-11",
        "2026-12",
        "2027-01",
        "2027-02",
    ]
    assert list(months(month("2027-01"), month("2026-12"))) == []


@pytest.mark.parametrize("text", ["2026", "2026-13", "march", "2026-03-01"])
def test_a_month_is_written_as_year_and_month(text: str) -> None:
    with pytest.raises(CommandError, match="2026-03"):
        month(text)


def test_the_ledger_is_read_month_by_month_without_a_scan(table: Table) -> None:
    rights = RightsTable(table)
    rights.record(ENTRY, NOON, "request-1")
    rights.record(
        ENTRY.model_copy(update={"at": NOON.replace(month=4), "right": Right.REVOKED}), NOON, "request-2"
    )

    assert list(rights.in_month(month("2026-03"))) == [ENTRY]
    assert [entry.right for entry in rights.in_month(month("2026-04"))] == [Right.REVOKED]
    assert [entry.right for entry in rights.of(ENTRY.video)] == [Right.GRANTED, Right.REVOKED]
