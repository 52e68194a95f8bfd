"""`campaign console …`: the staff console."""

import threading
from typing import Annotated

import typer

from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.console import publish_console
from campaign_cli.console_viewer import ConsoleViewer
from campaign_cli.project import DEFAULT_HOME

app = typer.Typer(no_args_is_help=True, help="The staff console.")

Port = Annotated[int, typer.Option(help="The port to serve it on; 0 takes a free one.")]


@app.command()
def publish(home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None) -> None:
    """Upload it, with the addresses of this deployment's API and sign-in; after every deployment to AWS."""
    deployment = chosen_deployment(home, aws, stack_name)
    files = publish_console(deployment)
    typer.echo(f"{files} files; the console is at {deployment.outputs['ConsoleUrl']}")


@app.command()
def view(port: Port = 0, home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None) -> None:
    """Say where it is; that of an embedded AWS is served to this machine until Ctrl-C."""
    deployment = chosen_deployment(home, aws, stack_name)
    if aws:
        typer.echo(deployment.outputs["ConsoleUrl"])
        return
    with ConsoleViewer(deployment, port) as viewer:
        typer.echo(f"The console is at {viewer.url}/ - Ctrl-C ends this")
        threading.Event().wait()
