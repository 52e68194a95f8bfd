"""`campaign publish FOLDER`: check content with the code that publishes it, show what changes, upload it."""

import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from campaign.publications.compare import compare
from campaign.publications.content import Content
from campaign.publications.faults import Fault
from campaign.publications.kind import Kind
from campaign.publications.lint import errors_in
from campaign.publications.publication import Finding
from campaign_cli.call_count import CallCount
from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME
from campaign_cli.publishing.drafts import Draft, Found, find, leading_nowhere, links_of
from campaign_cli.publishing.shelf import Shelf, Standing
from campaign_cli.publishing.uploading import (
    Bucket,
    approve_all,
    is_there,
    upload_settings,
    wait_for_revisions,
)
from campaign_cli.staff_api import StaffApi
from campaign_cli.staff_sign_in import signed_in

console = Console()

Reader = Annotated[
    str | None,
    typer.Option(
        "--as",
        "--email",
        envvar="CAMPAIGN_STAFF_EMAIL",
        metavar="EMAIL",
        help="Whose sign-in is used to see what is there, and to approve; publications need one.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before uploading.")]
Approve = Annotated[
    bool, typer.Option("--approve", help="Approve it all, in every language, as the reviewer --as.")
]
DespiteRules = Annotated[
    bool,
    typer.Option(
        "--despite-rules",
        help="Upload what a rule of safe messaging stops, for a publisher to override it and say why.",
    ),
]


def publish(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, resolve_path=True)],
    email: Reader = None,
    yes: Yes = False,
    approve: Approve = False,
    despite_rules: DespiteRules = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Publish what lies in FOLDER: one publication, all of a kind, the policy, the words of announcements, or
    a whole tree of these such as content/."""
    began = time.monotonic()
    found = find(folder)
    refuse(found.faults)
    deployment = chosen_deployment(home, aws, stack_name)
    calls = CallCount(deployment)
    bucket = Bucket(deployment)
    show_findings({each.name: each.findings for each in found.settings})
    changed, approvals = upload_settings(bucket, found.settings), 0
    for each in found.settings:
        console.print(
            f"{each.name}: " + ("uploaded, " if each.name in changed else "unchanged, ") + each.says
        )
    if found.drafts:
        if email is None:
            raise CommandError("publications need a sign-in: add --as EMAIL, of a reviewer or publisher")
        shelf = Shelf(signed_in(deployment, email))
        uploaded, approvals = _publish(
            found, shelf, bucket, yes=yes, approve=approve, despite_rules=despite_rules
        )
        changed += uploaded
        calls.staff = shelf.api.calls
    console.print(
        f"{len(changed)} uploaded, {len(found.drafts) + len(found.settings) - len(changed)} unchanged, "
        f"{approvals} approvals; {time.monotonic() - began:.1f} s, {calls}"
    )


def _publish(
    found: Found, shelf: Shelf, bucket: Bucket, *, yes: bool, approve: bool, despite_rules: bool
) -> tuple[list[str], int]:
    """The names of those uploaded, and how many approvals were given."""
    drafts = found.drafts
    standings = shelf.standings(draft.kind for draft in drafts)
    refuse(leading_nowhere(drafts, _known(drafts, shelf, standings)))
    changed = [draft for draft in drafts if not is_there(draft, standings)]
    for draft in changed:
        show_difference(draft, shelf, standings.get(draft.name))
    show_findings({draft.name: draft.findings for draft in changed})
    stopped = sorted(draft.name for draft in changed if errors_in(draft.findings))
    if stopped and not despite_rules:
        raise CommandError(
            f"{', '.join(stopped)}: stopped by rules of safe messaging; mend the texts, or add "
            "--despite-rules and have a publisher override them"
        )
    if changed and not yes:
        typer.confirm(f"Upload {len(changed)} publications?", abort=True)
    upload(changed, shelf, bucket)
    if not approve:
        return [draft.name for draft in changed], 0
    if changed:
        standings = shelf.standings(draft.kind for draft in drafts)
    given, refused = approve_all(drafts, shelf, standings)
    if refused:
        raise CommandError("\n".join(f"{name}: not approved: {why}" for name, why in refused.items()))
    return [draft.name for draft in changed], given


def publish_settings(deployment: Deployment, folder: Path) -> None:
    """Upload the policy, or the words of announcements. Raises CommandError when they have faults."""
    found = find(folder)
    refuse(found.faults)
    for each in found.settings:
        Bucket(deployment).upload(each.key, each.bundle)


def publish_approved(deployment: Deployment, folder: Path, reviewer: StaffApi) -> Content:
    """The publication in `folder`, uploaded, and approved in every language. Raises CommandError when it has
    faults or the approval is refused."""
    found, shelf = find(folder), Shelf(reviewer)
    refuse(found.faults)
    upload(found.drafts, shelf, Bucket(deployment))
    _, refused = approve_all(found.drafts, shelf, shelf.standings(draft.kind for draft in found.drafts))
    if refused:
        raise CommandError("; ".join(refused.values()))
    return found.drafts[0].content


def upload(drafts: Collection[Draft], shelf: Shelf, bucket: Bucket) -> None:
    """Each becomes a revision. Raises CommandError with the faults of those that are refused."""
    with Progress(console=console, transient=True) as progress:
        sending = progress.add_task("uploading", total=len(drafts))
        for draft in drafts:
            bucket.upload(draft.key, draft.bundle)
            progress.advance(sending)
        deciding = progress.add_task("waiting for revisions", total=len(drafts))
        refused = wait_for_revisions(drafts, shelf, bucket, lambda draft: progress.advance(deciding))
    refuse(refused)


def show_findings(findings: Mapping[str, Sequence[Finding]]) -> None:
    """What the rules of safe messaging say of each; nothing where they say nothing."""
    if not any(findings.values()):
        return
    table = Table("Folder", "File", "Lines", "", "Rule", "Why", "Remedy", title="Safe messaging")
    for name, found in findings.items():
        for each in found:
            lines = ", ".join(map(str, (each.line, *each.also)))
            table.add_row(name, each.file, lines, each.severity, each.rule, Text(each.why), Text(each.remedy))
    console.print(table)


def show_difference(draft: Draft, shelf: Shelf, standing: Standing | None) -> None:
    """To what is live, or else to the newest revision."""
    number = standing and (standing.live or (standing.latest if standing.latest_hash else None))
    if not number:
        console.print(f"{draft.name}: new")
        return
    there = shelf.revision(draft.kind, draft.id, number).content
    console.print(f"{draft.name}: changed")
    console.print(Text(compare(there, draft.content, (f"revision {number}", "this folder"))))


def _known(drafts: Collection[Draft], shelf: Shelf, standings: Mapping[str, Standing]) -> set[str]:
    """Names that links may lead to. Other kinds are asked for only when something links to them."""
    linked = {Kind(link.partition(":")[0]) for draft in drafts for _, link in links_of(draft)}
    elsewhere = shelf.standings(sorted(linked - {draft.kind for draft in drafts}))
    there = {**standings, **elsewhere}
    return {name for name, standing in there.items() if not standing.withdrawn}


def refuse(faults: Mapping[str, Sequence[Fault]]) -> None:
    """Raises CommandError, after every fault has been shown, if there is one."""
    if not faults:
        return
    table = Table("Folder", "File", "Line", "Rule", "Remedy", title="Not published")
    for name, found in faults.items():
        for fault in found:
            table.add_row(name, fault.file, str(fault.line), Text(fault.rule), Text(fault.remedy))
    console.print(table)
    total = sum(map(len, faults.values()))
    raise CommandError(f"{', '.join(faults)}: {total} faults; mend them and publish again")
