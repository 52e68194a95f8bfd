"""`campaign hold …`: stop everything that goes out to the public at once, and let it go on."""

import json
from typing import Annotated, Any

import typer

from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.project import DEFAULT_HOME
from campaign_cli.signed_in import Email, signed_in

app = typer.Typer(
    no_args_is_help=True,
    help="Freeze announcements and the wall at once; cancellations, recalls and care go on.",
)

Why = Annotated[str, typer.Option("--why", help="The reason, for whoever finds the hold on.")]


@app.command()
def on(
    why: Why, email: Email, home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None
) -> None:
    """Stop. What is stopped is kept, and judged again when the hold ends."""
    _turn({"on": True, "why": why}, email, home, aws, stack_name)


@app.command()
def off(
    email: Email,
    why: Annotated[str | None, typer.Option("--why", help="What has been done.")] = None,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Go on: what is still of use is sent, what is not is dropped and recorded."""
    _turn({"on": False} | ({"why": why} if why else {}), email, home, aws, stack_name)


@app.command()
def show(email: Email, home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None) -> None:
    """Whether it is on, since when, why, and what waits for its end."""
    typer.echo(describe(signed_in(chosen_deployment(home, aws, stack_name), email).ask("GET", "/hold")))


def _turn(request: dict[str, Any], email: str, home: Home, aws: bool, stack_name: str | None) -> None:
    api = signed_in(chosen_deployment(home, aws, stack_name), email)
    typer.echo(describe(api.ask("PUT", "/hold", json.dumps(request))))


def describe(hold: dict[str, Any]) -> str:
    if not hold["on"]:
        return f"the hold is off, since {hold['since']}" if hold["since"] else "there never was a hold"
    waiting = "".join(f"\n  waits: {key}" for key in hold["held"])
    return f"the hold is ON since {hold['since']}: {hold['why']}{waiting}"
