"""`campaign console …`: the staff console."""

import typer

from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.console import publish_console
from campaign_cli.project import DEFAULT_HOME

app = typer.Typer(no_args_is_help=True, help="The staff console.")


@app.callback()
def console() -> None:
    """Keeps `publish` a command of its own while it is the only one."""


@app.command()
def publish(home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None) -> None:
    """Upload it, with the addresses of this deployment's API and sign-in; after every deployment to AWS."""
    deployment = chosen_deployment(home, aws, stack_name)
    files = publish_console(deployment)
    typer.echo(f"{files} files; the console is at {deployment.outputs['ConsoleUrl']}")
