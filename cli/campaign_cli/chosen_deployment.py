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

Home = Annotated[Path, typer.Option("--home", help="The home of the embedded AWS that holds the deployment.")]
OnAws = Annotated[bool, typer.Option("--aws", help="It is on AWS, in the account of this environment.")]
StackName = Annotated[
    str | None,
    typer.Option(
        "--stack-name",
        show_default=False,
        help=f"The stack; needed with --aws, {sam.STACK_NAME} if embedded.",
    ),
]


def chosen_deployment(home: Path, on_aws: bool, stack_name: str | None) -> Deployment:
    """Raises CommandError when there is no such stack, nobody to ask, or no name for one on AWS."""
    if on_aws and not stack_name:
        raise CommandError("--aws needs --stack-name: an account may hold several campaigns")
    if on_aws and stack_name:
        deployment = Deployment(stack_name, boto3.Session())
    else:
        deployment = Deployment.embedded(EmbeddedAws(home), stack_name or sam.STACK_NAME)
    try:
        if deployment.outputs:
            return deployment
    except (BotoCoreError, ClientError) as error:
        raise CommandError(f"stack {deployment.stack_name} cannot be read: {error}") from error
    raise CommandError(f"stack {deployment.stack_name} has no outputs; deploy it first")
