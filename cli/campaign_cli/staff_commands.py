"""`campaign staff …`: who may sign in."""

import sys
from typing import Annotated

import typer

from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.project import DEFAULT_HOME
from campaign_cli.staff import Group, Staff

app = typer.Typer(no_args_is_help=True, help="Who may sign in to the staff API.")

Groups = Annotated[
    list[Group], typer.Option("--group", help="What they may do; may be given more than once.")
]
Invite = Annotated[bool, typer.Option("--invite", help="Let Cognito mail them a temporary password.")]
FromStdin = Annotated[bool, typer.Option("--password-from-stdin", help="Read the password; ask nobody.")]


@app.command()
def add(
    email: str,
    group: Groups,
    invite: Invite = False,
    password_from_stdin: FromStdin = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Add somebody, with a password that is asked for, read or mailed."""
    people = Staff(chosen_deployment(home, aws, stack_name))
    if invite:
        people.invite(email, group)
    elif password_from_stdin:
        people.add(email, group, sys.stdin.readline().rstrip("\r\n"))
    else:
        people.add(email, group, typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    typer.echo(f"{email} is on the staff: {', '.join(group)}")


@app.command()
def remove(email: str, home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None) -> None:
    """Let somebody in no longer. Who has lost their second factor is removed and added again."""
    Staff(chosen_deployment(home, aws, stack_name)).remove(email)
    typer.echo(f"{email} is no longer on the staff")
