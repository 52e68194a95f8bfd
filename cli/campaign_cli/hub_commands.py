"""`campaign hub …`: the public pages."""

import threading
from typing import Annotated

import typer

from campaign.hub.changes import ArchiveDue
from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.deployment import Deployment
from campaign_cli.hub_viewer import HubViewer
from campaign_cli.project import DEFAULT_HOME

app = typer.Typer(no_args_is_help=True, help="The campaign's public pages.")

All = Annotated[bool, typer.Option("--all", help="All pages of the archive of videos too, step by step.")]
Port = Annotated[int, typer.Option(help="The port to serve them on; 0 takes a free one.")]


def order_build(deployment: Deployment, *, archive: bool = False) -> None:
    """What the schedule does every five minutes: all but the archive of videos is built, and of that its
    newest page. With `archive` all of it."""
    body = ArchiveDue().model_dump_json() if archive else "{}"
    deployment.client("sqs").send_message(QueueUrl=deployment.outputs["HubQueueUrl"], MessageBody=body)


@app.command()
def build(
    all_of_it: All = False, home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None
) -> None:
    """Have the pages built now: a fresh stack has none until a change, or its five-minute schedule."""
    deployment = chosen_deployment(home, aws, stack_name)
    order_build(deployment)
    if all_of_it:
        order_build(deployment, archive=True)
    typer.echo(f"Ordered; the pages will be at {deployment.outputs['HubUrl']} in a few seconds")


@app.command()
def view(port: Port = 0, home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None) -> None:
    """Say where the hub is; that of an embedded AWS is served to this machine until Ctrl-C."""
    deployment = chosen_deployment(home, aws, stack_name)
    if aws:
        typer.echo(deployment.outputs["HubUrl"])
        return
    with HubViewer(deployment, port) as viewer:
        typer.echo(f"The hub is at {viewer.url}/ - Ctrl-C ends this")
        threading.Event().wait()
