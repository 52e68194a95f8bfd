"""`campaign announcement …`: words to those who follow the campaign, at once or at a time."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml
from pydantic import ValidationError

from campaign.announcements.notice import RescheduleNotice, SendNotice
from campaign_cli import announcement_ledger
from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME
from campaign_cli.staff_sign_in import Email, PasswordFromStdin, signed_in

app = typer.Typer(no_args_is_help=True, help="Tell those who follow the campaign something.")

Id = Annotated[str, typer.Argument(metavar="ID", help="The id of the notice.")]
At = Annotated[datetime, typer.Option("--at", formats=["%Y-%m-%dT%H:%M"], help="On the clocks of the zone.")]
Zone = Annotated[str, typer.Option("--zone", help="An IANA name such as Asia/Dubai.")]


@app.command()
def send(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    email: Email,
    password_from_stdin: PasswordFromStdin = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Send the notice in FILE (YAML: id, texts, topics, perhaps link, at, zone, useful_until), at once or at
    its time."""
    command = read_notice(file)
    api = signed_in(chosen_deployment(home, aws, stack_name), email, password_from_stdin)
    body = command.model_dump_json(exclude_none=True)
    typer.echo(describe(api.ask("POST", "/notices", body)))


@app.command("show-notice")
def show_notice(
    notice_id: Id,
    email: Email,
    password_from_stdin: PasswordFromStdin = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """What it says, to whom, and when it goes."""
    api = signed_in(chosen_deployment(home, aws, stack_name), email, password_from_stdin)
    typer.echo(describe(api.ask("GET", f"/notices/{notice_id}")))


@app.command()
def cancel(
    notice_id: Id,
    email: Email,
    password_from_stdin: PasswordFromStdin = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Take it back, while it has not gone out or a hold stops it."""
    api = signed_in(chosen_deployment(home, aws, stack_name), email, password_from_stdin)
    revision = api.ask("GET", f"/notices/{notice_id}")["revision"]
    typer.echo(describe(api.ask("DELETE", f"/notices/{notice_id}?expected_revision={revision}")))


@app.command()
def reschedule(
    notice_id: Id,
    at: At,
    zone: Zone,
    email: Email,
    password_from_stdin: PasswordFromStdin = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Send it at another time."""
    api = signed_in(chosen_deployment(home, aws, stack_name), email, password_from_stdin)
    revision = api.ask("GET", f"/notices/{notice_id}")["revision"]
    command = RescheduleNotice(expected_revision=revision, at=at, zone=zone)
    body = command.model_dump_json(exclude_none=True)
    typer.echo(describe(api.ask("PATCH", f"/notices/{notice_id}", body)))


@app.command()
def show(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Such as session:ramadan-talk@2/session.moved.")],
    email: Email,
    export: Annotated[
        Path | None, typer.Option(help="Write delivery by delivery to this .csv or .json.", dir_okay=False)
    ] = None,
    password_from_stdin: PasswordFromStdin = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """What was sent, held, dropped and failed, and why."""
    api = signed_in(chosen_deployment(home, aws, stack_name), email, password_from_stdin)
    typer.echo(announcement_ledger.describe(announcement_ledger.read(api, key)))
    if export:
        count = announcement_ledger.export(announcement_ledger.deliveries(api, key), export)
        typer.echo(f"{count} deliveries in {export}", err=True)


def read_notice(file: Path) -> SendNotice:
    """Raises CommandError with every fault of the file."""
    try:
        return SendNotice.model_validate(yaml.safe_load(file.read_text("utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CommandError(f"{file.name}: it is not plain YAML in UTF-8 ({type(error).__name__})") from error
    except ValidationError as error:
        places = (f"{'.'.join(map(str, fault['loc'])) or 'it'}: {fault['msg']}" for fault in error.errors())
        raise CommandError("\n".join(f"{file.name}: {place}" for place in places)) from error


def describe(notice: dict[str, Any]) -> str:
    warnings = "".join(
        f"\n  {warning['file']}: {warning['rule']}: {warning['why']} {warning['remedy']}"
        for warning in notice.get("warnings", ())
    )
    texts = "".join(
        f"\n  {language}: {text['subject']}" + "".join(f"\n      {line}" for line in text["lines"])
        for language, text in notice["texts"].items()
    )
    return (
        f"{notice['id']}, revision {notice['revision']}: {notice['status']} for {notice['due_at']}, "
        f"to {', '.join(notice['topics'])}{texts}{warnings}"
    )
