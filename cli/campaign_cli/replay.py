"""`campaign replay FILE`: search results through the deployed intake, compared with what must come of them.

Every row is sent as observed at its place in the file, every tenth one twice, all in random order.
"""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from campaign.kernel.errors import PermanentError
from campaign.tiktok.research import observed
from campaign.videos.intake import write_message
from campaign_cli.chosen_deployment import Home
from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME
from campaign_cli.replay_model import OBSERVED_APART, Row, differences, expected, observed_at, read_rows
from campaign_cli.replay_stack import Held, running_deployment, take_in

SHOWN = 10

console = Console()


def replay(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Pages with data.videos, one a line.")
    ],
    shuffle_seed: Annotated[int, typer.Option(help="Another number, another order.")] = 1,
    home: Home = DEFAULT_HOME,
) -> None:
    """Replay FILE through the embedded AWS, started if none runs; exit status 1 on any difference."""
    rows = read_rows(file)
    start = datetime.now(UTC).replace(microsecond=0) - len(rows) * OBSERVED_APART
    bodies = messages(rows, start, shuffle_seed)
    expectation = expected(rows, start)
    with running_deployment(home, console) as deployment:
        before = Held.by(deployment)
        seconds = take_in(deployment, bodies, console)
        after = Held.by(deployment)
    strangers = after.videos.keys() - before.videos.keys() - expectation.keys()
    faults = differences(expectation, after.videos) + [
        f"{stranger}: not in the file" for stranger in strangers
    ]
    lost = {
        "dead-lettered": after.dead_letters - before.dead_letters,
        "quarantined": after.quarantined - before.quarantined,
    }
    figures = {
        "rows": len(rows),
        "messages sent": len(bodies),
        "videos expected": len(expectation),
        "videos stored": len(expectation.keys() & after.videos.keys()) + len(strangers),
        "missing, different or not in the file": len(faults),
        **lost,
        "messages a second": round(len(bodies) / seconds),
    }
    table = Table(title=f"Replay of {file.name}", show_header=False)
    for name, value in figures.items():
        table.add_row(name, f"{value:,}")
    console.print(table)
    for fault in faults[:SHOWN]:
        console.print(fault, style="red", markup=False)
    if faults or any(lost.values()):
        raise CommandError(f"{file.name}: what the campaign holds is not what the file says")


def messages(rows: Sequence[Row], start: datetime, seed: int) -> list[str]:
    """The bodies to send. Raises CommandError for a row that is no video."""
    bodies = []
    for place, row in enumerate(rows):
        try:
            message = observed(row, observed_at(start, place), f"replay-{place}")
        except (PermanentError, ValidationError) as error:
            raise CommandError(f"row {place + 1} is not a video of a hashtag search") from error
        bodies += [write_message(message)] * (2 if place % 10 == 9 else 1)
    random.Random(seed).shuffle(bodies)  # noqa: S311  # an order, not a secret
    return bodies
