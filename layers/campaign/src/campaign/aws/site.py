"""The site bucket, written with S3's conditional requests.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from campaign.aws.errors import code_of, translated
from campaign.hub.site import SiteFile
from campaign.kernel.errors import ConflictError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# Changed meanwhile, changing right now, deleted meanwhile.
_MOVED = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"})


class S3Site:
    """Implements `campaign.hub.site.Site`."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self.client = client
        self.bucket = bucket

    def etags(self) -> dict[str, str]:
        etags: dict[str, str] = {}
        with translated(self.bucket):
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket):
                etags |= {found["Key"]: found["ETag"].strip('"') for found in page.get("Contents", [])}
        return etags

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
