"""The options by which a command signs in to the staff API."""

import os
import sys
from typing import Annotated

import typer

from campaign_cli.deployment import Deployment
from campaign_cli.second_factor import AtTheTerminal
from campaign_cli.staff_api import StaffApi

Email = Annotated[
    str, typer.Option("--as", "--email", envvar="CAMPAIGN_STAFF_EMAIL", help="Who you are on the staff.")
]
PasswordFromStdin = Annotated[
    bool, typer.Option("--password-from-stdin", help="Read the password; ask nobody.")
]


PASSWORD = "CAMPAIGN_STAFF_PASSWORD"  # noqa: S105 - the name of a variable


def signed_in(deployment: Deployment, email: str, from_stdin: bool = False) -> StaffApi:
    """With the password from standard input or from CAMPAIGN_STAFF_PASSWORD, or else asked for; it is never
    an argument, which other users of the machine could read. Raises CommandError when it is refused."""
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = os.environ.get(PASSWORD) or typer.prompt(f"Password of {email}", hide_input=True, err=True)
    return StaffApi.sign_in(deployment, email, password, AtTheTerminal())
