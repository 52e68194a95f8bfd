"""The content bucket: uploads, their reports, and the notifications that tell of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from botocore.exceptions import ClientError
from pydantic import BaseModel

from campaign.aws.errors import code_of, translated
from campaign.publications.uploads import Upload

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3ContentBucket:
    """Implements `campaign.publications.uploads.ContentBucket`."""

    def __init__(self, client: S3Client, name: str) -> None:
        self.client = client
        self.name = name

    def read(self, key: str, *, at_most: int) -> Upload | None:
        """The current object, of which one byte more than `at_most` is read; None if there is none."""
        try:
            with translated(key):
                answer = self.client.get_object(Bucket=self.name, Key=key)
                return Upload(content=answer["Body"].read(at_most + 1), etag=answer["ETag"].strip('"'))
        except ClientError as error:
            if code_of(error) == "NoSuchKey":
                return None
            raise

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        with translated(key):
            self.client.put_object(Bucket=self.name, Key=key, Body=body, ContentType=content_type)

    def delete(self, key: str) -> None:
        """Idempotent: deleting what is not there is no error."""
        with translated(key):
            self.client.delete_object(Bucket=self.name, Key=key)


class _Object(BaseModel):
    key: str


class _S3(BaseModel):
    object: _Object


class _Record(BaseModel):
    s3: _S3


class _Notification(BaseModel):
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html, and the test
    event that S3 sends once when notifications are switched on: it has no records."""

    Event: str | None = None
    Records: tuple[_Record, ...] = ()


def uploaded_keys(body: str) -> list[str]:
    """Keys named by one S3 notification, each once. Raises ValidationError when it is none."""
    notification = _Notification.model_validate_json(body)
    return list(dict.fromkeys(unquote_plus(record.s3.object.key) for record in notification.Records))
