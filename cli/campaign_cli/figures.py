"""`campaign figures`: what the campaign has come to, as a table and a plot, or into files."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.bar import Bar
from rich.console import Console, Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from campaign.aws.figures import FiguresTable
from campaign.figures.tally import MEASURES, NOTHING, TOTAL, Bucket, CampaignFigures, Dimension, Tally
from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME

PLOT_WIDTH = 48
"""Characters of the longest bar."""


class By(StrEnum):
    """As people ask; a language is told by its script."""

    DAY = "day"
    REGION = "region"
    LANGUAGE = "language"
    SOURCE = "source"


DIMENSIONS = {
    By.DAY: (Dimension.DAY, "Day (UTC)"),
    By.REGION: (Dimension.REGION, "Region (ISO 3166)"),
    By.LANGUAGE: (Dimension.SCRIPT, "Script of the caption (ISO 15924)"),
    By.SOURCE: (Dimension.SOURCE, "Way in"),
}

console = Console()


def figures(
    by: Annotated[By, typer.Option(help="What to show them by.")] = By.DAY,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", dir_okay=False, help="Write all as CSV.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", dir_okay=False, help="Write all as JSON.")
    ] = None,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Show how many videos, creators, views, likes and shares count, or write them to FILE."""
    deployment = chosen_deployment(home, aws, stack_name)
    found = FiguresTable(deployment.state).read()
    try:
        if csv_file is not None:
            write_csv(found, csv_file)
        if json_file is not None:
            json_file.write_text(found.model_dump_json(indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{error.filename}: cannot be written ({error.strerror})") from error
    if csv_file is None and json_file is None:
        console.print(shown(found, by))


def shown(found: CampaignFigures, by: By) -> RenderableType:
    """A table of all measures, and under it a plot of the videos."""
    dimension, heading = DIMENSIONS[by]
    tallies = tallies_by(found, dimension)
    if not tallies:
        return Text("No video counts yet. The first one will be here seconds after it comes in.")
    table = Table(
        Column(heading, no_wrap=True),
        *(
            Column(name.title(), justify="right", footer=f"{getattr(found.total, name):,}")
            for name in MEASURES
        ),
        title="The campaign's figures",
        show_footer=True,
    )
    table.columns[0].footer = "In all"
    for value, tally in tallies.items():
        table.add_row(value, *(f"{getattr(tally, name):,}" for name in MEASURES))
    return Group(table, plot(with_every_day(tallies) if by is By.DAY else tallies))


def plot(tallies: Mapping[str, Tally]) -> Table:
    """One bar a value, in proportion to its videos."""
    longest = max(tally.videos for tally in tallies.values())
    bars = Table(Column(no_wrap=True), Column(), Column(justify="right"), box=None, show_header=False)
    bars.title = "Videos"
    for value, tally in tallies.items():
        bars.add_row(value, Bar(longest, 0, tally.videos, width=PLOT_WIDTH), f"{tally.videos:,}")
    return bars


def with_every_day(tallies: Mapping[str, Tally]) -> dict[str, Tally]:
    """The days on which nothing came in, too: a plot over time has no gaps."""
    day, last = date.fromisoformat(min(tallies)), date.fromisoformat(max(tallies))
    days = [day + timedelta(days=number) for number in range((last - day).days + 1)]
    return {each.isoformat(): tallies.get(each.isoformat(), NOTHING) for each in days}


def write_csv(found: CampaignFigures, file: Path) -> None:
    """One row a bucket, the total first."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["dimension", "value", *MEASURES])
        for bucket, tally in every_tally(found):
            rows.writerow([*bucket, *tally.model_dump().values()])


def every_tally(found: CampaignFigures) -> Iterator[tuple[Bucket, Tally]]:
    yield TOTAL, found.total
    for dimension, _ in DIMENSIONS.values():
        for value, tally in tallies_by(found, dimension).items():
            yield Bucket(dimension, value), tally


def tallies_by(found: CampaignFigures, dimension: Dimension) -> dict[str, Tally]:
    tallies: dict[str, Tally] = getattr(found, dimension)
    return tallies
