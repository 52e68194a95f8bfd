"""`campaign quarantine …`: what could never succeed, and why."""

from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import islice
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from campaign.aws.quarantine import TableQuarantine
from campaign.kernel.quarantine import QuarantineEntry
from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME

app = typer.Typer(no_args_is_help=True, help="Messages that were set aside for a person to look at.")
console = Console()

Show = Annotated[
    str | None, typer.Option(metavar="KEY", help="Print the body of this entry; it may be personal.")
]
Limit = Annotated[int, typer.Option(min=1, help="How many of the newest entries to list.")]


SHOWN_OF_KEY = 12
"""Characters: too many for two entries to begin alike."""


@app.callback()
def quarantine() -> None:
    """Keeps `list` a command of its own while it is the only one."""


@app.command("list")
def list_entries(
    show: Show = None,
    limit: Limit = 100,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """List what is in the quarantine, newest first."""
    deployment = chosen_deployment(home, aws, stack_name)
    entries = TableQuarantine(deployment.state).entries()
    if show is not None:
        console.print(Text(visible(body_of(entries, show))), soft_wrap=True)
    else:
        console.print(listing(islice(entries, limit)))


def listing(entries: Iterable[QuarantineEntry]) -> Table:
    """Without the bodies: they may be personal."""
    table = Table(Column("Received", no_wrap=True), "Source", "Reason", "Key", title="Quarantine")
    for entry in entries:
        received = f"{entry.received_at.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}"
        table.add_row(received, entry.source, Text(visible(entry.reason)), entry.key[:SHOWN_OF_KEY])
    if not table.rows:
        table.caption = "Nothing is in the quarantine."
    return table


def body_of(entries: Iterator[QuarantineEntry], key: str) -> str:
    """`key` may be the start of one. Raises CommandError when no entry has it."""
    for entry in entries:
        if key and entry.key.startswith(key):
            return entry.body
    raise CommandError(f"quarantine entry {key}: there is none; list the entries for those that there are")


def visible(text: str) -> str:
    """Anyone may have written it: what could steer a terminal is shown, not obeyed."""
    return "".join(
        character if character.isprintable() or character in "\n\t" else f"\\u{ord(character):04x}"
        for character in text
    )
