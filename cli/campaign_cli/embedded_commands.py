"""`campaign embedded …`: the embedded AWS from the terminal."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from campaign_cli import sam
from campaign_cli.embedded import EmbeddedAws
from campaign_cli.project import DEFAULT_HOME

app = typer.Typer(no_args_is_help=True, help="The embedded AWS on this machine.")
console = Console()

Home = Annotated[Path, typer.Option(help="Where this instance keeps its state, its log and its build.")]


@app.command()
def start(home: Home = DEFAULT_HOME) -> None:
    """Start it on a free port and wait until it is healthy."""
    aws = EmbeddedAws(home)
    instance = aws.start()
    console.print(f"Embedded AWS at {aws.endpoint}, process {instance.pid}, log in {aws.log}")


@app.command()
def stop(home: Home = DEFAULT_HOME) -> None:
    """Stop it; everything in it is gone."""
    EmbeddedAws(home).stop()
    console.print("Embedded AWS stopped")


@app.command()
def status(home: Home = DEFAULT_HOME) -> None:
    """Say whether it runs; exit status 1 if it does not."""
    instance = EmbeddedAws(home).instance
    if instance is None:
        console.print("Embedded AWS: not running")
        raise typer.Exit(1)
    console.print(f"Embedded AWS: port {instance.port}, process {instance.pid}, since {instance.started}")


@app.command()
def url(home: Home = DEFAULT_HOME) -> None:
    """Print its address alone, for AWS_ENDPOINT_URL."""
    typer.echo(EmbeddedAws(home).endpoint)


@app.command()
def deploy(home: Home = DEFAULT_HOME, stack_name: str = sam.STACK_NAME) -> None:
    """Build the application for this host, deploy it, and print the stack's outputs."""
    aws = EmbeddedAws(home)
    aws.start()
    with console.status("Building and deploying"):
        deployment = sam.deploy(aws, stack_name=stack_name)
    table = Table("Output", "Value", title=stack_name)
    for name, value in sorted(deployment.outputs.items()):
        table.add_row(name, value)
    console.print(table)
