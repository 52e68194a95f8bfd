"""What one revision says: facts, the two halves of its prose, and its attachments."""

from datetime import datetime
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from campaign.publications.about import AboutToolkit, AnyAbout
from campaign.publications.fields import FileName, Line, Paragraph
from campaign.publications.kind import LANGUAGES, Kind, Language

MediaType = Literal["application/pdf", "image/png", "image/jpeg", "image/webp"]
EXTENSIONS: dict[MediaType, str] = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
}


class Head(BaseModel):
    """The front matter of a half. A field's description is what its author is told to write."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Annotated[Line, Field(description="one line of at most 100 characters")]
    summary: Annotated[Paragraph, Field(description="what it is for, in at most 400 characters")]


class Prose(Head):
    """One half: its front matter and its body in CommonMark."""

    body: str


class Attachment(BaseModel):
    """A file of the bundle; `name` is as its author wrote it, `sha256` hexadecimal, `size` in bytes. Pictures
    have `width` and `height` in pixels."""

    model_config = ConfigDict(frozen=True)

    name: FileName
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    size: int
    media_type: MediaType
    width: int | None = None
    height: int | None = None

    @property
    def path(self) -> str:
        """Below its publication in the content bucket, and on the site."""
        return f"files/{self.sha256}.{EXTENSIONS[self.media_type]}"


class Content(BaseModel):
    """What a valid bundle says; `texts` are empty for kinds without prose."""

    model_config = ConfigDict(frozen=True)

    about: AnyAbout
    texts: dict[Language, Prose] = Field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()

    @property
    def kind(self) -> Kind:
        return self.about.kind

    @property
    def content_hash(self) -> str:
        """The same for the same words and files, however they were zipped."""
        return sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def version(self) -> str | None:
        """A toolkit's; other kinds have revisions alone."""
        return self.about.version if isinstance(self.about, AboutToolkit) else None

    def at_times(self, opens_at: datetime | None, closes_at: datetime | None) -> "Content":
        """The same words, public from and until then. Raises ValidationError for times that its kind cannot
        have."""
        about = self.about.model_dump() | {"opens_at": opens_at, "closes_at": closes_at}
        return self.model_copy(update={"about": type(self.about).model_validate(about)})

    @property
    def required_languages(self) -> tuple[Language, ...]:
        """Those in which a reviewer must approve a revision before it is public; a safety correction may go
        out in one, and is labelled so."""
        only = self.about.safety_correction
        return (only,) if only else LANGUAGES


def attachment_key(kind: Kind, publication_id: str, path: str) -> str:
    """Where the content bucket keeps an attachment; `path` is the attachment's."""
    return f"{kind.folder}/{publication_id}/{path}"
