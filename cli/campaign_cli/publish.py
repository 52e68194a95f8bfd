"""`campaign publish FOLDER`: check content with the code that publishes it, and upload it."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Annotated
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from campaign.announcements.wording import AllWording
from campaign.announcements.wording_check import FILES as WORDING_FILES
from campaign.announcements.wording_check import read_wording
from campaign.announcements.wording_publish import WORDING_KEY
from campaign.policies.publish import POLICY_KEY
from campaign.policies.validation import POLICY_FILE, read_policy
from campaign.publications.content import Content
from campaign.publications.faults import Fault
from campaign.publications.kind import Kind
from campaign.publications.publish import bundle_key
from campaign.publications.validation import ABOUT_FILE, HALVES, Bundle, read_bundle
from campaign.videos.policy import Policy
from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME

console = Console()


def pack(folder: Path, names: Iterable[str] = (ABOUT_FILE, *HALVES)) -> bytes:
    """The folder's files of these names as a zip: the same words make the same bytes. A missing one is for
    the check."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in names:
            if (folder / name).is_file():
                archive.writestr(ZipInfo(name), (folder / name).read_bytes(), ZIP_DEFLATED)
    return packed.getvalue()


def publish_toolkit(deployment: Deployment, folder: Path) -> Content:
    """Upload the toolkit in `folder`, whose name is its id. Raises CommandError when it has faults."""
    bundle = pack(folder)
    found = read_bundle(Kind.TOOLKIT, bundle)
    if not isinstance(found, Bundle):
        raise _refused(folder, found)
    _upload(deployment, bundle_key(Kind.TOOLKIT, folder.name), bundle)
    return found.content


def publish_policy(deployment: Deployment, folder: Path) -> Policy:
    """Upload the policy.yaml in `folder`. Raises CommandError when it has faults."""
    bundle = pack(folder, [POLICY_FILE])
    policy = read_policy(bundle)
    if not isinstance(policy, Policy):
        raise _refused(folder, policy)
    _upload(deployment, POLICY_KEY, bundle)
    return policy


def publish_wording(deployment: Deployment, folder: Path) -> AllWording:
    """Upload the words of announcements in `folder`. Raises CommandError when they have faults."""
    bundle = pack(folder, WORDING_FILES)
    wording = read_wording(bundle)
    if not isinstance(wording, AllWording):
        raise _refused(folder, wording)
    _upload(deployment, WORDING_KEY, bundle)
    return wording


def publish(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, resolve_path=True)],
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Publish the toolkit in FOLDER, an en.md and an ar.md, whose id is the folder's name; or the policy in
    FOLDER, a policy.yaml; or the words of announcements in FOLDER, an en.yaml and an ar.yaml."""
    deployment = chosen_deployment(home, aws, stack_name)
    if any((folder / name).is_file() for name in WORDING_FILES):
        wording = publish_wording(deployment, folder)
        console.print(
            f"words of {len(wording.en.announcements)} announcements: uploaded; they hold in a minute"
        )
        return
    if (folder / POLICY_FILE).is_file():
        policy = publish_policy(deployment, folder)
        console.print(
            f"policy of {len(policy.rules)} rules: uploaded; it is in force within a minute, for videos"
        )
        console.print(
            "that come in from then on: those in review, or shown already, are not judged again by it"
        )
        return
    content = publish_toolkit(deployment, folder)
    console.print(f"{folder.name} {content.version}: uploaded; it is public when reviewers have approved it")


def _upload(deployment: Deployment, key: str, bundle: bytes) -> None:
    bucket = deployment.outputs["ContentBucketName"]
    deployment.client("s3").put_object(Bucket=bucket, Key=key, Body=bundle)


def _refused(folder: Path, faults: Sequence[Fault]) -> CommandError:
    table = Table("File", "Line", "Rule", "Remedy", title=f"{folder.name}: not published")
    for fault in faults:
        table.add_row(fault.file, str(fault.line), Text(fault.rule), fault.remedy)
    console.print(table)
    return CommandError(f"{folder.name} has {len(faults)} faults; mend them and publish again")
