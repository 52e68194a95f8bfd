"""Publications between the command and the table: the staff API in this process, and whoever publishes what
lies in the bucket, woken whenever the command waits."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import boto3

from campaign.api.publications import publication_routes
from campaign.api.tasks import task_routes
from campaign.aws.buckets import S3ContentBucket
from campaign.aws.publications import PublicationTable
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.aws.tasks import TaskTable
from campaign.kernel.clock import Clock
from campaign.publications.publish import Publisher
from campaign.publications.showing import Limits
from campaign.publications.uploads import Uploads
from campaign_cli.deployment import Deployment
from campaign_cli.staff_api import RefusedError
from campaign_cli.staff_api import StaffApi as CommandsApi
from tests.unit.api.staff import StaffApi
from tests.unit.publications.samples import files
from tests.unit.template_resources import Resources


class InProcess(CommandsApi):
    """The command's API, answered by the function's own routes."""

    def __init__(self, deployment: Deployment, routes: StaffApi, groups: str) -> None:
        super().__init__(deployment, "token")
        self.routes = routes
        self.groups = groups

    def _call(self, method: str, path: str, body: str | None = None) -> bytes:
        self.calls += 1
        url = urlsplit(path)
        parsed = json.loads(body) if body else None
        status, document = self.routes.call(
            method, url.path, parsed, self.groups, **dict(parse_qsl(url.query))
        )
        if status >= 300:
            raise RefusedError(f"{method} {path}", status, str(document.get("detail")))
        return json.dumps(document).encode()


@dataclass
class Stage:
    resources: Resources
    table: Table
    clock: Clock
    deployment: Deployment = field(init=False)
    published: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.deployment = Deployment("unit", boto3.Session())
        self.deployment.outputs = {"ContentBucketName": self.resources.bucket("content")}

    @property
    def publications(self) -> PublicationTable:
        return PublicationTable(self.table)

    def api(self, groups: str = "reviewer") -> InProcess:
        routes = StaffApi(
            publication_routes(self.publications, Limits(), self.clock), task_routes(TaskTable(self.table))
        )
        return InProcess(self.deployment, routes, groups)

    def publish_what_was_uploaded(self, *_: Any) -> None:
        """In place of the function, each upload once."""
        bucket = self.resources.bucket("content")
        uploads = Uploads(
            S3ContentBucket(boto3.client("s3"), bucket), TableQuarantine(self.table), self.clock
        )
        publisher = Publisher(self.publications, uploads, self.clock)
        found = boto3.client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])
        for key, etag in ((each["Key"], each["ETag"]) for each in found):
            if key.endswith(".zip") and f"{key}{etag}" not in self.published:
                self.published.append(f"{key}{etag}")
                publisher.publish(key)


def written(folder: Path, texts: dict[str, str | bytes] | None = None) -> Path:
    """The files of a valid toolkit, or these, in the folder."""
    for name, text in (texts or files()).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder
