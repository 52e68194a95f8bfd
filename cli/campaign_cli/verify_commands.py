"""`campaign verify …`: a person makes sure of facts before the public sees them."""

from datetime import date
from typing import Annotated, Any

import typer

from campaign.kernel.clock import utc_now
from campaign.publications.kind import Kind
from campaign_cli.chosen_deployment import Home, OnAws, StackName
from campaign_cli.project import DEFAULT_HOME
from campaign_cli.publication_commands import shelf_of
from campaign_cli.publishing.shelf import Standing
from campaign_cli.staff_sign_in import Email

app = typer.Typer(no_args_is_help=True, help="Make sure of facts, one after the other.")

STOP, TODAY = "q", "t"


@app.callback()
def verify() -> None:
    """Keeps `organisations` a command of its own while it is the only one."""


@app.command()
def organisations(
    email: Email,
    everyone: Annotated[bool, typer.Option("--all", help="Also those that are verified already.")] = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Walk through the organisations that nobody has verified, or not lately: call the number, or read its
    own site, and enter the day. What is not verified is not shown."""
    shelf = shelf_of(email, home, aws, stack_name)
    standings = list(shelf.standings([Kind.ORGANISATION]).values())
    open_ones = [each for each in standings if each.live and (everyone or is_due(each))]
    unapproved = [each.id for each in standings if not each.live and not each.withdrawn]
    verified = 0
    for number, standing in enumerate(open_ones, start=1):
        document = shelf.document(Kind.ORGANISATION, standing.id)
        typer.echo(f"\n{number} of {len(open_ones)}\n{describe(document)}")
        on = ask_for_day(email)
        if on == STOP:
            break
        if on:
            shelf.verify(standing.id, on)
            verified += 1
    typer.echo(f"\n{verified} verified as {email}; {len(open_ones) - verified} are left")
    if unapproved:
        typer.echo(f"not approved yet, so not asked for: {', '.join(unapproved)}")


def is_due(standing: Standing) -> bool:
    return not standing.shown


def ask_for_day(email: str) -> str:
    """A day as 2026-03-01, nothing to pass over, or STOP; asked until it is one of these."""
    while True:
        answer = str(
            typer.prompt(
                f"Verified by {email} on (YYYY-MM-DD, {TODAY}: today, empty: pass over, {STOP}: stop)",
                default="",
                show_default=False,
            )
        ).strip()
        if answer in ("", STOP):
            return answer
        if answer == TODAY:
            return utc_now().date().isoformat()
        try:
            day = date.fromisoformat(answer)
        except ValueError:
            typer.echo(f"{answer} is no day")
            continue
        if day <= utc_now().date():
            return day.isoformat()
        typer.echo("that day is still to come")


def describe(document: dict[str, Any]) -> str:
    """The facts as the public would see them, and what the editors doubt."""
    about = document["live_content"]["about"]
    lines = [
        f"{document['id']} ({about['country']})",
        f"  name        {about['name']['en']} | {about['name']['ar']}",
        f"  phone       {about['phone']}",
        *(f"  {each['channel']:<11} {each['value']}" for each in about["other_contacts"]),
        f"  open        {_open(about)}",
        f"  languages   {', '.join(about['languages']) or 'not known'}",
        f"  for         {about['for_whom']['en']} | {about['for_whom']['ar']}",
        f"  source      {about['source']} ({about['source_date'] or 'date not known'})",
        f"  confidence  {about['confidence'] or 'not known'}",
    ]
    if about["note"]:
        lines.append(f"  note        {about['note']}")
    lines.append(f"  verified    {document['verified_on'] or 'never'}")
    return "\n".join(lines)


def _open(about: dict[str, Any]) -> str:
    if about["always"]:
        return "day and night"
    spans = (f"{' '.join(each['days'])} {each['from'][:5]}-{each['to'][:5]}" for each in about["hours"])
    return f"{'; '.join(spans)} ({about['zone']})" if about["hours"] else "hours not known"
