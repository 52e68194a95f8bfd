"""The staff console of a deployment: static files, and one that says where its API and its sign-in are."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.project import ROOT

FOLDER = ROOT / "console"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_LEFT_OUT = {".md"}
CACHE_CONTROL = "no-cache"
"""Asked for anew every time: a few people use it, and none of them may work with an old one."""
CONFIG = "config.json"


class ConsoleFile(NamedTuple):
    """`path`: below the console's address."""

    path: str
    body: bytes
    content_type: str


def console_files(outputs: Mapping[str, str], folder: Path = FOLDER) -> list[ConsoleFile]:
    """All of it, for the deployment with these outputs. Raises CommandError for a file of no known type."""
    return [
        *(_file(path, folder) for path in sorted(folder.rglob("*")) if path.is_file() and _belongs(path)),
        ConsoleFile(CONFIG, json.dumps(config(outputs), indent=2).encode(), _TYPES[".json"]),
    ]


def config(outputs: Mapping[str, str]) -> dict[str, str]:
    """None of it is a secret."""
    pool = outputs["UserPoolId"]
    return {
        "api": outputs["StaffApiUrl"],
        "region": pool.partition("_")[0],
        "userPool": pool,
        "client": outputs["StaffClientId"],
    }


def publish_console(deployment: Deployment) -> int:
    """Upload all files, then delete what is no longer one of them; how many there are."""
    files = console_files(deployment.outputs)
    s3, bucket = deployment.client("s3"), deployment.outputs["ConsoleBucketName"]
    # The page last: what it names is there first.
    for file in sorted(files, key=lambda file: file.path.endswith(".html")):
        s3.put_object(
            Bucket=bucket,
            Key=file.path,
            Body=file.body,
            ContentType=file.content_type,
            CacheControl=CACHE_CONTROL,
        )
    wanted = {file.path for file in files}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for found in page.get("Contents", []):
            if found["Key"] not in wanted:
                s3.delete_object(Bucket=bucket, Key=found["Key"])
    return len(files)


def _belongs(path: Path) -> bool:
    return path.suffix not in _LEFT_OUT


def _file(path: Path, folder: Path) -> ConsoleFile:
    content_type = _TYPES.get(path.suffix)
    if content_type is None:
        raise CommandError(f"console/{path.relative_to(folder)}: no such type of file is served; remove it")
    return ConsoleFile(path.relative_to(folder).as_posix(), path.read_bytes(), content_type)
