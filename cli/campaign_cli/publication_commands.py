"""`campaign publications …`: how publications stand, and what reviewers and publishers do with them."""

from typing import Annotated, Any

import typer

from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME
from campaign_cli.publishing.shelf import Shelf, Standing
from campaign_cli.publishing.uploading import Bucket
from campaign_cli.staff_sign_in import Email, signed_in

app = typer.Typer(no_args_is_help=True, help="See, approve, go back to, take back: what is published.")

Name = Annotated[
    str, typer.Argument(metavar="KIND:ID", help="As in links: toolkit:supporting-a-friend, guide:low-mood.")
]
Revision = Annotated[int, typer.Option("--revision", "-r", min=1, help="Which revision is meant.")]
Arabic = Annotated[str, typer.Option("--why-ar", help="Why, in Arabic; everybody who was told reads it.")]
English = Annotated[str, typer.Option("--why-en", help="Why, in English.")]
Lang = Annotated[
    str | None, typer.Option("--language", help="ar or en; without it, every language that is required.")
]


def shelf_of(email: str, home: Home, aws: bool, stack_name: str | None) -> Shelf:
    """Raises CommandError when the sign-in is refused."""
    return Shelf(signed_in(chosen_deployment(home, aws, stack_name), email))


def parse(name: str) -> tuple[Kind, str]:
    """Raises CommandError for what names no publication."""
    word, _, publication_id = name.partition(":")
    if word not in set(Kind) or not publication_id:
        raise CommandError(f"{name} names no publication; write it as guide:low-mood ({', '.join(Kind)})")
    return Kind(word), publication_id


@app.command("list")
def show_all(
    email: Email,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Of this kind alone.")] = None,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """How each stands: which revision is live, what waits for approval, what is hidden."""
    for standing in shelf_of(email, home, aws, stack_name).standings([kind] if kind else Kind).values():
        typer.echo(describe(standing))


@app.command()
def show(
    name: Name, email: Email, home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None
) -> None:
    """All that is kept of one: approvals, overrides, recalls; and what its newest revision breaks."""
    shelf, (kind, publication_id) = shelf_of(email, home, aws, stack_name), parse(name)
    document = shelf.document(kind, publication_id)
    typer.echo(describe(Standing.model_validate(document)))
    typer.echo("\n".join(_history(document)))
    if document["latest_hash"]:
        for finding in shelf.revision(kind, publication_id, document["latest"]).findings:
            where = f"{finding.file}:{', '.join(map(str, (finding.line, *finding.also)))}"
            typer.echo(f"  {finding.severity} {finding.rule} at {where}: {finding.why} {finding.remedy}")


@app.command()
def compare(
    name: Name,
    before: Annotated[int, typer.Argument(metavar="FROM", min=1)],
    after: Annotated[int, typer.Argument(metavar="TO", min=1)],
    email: Email,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Two revisions, as a unified diff."""
    diff = shelf_of(email, home, aws, stack_name).compare(*parse(name), before, after)
    typer.echo(diff or "they say the same")


@app.command()
def approve(
    name: Name,
    revision: Revision,
    email: Email,
    language: Lang = None,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """As a reviewer who is not its author; it is public once every required language is approved."""
    shelf, (kind, publication_id) = shelf_of(email, home, aws, stack_name), parse(name)
    for each in _languages(language, shelf, kind, publication_id, revision):
        typer.echo(describe(shelf.approve(kind, publication_id, revision, each)))


@app.command()
def rollback(
    name: Name,
    revision: Revision,
    email: Email,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Show another approved revision, an older one or a newer."""
    kind, publication_id = parse(name)
    typer.echo(describe(shelf_of(email, home, aws, stack_name).show(kind, publication_id, revision)))


@app.command()
def recall(
    name: Name,
    revision: Revision,
    arabic: Arabic,
    english: English,
    email: Email,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Take a revision back for good, and tell everybody who was told of it."""
    kind, publication_id = parse(name)
    shelf = shelf_of(email, home, aws, stack_name)
    why = {"ar": arabic, "en": english}
    typer.echo(describe(shelf.recall(kind, publication_id, revision, why)))


@app.command()
def override(
    name: Name,
    revision: Revision,
    rule: Annotated[str, typer.Option("--rule", help="The rule of safe messaging that stops it.")],
    why: Annotated[str, typer.Option("--why", help="Why it may go out all the same; it is kept.")],
    email: Email,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Let a revision go out in spite of a rule of safe messaging."""
    kind, publication_id = parse(name)
    shelf = shelf_of(email, home, aws, stack_name)
    typer.echo(describe(shelf.override(kind, publication_id, revision, rule, why)))


@app.command()
def withdraw(
    name: Name, email: Email, home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None
) -> None:
    """Take it away; of what nobody could see yet, nothing is kept, its uploaded bundle neither."""
    kind, publication_id = parse(name)
    standing = shelf_of(email, home, aws, stack_name).withdraw(kind, publication_id)
    if standing.latest_hash is None:
        Bucket(chosen_deployment(home, aws, stack_name)).forget(kind, publication_id)
    typer.echo(describe(standing))


@app.command()
def tasks(email: Email, home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None) -> None:
    """What somebody has to look at again, the next to come due first."""
    for task in shelf_of(email, home, aws, stack_name).api.ask("GET", "/tasks")["tasks"]:
        typer.echo(
            f"{task['due_at']}  {task['kind']}:{task['publication']} r{task['revision']}  {task['id']}"
        )


@app.command()
def done(
    task: Annotated[str, typer.Argument(help="As `tasks` names it, at the end of its line.")],
    email: Email,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Close a task: somebody has looked."""
    shelf_of(email, home, aws, stack_name).api.close_task(task)
    typer.echo(f"{task}: closed")


def describe(standing: Standing) -> str:
    if standing.withdrawn:
        return f"{standing.name}: withdrawn"
    state = "shown" if standing.shown else "hidden" if standing.live else "not published"
    live = f", revision {standing.live}" if standing.live else ""
    version = f" ({standing.published_version})" if standing.live and standing.published_version else ""
    parts = [f"{standing.name}: {state}{live}{version}"]
    if standing.live in standing.recalled:
        parts.append("recalled")
    if standing.latest > (standing.live or 0):
        approved = ", ".join(standing.approved.get(standing.latest, ())) or "none"
        parts.append(f"newest is revision {standing.latest}, approved in: {approved}")
    if standing.stale_at:
        parts.append(f"to be looked at again before {standing.stale_at[:10]}")
    return "; ".join(parts)


def _history(document: dict[str, Any]) -> list[str]:
    approvals = [
        f"  {each['at']} r{each['revision']} approved in {each['language']} by {each['by']}"
        for each in document["approvals"]
    ]
    overrides = [
        f"  {each['at']} r{each['revision']}: {each['rule']} overridden by {each['by']}: {each['why']}"
        for each in document["overrides"]
    ]
    recalls = [
        f"  {each['at']} r{each['revision']} recalled by {each['by']}: {each['why']['en']}"
        for each in document["recalls"]
    ]
    return sorted([*approvals, *overrides, *recalls])


def _languages(
    language: str | None, shelf: Shelf, kind: Kind, publication_id: str, revision: int
) -> tuple[Language, ...]:
    if language is None:
        return shelf.revision(kind, publication_id, revision).required_languages
    for each in LANGUAGES:
        if each == language:
            return (each,)
    raise CommandError(f"{language} is no language here; choose ar or en")
