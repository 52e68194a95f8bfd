"""Signing in to the staff API from the command line."""

import os
from typing import Annotated

import typer

from campaign_cli.deployment import Deployment
from campaign_cli.staff_api import StaffApi

Email = Annotated[
    str, typer.Option("--as", envvar="CAMPAIGN_STAFF", metavar="EMAIL", help="Whose sign-in is used.")
]
PASSWORD = "CAMPAIGN_STAFF_PASSWORD"  # noqa: S105 - the name of a variable


def signed_in(deployment: Deployment, email: str) -> StaffApi:
    """With the password from CAMPAIGN_STAFF_PASSWORD, or else asked for; it is never an argument, which other
    users of the machine could read. Raises CommandError."""
    password = os.environ.get(PASSWORD) or typer.prompt(f"Password of {email}", hide_input=True, err=True)
    return StaffApi.sign_in(deployment, email, password)
