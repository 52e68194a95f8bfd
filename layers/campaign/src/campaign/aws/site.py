"""The site bucket, written with S3's conditional requests.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from campaign.aws.errors import code_of, translated
from campaign.hub.site import Range, Scope, SiteFile
from campaign.kernel.errors import ConflictError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# Changed meanwhile, changing right now, deleted meanwhile.
_MOVED = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"})

# HEAD has no body to name it in.
_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})
_FEW = 20
"""Names a list, of a range with an end: the pages around a change, and a few that had to go."""


class S3Site:
    """Implements `campaign.hub.site.Site`."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self.client = client
        self.bucket = bucket

    def etags(self, scope: Scope) -> dict[str, str]:
        """Each range is listed as far as it goes; each file beside them costs a request of its own."""
        etags: dict[str, str] = {}
        with translated(self.bucket):
            for part in scope.ranges:
                etags.update(self._listed(part))
            for path in scope.alone:
                if (etag := self._etag_of(path)) is not None:
                    etags[path] = etag
        return etags

    def _listed(self, part: Range) -> Iterator[tuple[str, str]]:
        """S3 lists what comes behind a name: the name itself is there again when it is what was asked for."""
        bounds: Any = {"StartAfter": part.folder + _just_before(part.first)} if part.first else {}
        if part.last is not None:
            bounds["MaxKeys"] = _FEW
        request = {"Bucket": self.bucket, "Prefix": part.folder, **bounds}
        for page in self.client.get_paginator("list_objects_v2").paginate(**request):
            for found in page.get("Contents", []):
                if not part.holds(found["Key"]):
                    return
                yield found["Key"], found["ETag"].strip('"')

    def _etag_of(self, path: str) -> str | None:
        try:
            return self.client.head_object(Bucket=self.bucket, Key=path)["ETag"].strip('"')
        except ClientError as error:
            if code_of(error) in _ABSENT:
                return None
            raise

    def put(self, file: SiteFile, *, replacing: str | None) -> None:
        condition: Any = {"IfMatch": replacing} if replacing else {"IfNoneMatch": "*"}
        try:
            with translated(file.path):
                self.client.put_object(
                    Bucket=self.bucket,
                    Key=file.path,
                    Body=file.body,
                    ContentType=file.content_type,
                    CacheControl=file.cache_control,
                    **condition,
                )
        except ClientError as error:
            if code_of(error) in _MOVED:
                raise ConflictError(file.path, "another build wrote it meanwhile", "build again") from error
            raise


def _just_before(name: str) -> str:
    """A text that stands before the name, and behind all others of the site that do."""
    return name[:-1] + chr(ord(name[-1]) - 1) + "~"
