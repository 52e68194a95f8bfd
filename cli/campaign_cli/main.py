"""The `campaign` command."""

import sys

import typer

from campaign_cli import (
    announcement_commands,
    audience_commands,
    console_commands,
    embedded_commands,
    hold_commands,
    hub_commands,
    publication_commands,
    quarantine_commands,
    rights_commands,
    search_commands,
    session_commands,
    staff_commands,
    verify_commands,
)
from campaign_cli.demo.command import demo
from campaign_cli.doctor.command import doctor
from campaign_cli.errors import CommandError
from campaign_cli.figures import figures
from campaign_cli.publish import publish
from campaign_cli.redrive import redrive
from campaign_cli.replay import replay
from campaign_cli.restore import export, restore

commands = typer.Typer(no_args_is_help=True, help="Runs and looks after the #EndTheStigma campaign.")
commands.add_typer(announcement_commands.app, name="announcement")
commands.add_typer(audience_commands.app, name="audience")
commands.add_typer(console_commands.app, name="console")
commands.add_typer(embedded_commands.app, name="embedded")
commands.add_typer(hold_commands.app, name="hold")
commands.add_typer(hub_commands.app, name="hub")
commands.add_typer(publication_commands.app, name="publications")
commands.add_typer(quarantine_commands.app, name="quarantine")
commands.add_typer(rights_commands.app, name="rights")
commands.add_typer(search_commands.app, name="search")
commands.add_typer(session_commands.app, name="sessions")
commands.add_typer(staff_commands.app, name="staff")
commands.add_typer(verify_commands.app, name="verify")
commands.command()(demo)
commands.command()(doctor)
commands.command()(export)
commands.command()(figures)
commands.command()(publish)
commands.command()(redrive)
commands.command()(replay)
commands.command()(restore)


def app() -> None:
    """Run the command line; a CommandError ends it with its words and exit status 1."""
    try:
        commands()
    except CommandError as error:
        typer.secho(str(error), err=True, fg=typer.colors.RED)
        sys.exit(1)
