"""Files of publications that are shown, on the site under what they hold."""

from collections.abc import Iterator
from functools import partial
from typing import Protocol

from campaign.hub.plan import Planned
from campaign.hub.published import Published, content_of
from campaign.hub.site import SiteFile, StoredFile
from campaign.publications.content import Attachment, attachment_key
from campaign.publications.publication import Publication
from campaign.publications.uploads import Upload

# Not for ever, though the name stands for the content: what is recalled must go.
_BRIEFLY = "public, max-age=60"


class ReadableBucket(Protocol):
    """Where attachments are kept. Implemented by `campaign.aws.buckets.S3ContentBucket`."""

    def read(self, key: str, *, at_most: int) -> Upload | None: ...


def files_of(everything: Published, bucket: ReadableBucket) -> Iterator[Planned]:
    """Each once, with all publications that have it."""
    having: dict[str, list[Publication]] = {}
    attachments: dict[str, Attachment] = {}
    for publication in everything.shown.values():
        for attachment in content_of(publication).attachments:
            having.setdefault(attachment.path, []).append(publication)
            attachments.setdefault(attachment.path, attachment)
    for path, publications in having.items():
        file = StoredFile(path, _Reader(publications[0], attachments[path], bucket))
        yield Planned(path, frozenset(each.subject for each in publications), partial(_itself, file))


def _itself(file: StoredFile) -> StoredFile:
    return file


class _Reader:
    """Reads the file when it is asked for: not at every build."""

    def __init__(self, publication: Publication, attachment: Attachment, bucket: ReadableBucket) -> None:
        self.key = attachment_key(publication.kind, publication.id, attachment.path)
        self.attachment = attachment
        self.bucket = bucket

    def __call__(self) -> SiteFile | None:
        upload = self.bucket.read(self.key, at_most=self.attachment.size)
        if upload is None:
            return None
        return SiteFile(self.attachment.path, upload.content, self.attachment.media_type, _BRIEFLY)
