"""Bundles on their way: uploaded, and waited for until each is a revision or was refused."""

import hashlib
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from botocore.exceptions import ClientError

from campaign.publications.faults import Fault, FaultReport
from campaign.publications.kind import Kind
from campaign.publications.uploads import report_key
from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.publishing.drafts import Draft, Settings
from campaign_cli.publishing.shelf import Shelf, Standing

PATIENCE = 300.0
"""Seconds without any news after which waiting ends."""
_PAUSE = 1.0
_REPORTS_EVERY = 3
"""Rounds of asking: what is refused is seen a little later than what is taken."""


@dataclass
class Bucket:
    """The content bucket of a deployment."""

    deployment: Deployment
    etags: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._s3 = self.deployment.client("s3")
        self._name = self.deployment.outputs["ContentBucketName"]

    def upload(self, key: str, bundle: bytes) -> None:
        answer = self._s3.put_object(Bucket=self._name, Key=key, Body=bundle)
        self.etags[key] = answer["ETag"].strip('"')

    def holds(self, key: str, bundle: bytes) -> bool:
        """Whether these very bytes lie there. The bucket encrypts with SSE-S3, so an ETag is an MD5."""
        try:
            answer = self._s3.head_object(Bucket=self._name, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey", "NotFound"):
                return False
            raise
        return answer["ETag"].strip('"') == hashlib.md5(bundle, usedforsecurity=False).hexdigest()

    def forget(self, kind: Kind, publication_id: str) -> None:
        """Delete its bundle, the report beside it and its attachments, each in every version: the bucket
        keeps what is only deleted."""
        pages = self._s3.get_paginator("list_object_versions")
        for prefix in (f"{kind.folder}/{publication_id}.", f"{kind.folder}/{publication_id}/"):
            for page in pages.paginate(Bucket=self._name, Prefix=prefix):
                for each in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
                    self._s3.delete_object(Bucket=self._name, Key=each["Key"], VersionId=each["VersionId"])

    def report(self, key: str) -> tuple[Fault, ...]:
        """What was found wrong with the upload made here; empty while nothing was."""
        try:
            body = self._s3.get_object(Bucket=self._name, Key=report_key(key))["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                return ()
            raise
        report = FaultReport.model_validate_json(body)
        return report.faults if report.etag == self.etags.get(key) else ()


def is_there(draft: Draft, standings: dict[str, Standing]) -> bool:
    """Whether its newest revision says exactly this."""
    standing = standings.get(draft.name)
    return standing is not None and standing.latest_hash == draft.content.content_hash


def upload_settings(bucket: Bucket, settings: Iterable[Settings]) -> list[str]:
    """The names of those that were not there already."""
    changed = [each for each in settings if not bucket.holds(each.key, each.bundle)]
    for each in changed:
        bucket.upload(each.key, each.bundle)
    return [each.name for each in changed]


def wait_for_revisions(
    drafts: Collection[Draft],
    shelf: Shelf,
    bucket: Bucket,
    tell: Callable[[Draft], None] = lambda draft: None,
    patience: float = PATIENCE,
) -> dict[str, tuple[Fault, ...]]:
    """The faults of those that were refused, by name; `tell` hears of each that is decided. Raises
    CommandError when nothing happens for `patience` seconds."""
    waiting = {draft.name: draft for draft in drafts}
    refused: dict[str, tuple[Fault, ...]] = {}
    last_news, rounds = time.monotonic(), 0
    while waiting:
        standings = shelf.standings(draft.kind for draft in waiting.values())
        rounds += 1
        decided = [draft for draft in waiting.values() if is_there(draft, standings)]
        if rounds % _REPORTS_EVERY == 0:
            for draft in (each for each in waiting.values() if each not in decided):
                if faults := bucket.report(draft.key):
                    refused[draft.name] = faults
                    decided.append(draft)
        for draft in decided:
            del waiting[draft.name]
            tell(draft)
        if decided:
            last_news = time.monotonic()
        elif time.monotonic() - last_news > patience:
            names = ", ".join(sorted(waiting))
            raise CommandError(f"no news of {names} for {patience:.0f} s; look at the publications queue")
        if waiting:
            time.sleep(_PAUSE)
    return refused


def approve_all(
    drafts: Iterable[Draft], shelf: Shelf, standings: dict[str, Standing]
) -> tuple[int, dict[str, str]]:
    """Approve what the newest revision of each says, as it was seen here, in every language that it requires
    and is not yet approved in: how many approvals were given, and by name why some were refused."""
    given = 0
    refused: dict[str, str] = {}
    for draft in drafts:
        standing = standings[draft.name]
        already = standing.approved.get(standing.latest, ())
        for language in draft.content.required_languages:
            if language in already or not is_there(draft, standings):
                continue
            try:
                shelf.approve(draft.kind, draft.id, standing.latest, language)
            except CommandError as error:
                refused[draft.name] = str(error)
                break
            given += 1
    return given, refused
