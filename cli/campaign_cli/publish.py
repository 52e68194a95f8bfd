"""`campaign publish FOLDER`: check a toolkit with the code that publishes it, and upload it as a bundle."""

from io import BytesIO
from pathlib import Path
from typing import Annotated
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from campaign.publications.bundle import FILES
from campaign.publications.publish import bundle_key
from campaign.publications.toolkit import ToolkitContent
from campaign.publications.validation import read_bundle
from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME

console = Console()


def pack(folder: Path) -> bytes:
    """The folder's halves as a zip: the same words make the same bytes. A missing one is for the check."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in FILES:
            if (folder / name).is_file():
                archive.writestr(ZipInfo(name), (folder / name).read_bytes(), ZIP_DEFLATED)
    return packed.getvalue()


def publish_toolkit(deployment: Deployment, folder: Path) -> ToolkitContent:
    """Upload the toolkit in `folder`, whose name is its id. Raises CommandError when it has faults."""
    bundle = pack(folder)
    content = read_bundle(bundle)
    if not isinstance(content, ToolkitContent):
        table = Table("File", "Line", "Rule", "Remedy", title=f"{folder.name}: not published")
        for fault in content:
            table.add_row(fault.file, str(fault.line), Text(fault.rule), fault.remedy)
        console.print(table)
        raise CommandError(f"{folder.name} has {len(content)} faults; mend them and publish again")
    deployment.client("s3").put_object(
        Bucket=deployment.outputs["ContentBucketName"], Key=bundle_key(folder.name), Body=bundle
    )
    return content


def publish(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, resolve_path=True)],
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Publish the toolkit in FOLDER, an en.md and an ar.md; its id is the folder's name."""
    content = publish_toolkit(chosen_deployment(home, aws, stack_name), folder)
    console.print(f"{folder.name} {content.version}: uploaded; it is public as soon as it is processed")
