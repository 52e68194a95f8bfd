"""The options by which a command is told which deployment it works on."""

from pathlib import Path
from typing import Annotated

import boto3
import typer
from botocore.exceptions import BotoCoreError, ClientError

from campaign_cli import sam
from campaign_cli.deployment import Deployment
from campaign_cli.embedded import EmbeddedAws
from campaign_cli.errors import CommandError

STACK_NAME_ON_AWS = "endthestigma"

Home = Annotated[Path, typer.Option("--home", help="The home of the embedded AWS that holds the deployment.")]
OnAws = Annotated[bool, typer.Option("--aws", help="It is on AWS, in the account of this environment.")]
StackName = Annotated[
    str | None,
    typer.Option(
        "--stack-name",
        show_default=False,
        help=f"The stack; {sam.STACK_NAME} if embedded, {STACK_NAME_ON_AWS} on AWS.",
    ),
]


def chosen_deployment(home: Path, on_aws: bool, stack_name: str | None) -> Deployment:
    """Raises CommandError when there is no such stack, or nobody to ask."""
    if on_aws:
        deployment = Deployment(stack_name or STACK_NAME_ON_AWS, boto3.Session())
    else:
        deployment = Deployment.embedded(EmbeddedAws(home), stack_name or sam.STACK_NAME)
    try:
        if deployment.outputs:
            return deployment
    except (BotoCoreError, ClientError) as error:
        raise CommandError(f"stack {deployment.stack_name} cannot be read: {error}") from error
    raise CommandError(f"stack {deployment.stack_name} has no outputs; deploy it first")
