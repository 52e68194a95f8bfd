"""`campaign replay FILE`: search results through the deployed intake, compared with what must come of them.

Every row is seen at its place in the file, by one or more of search, webhook and submission; every tenth
message is sent twice, all in random order.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from campaign_cli.chosen_deployment import Home
from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME
from campaign_cli.replay_model import OBSERVED_APART, differences, expected, read_rows, sightings
from campaign_cli.replay_stack import Held, running_deployment, take_in
from campaign_cli.replay_ways import messages

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
    sent = sightings(rows, start, shuffle_seed)
    bodies = messages(sent, shuffle_seed)
    expectation = expected(sent)
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
