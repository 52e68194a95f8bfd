"""The `campaign` command."""

import sys

import typer

from campaign_cli import embedded_commands
from campaign_cli.errors import CommandError

commands = typer.Typer(no_args_is_help=True, help="Runs and looks after the #EndTheStigma campaign.")
commands.add_typer(embedded_commands.app, name="embedded")


def app() -> None:
    """Run the command line; a CommandError ends it with its words and exit status 1."""
    try:
        commands()
    except CommandError as error:
        typer.secho(str(error), err=True, fg=typer.colors.RED)
        sys.exit(1)
