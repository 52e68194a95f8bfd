"""`campaign rights …`: the ledger of who has agreed to what."""

import csv
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TextIO

import typer

from campaign.aws.rights import RightsTable
from campaign.kernel.clock import iso, utc_now
from campaign.videos.rights import RightsEntry
from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME

app = typer.Typer(no_args_is_help=True, help="Who has agreed to what.")

COLUMNS = ("at", "video", "right", "by", "consent_version", "consent_language", "until", "note")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins like this is run by a spreadsheet (OWASP, "CSV Injection")."""

Since = Annotated[str, typer.Option("--from", metavar="YYYY-MM", help="The first month (UTC).")]
Until = Annotated[
    str | None, typer.Option("--to", metavar="YYYY-MM", help="The last month; the present one if not given.")
]
Output = Annotated[Path | None, typer.Option(help="The file to write; the terminal if not given.")]


@app.callback()
def rights() -> None:
    """Keeps `export` a command of its own while it is the only one."""


@app.command()
def export(
    since: Since,
    until: Until = None,
    output: Output = None,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Write the ledger as CSV: ids, times and what staff noted; no captions, no names."""
    first, last = month(since), month(until) if until else utc_now()
    deployment = chosen_deployment(home, aws, stack_name)
    ledger = RightsTable(deployment.state)
    entries = (entry for each in months(first, last) for entry in ledger.in_month(each))
    with output.open("w", encoding="utf-8", newline="") if output else nullcontext(sys.stdout) as file:
        count = write_csv(entries, file)
    typer.echo(f"{count} entries", err=True)


def month(text: str) -> datetime:
    """Raises CommandError for anything but YYYY-MM."""
    try:
        return datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC)
    except ValueError:
        raise CommandError(f"month {text!r}: write it as 2026-03") from None


def months(first: datetime, last: datetime) -> Iterator[datetime]:
    """The first of each month from one to the other, both included."""
    year, number = first.year, first.month
    while (year, number) <= (last.year, last.month):
        yield datetime(year, number, 1, tzinfo=UTC)
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)


def write_csv(entries: Iterable[RightsEntry], file: TextIO) -> int:
    """How many there were."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    count = 0
    for entry in entries:
        writer.writerow([cell(getattr(entry, column)) for column in COLUMNS])
        count += 1
    return count


def cell(value: str | datetime | None) -> str:
    """As text that no spreadsheet takes for a formula."""
    text = iso(value) if isinstance(value, datetime) else value or ""
    return f"'{text}" if text.startswith(_FORMULA) else text
