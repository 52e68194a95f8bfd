"""`campaign hub …`: the public pages."""

import threading
from typing import Annotated

import typer

from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.hub_viewer import HubViewer
from campaign_cli.project import DEFAULT_HOME

app = typer.Typer(no_args_is_help=True, help="The campaign's public pages.")

Port = Annotated[int, typer.Option(help="The port to serve them on; 0 takes a free one.")]


@app.callback()
def hub() -> None:
    """Keeps `view` a command of its own while it is the only one."""


@app.command()
def view(port: Port = 0, home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None) -> None:
    """Say where the hub is; that of an embedded AWS is served to this machine until Ctrl-C."""
    deployment = chosen_deployment(home, aws, stack_name)
    if aws:
        typer.echo(deployment.outputs["HubUrl"])
        return
    with HubViewer(deployment, port) as viewer:
        typer.echo(f"The hub is at {viewer.url} - Ctrl-C ends this")
        threading.Event().wait()
