"""A toolkit: material made with experts, the same in both languages, published in numbered revisions."""

from hashlib import sha256
from typing import Annotated, Literal, NewType

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

ToolkitId = NewType("ToolkitId", str)
Language = Literal["en", "ar"]
LANGUAGES: tuple[Language, ...] = ("en", "ar")

_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
_Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
# https://semver.org without pre-release and build parts: what is published is released.
_Version = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}$")]


class Expert(BaseModel):
    """Who stands behind the material, named in the language of the half that names them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: _Line
    role: _Line


def _somebody(experts: tuple[Expert, ...]) -> tuple[Expert, ...]:
    # Not min_length: pydantic would count only the entries without a fault, and report a second one.
    if not experts:
        raise PydanticCustomError("nobody", "nobody is named")
    return experts


class FrontMatter(BaseModel):
    """The head of each half. A field's description is what its author is told to write."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Annotated[_Line, Field(description="one line of at most 100 characters")]
    summary: Annotated[_Paragraph, Field(description="what it is for, in at most 400 characters")]
    version: Annotated[_Version, Field(description="three whole numbers, such as 1.2.0")]
    experts: Annotated[
        tuple[Expert, ...],
        AfterValidator(_somebody),
        Field(description="a list, each entry with a name and a role"),
    ]
    change_note: Annotated[
        _Paragraph, Field(description="what is new in this version, in at most 400 characters")
    ]


class ToolkitText(FrontMatter):
    """One half: its front matter and its body in CommonMark."""

    body: str


class ToolkitContent(BaseModel):
    """What a valid bundle says."""

    model_config = ConfigDict(frozen=True)

    version: _Version
    texts: dict[Language, ToolkitText]

    @property
    def content_hash(self) -> str:
        """The same for the same words, however they were zipped."""
        return sha256(self.model_dump_json().encode()).hexdigest()


class Toolkit(BaseModel):
    """One published revision; `revision` rises by one from 1, `published_at` is UTC."""

    model_config = ConfigDict(frozen=True)

    id: ToolkitId
    revision: Annotated[int, Field(ge=1)]
    content: ToolkitContent
    published_at: AwareDatetime
