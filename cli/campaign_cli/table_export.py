"""Exports of the state table, in the shape in which DynamoDB writes them to S3 (format DYNAMODB_JSON).

Source: Amazon DynamoDB Developer Guide, "DynamoDB table export output format".
"""

from __future__ import annotations

import gzip
import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

from campaign.aws.attributes import Attributes
from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.waiting import wait_for

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FORMAT: Final = "DYNAMODB_JSON"
FOLDER = "AWSDynamoDB"
PATIENCE = 6 * 3600.0
"""Seconds: of a table of a few gigabytes an export takes minutes, of terabytes hours."""


class Folder(Protocol):
    """Where an export lies, with its manifests and `data/`."""

    def read(self, name: str) -> bytes:
        """Raises CommandError when there is no such file."""


@dataclass(frozen=True, slots=True)
class LocalFolder:
    path: Path

    def read(self, name: str) -> bytes:
        try:
            return (self.path / name).read_bytes()
        except OSError as error:
            raise CommandError(f"export {self.path}: {name} cannot be read: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class S3Folder:
    client: S3Client
    bucket: str
    prefix: str

    def read(self, name: str) -> bytes:
        key = f"{self.prefix}/{name}"
        try:
            return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except self.client.exceptions.NoSuchKey as error:
            raise CommandError(f"export s3://{self.bucket}/{self.prefix}: there is no {name}") from error


def folder_at(where: str, deployment: Deployment) -> Folder:
    """`s3://bucket/…/AWSDynamoDB/<export>`, read with the deployment's account, or a folder of this
    machine."""
    target = urlsplit(where)
    if target.scheme == "s3":
        return S3Folder(deployment.client("s3"), target.netloc, target.path.strip("/"))
    return LocalFolder(Path(where))


def items_in(folder: Folder) -> Iterator[Attributes]:
    """Every item. Raises CommandError for a file that is missing or not as it was written, and at the end
    when the manifest says another number: half an export is none."""
    summary = json.loads(folder.read("manifest-summary.json"))
    if summary["outputFormat"] != FORMAT or summary.get("exportType", "FULL_EXPORT") != "FULL_EXPORT":
        raise CommandError(f"the export is no full one in {FORMAT}; make one with: campaign export")
    seen = 0
    for line in folder.read("manifest-files.json").splitlines():
        file = json.loads(line)
        name = "data/" + file["dataFileS3Key"].rpartition("/")[2]
        packed = folder.read(name)
        if _checksum(packed) != file["md5Checksum"]:
            raise CommandError(f"export: {name} is not as it was written; fetch it again")
        for item in gzip.decompress(packed).splitlines():
            seen += 1
            yield json.loads(item)["Item"]
    if seen != summary["itemCount"]:
        raise CommandError(f"export: it holds {seen} items, and its manifest says {summary['itemCount']}")


def export_table(deployment: Deployment, bucket: str) -> str:
    """Have the table exported as it is now, and wait for it; answers where it is. Raises CommandError when it
    fails, or the table has no point-in-time recovery."""
    client = deployment.client("dynamodb")
    table = client.describe_table(TableName=deployment.outputs["TableName"])["Table"]
    try:
        arn = client.export_table_to_point_in_time(
            TableArn=table["TableArn"], S3Bucket=bucket, ExportFormat=FORMAT
        )["ExportDescription"]["ExportArn"]
    except client.exceptions.PointInTimeRecoveryUnavailableException as error:
        raise CommandError(f"table {table['TableName']} has no point-in-time recovery") from error
    said: dict[str, Any] = {}

    def is_over() -> bool:
        said.update(client.describe_export(ExportArn=arn)["ExportDescription"])
        return bool(said["ExportStatus"] != "IN_PROGRESS")

    wait_for(f"export {arn}", is_over, PATIENCE)
    if said["ExportStatus"] != "COMPLETED":
        raise CommandError(f"the export failed: {said.get('FailureMessage', 'without a reason')}")
    return f"s3://{bucket}/{FOLDER}/{arn.rpartition('/')[2]}"


def _checksum(body: bytes) -> str:
    """As the manifest tells it."""
    return b64encode(md5(body, usedforsecurity=False).digest()).decode()
