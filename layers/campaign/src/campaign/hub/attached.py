"""Files of publications that are shown, on the site under what they hold."""

from collections.abc import Iterator

from campaign.hub.published import Published, content_of
from campaign.hub.site import SiteFile, StoredFile
from campaign.publications.content import Attachment, attachment_key
from campaign.publications.publication import Publication
from campaign.publications.uploads import ContentBucket

# Not for ever, though the name stands for the content: what is recalled must go.
_BRIEFLY = "public, max-age=60"


def files_of(everything: Published, bucket: ContentBucket) -> Iterator[StoredFile]:
    seen: set[str] = set()
    for publication in everything.shown.values():
        for attachment in content_of(publication).attachments:
            if attachment.path not in seen:
                seen.add(attachment.path)
                yield StoredFile(attachment.path, _Reader(publication, attachment, bucket))


class _Reader:
    """Reads the file when it is asked for: not at every build."""

    def __init__(self, publication: Publication, attachment: Attachment, bucket: ContentBucket) -> None:
        self.key = attachment_key(publication.kind, publication.id, attachment.path)
        self.attachment = attachment
        self.bucket = bucket

    def __call__(self) -> SiteFile | None:
        upload = self.bucket.read(self.key, at_most=self.attachment.size)
        if upload is None:
            return None
        return SiteFile(self.attachment.path, upload.content, self.attachment.media_type, _BRIEFLY)
