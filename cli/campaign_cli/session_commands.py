"""`campaign sessions …`: the programme of live sessions."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from campaign.kernel.clock import utc_now
from campaign.sessions.commands import ChangeSession
from campaign.sessions.session import Session, SessionStatus
from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME
from campaign_cli.quarantine_commands import visible
from campaign_cli.session_import.carry_out import carry_out
from campaign_cli.session_import.comparison import compare
from campaign_cli.session_import.csv_file import read_csv
from campaign_cli.session_import.ical_file import read_ical
from campaign_cli.session_import.report import report, start_of
from campaign_cli.session_import.rows import Row
from campaign_cli.staff_api import StaffApi
from campaign_cli.staff_sign_in import Email, PasswordFromStdin, signed_in

app = typer.Typer(no_args_is_help=True, help="The programme of live sessions.")

Apply = Annotated[bool, typer.Option("--apply", help="Do it; without this it is only shown.")]
CancelMissing = Annotated[
    bool,
    typer.Option(
        "--cancel-missing", help="Also cancel sessions of the same source that the file does not name."
    ),
]
SourceName = Annotated[
    str | None, typer.Option("--source", help="The programme's name; that of the file if not given.")
]
Zone = Annotated[str | None, typer.Option("--zone", help="Of times in an iCalendar file that name none.")]


@app.command("import")
def import_programme(
    file: Path,
    email: Email,
    apply: Apply = False,
    cancel_missing: CancelMissing = False,
    source: SourceName = None,
    zone: Zone = None,
    password_from_stdin: PasswordFromStdin = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Bring the campaign's sessions to what a CSV or iCalendar FILE says; shows what would change.

    A session that the file does not name stays as it is. docs/operations.md has the columns and properties.
    """
    name = source or source_of(file)
    rows = read_file(file, name, zone)
    api = signed_in(chosen_deployment(home, aws, stack_name), email, password_from_stdin)
    comparison = compare(rows, api.sessions(), api.series(), name, utc_now())
    for line in report(comparison, cancel_missing=cancel_missing):
        typer.echo(line)
    if not apply:
        typer.echo("Nothing was done; --apply does it")
    elif refused := carry_out(api, comparison, cancel_missing=cancel_missing):
        raise CommandError("\n".join(["refused, and all else is done:", *refused]))


def read_file(file: Path, source: str, zone: str | None) -> list[Row]:
    """Raises CommandError, with every fault of it at once."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: it cannot be read ({error.strerror})") from error
    if file.suffix.lower() in {".ics", ".ical"}:
        return read_ical(file.name, content, source, zone)
    return read_csv(file.name, content, source)


def source_of(file: Path) -> str:
    """Raises CommandError when the file's name makes no source."""
    if name := re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")[:40].strip("-"):
        return name
    raise CommandError(f"{file.name}: its name makes no source; say --source")


@app.command("list")
def list_sessions(
    email: Email,
    password_from_stdin: PasswordFromStdin = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Those that have not started, and those that are postponed."""
    api = signed_in(chosen_deployment(home, aws, stack_name), email, password_from_stdin)
    for session in api.sessions(utc_now()).values():
        typer.echo(line_of(session))


@app.command()
def show(
    session_id: str,
    email: Email,
    password_from_stdin: PasswordFromStdin = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Everything that is known of one, as JSON."""
    api = signed_in(chosen_deployment(home, aws, stack_name), email, password_from_stdin)
    typer.echo(visible(api.session(session_id).model_dump_json(indent=2)))


@app.command()
def publish(
    session_id: str,
    email: Email,
    password_from_stdin: PasswordFromStdin = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Make a draft public; its announcement goes out."""
    api = signed_in(chosen_deployment(home, aws, stack_name), email, password_from_stdin)
    typer.echo(changed(api, session_id, status=SessionStatus.SCHEDULED))


@app.command()
def postpone(
    session_id: str,
    email: Email,
    password_from_stdin: PasswordFromStdin = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Take its date away until there is a new one; everybody who was told hears of it."""
    api = signed_in(chosen_deployment(home, aws, stack_name), email, password_from_stdin)
    typer.echo(changed(api, session_id, status=SessionStatus.POSTPONED))


@app.command()
def cancel(
    session_id: str,
    email: Email,
    series: Annotated[bool, typer.Option("--series", help="It is a series: all its dates to come.")] = False,
    password_from_stdin: PasswordFromStdin = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Cancel it for good; everybody who was told hears of it."""
    api = signed_in(chosen_deployment(home, aws, stack_name), email, password_from_stdin)
    if series:
        typer.echo("\n".join(api.cancel_series(session_id)) or "No date was left to cancel")
    else:
        typer.echo(changed(api, session_id, status=SessionStatus.CANCELLED))


@app.command()
def replay(
    session_id: str,
    link: Annotated[str, typer.Argument(help="https://www.tiktok.com/@<account>/video/<number>")],
    email: Email,
    password_from_stdin: PasswordFromStdin = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Say where it can be seen again; the first link is announced, a corrected one is not."""
    api = signed_in(chosen_deployment(home, aws, stack_name), email, password_from_stdin)
    typer.echo(changed(api, session_id, replay_link=link))


def changed(api: StaffApi, session_id: str, **fields: Any) -> str:
    """Change the session as it stands now; answers its line. Raises CommandError for what cannot be."""
    try:
        command = ChangeSession(expected_revision=api.session(session_id).revision, **fields)
    except ValidationError as error:
        raise CommandError("; ".join(each["msg"] for each in error.errors())) from error
    return line_of(api.change_session(session_id, command))


def line_of(session: Session) -> str:
    """For a terminal."""
    return visible(f"{session.id}  {session.status}  {start_of(session)}  {session.title.en}")
