"""The options by which a command signs in to the staff API."""

import sys
from typing import Annotated

import typer

from campaign_cli.deployment import Deployment
from campaign_cli.staff_api import StaffApi

Email = Annotated[
    str, typer.Option("--email", envvar="CAMPAIGN_STAFF_EMAIL", help="Who you are on the staff.")
]
PasswordFromStdin = Annotated[
    bool, typer.Option("--password-from-stdin", help="Read the password; ask nobody.")
]


def signed_in(deployment: Deployment, email: str, from_stdin: bool) -> StaffApi:
    """Raises CommandError when the sign-in is refused."""
    password = (
        sys.stdin.readline().rstrip("\r\n") if from_stdin else typer.prompt("Password", hide_input=True)
    )
    return StaffApi.sign_in(deployment, email, password)
