"""What is sent to one person: several paragraphs in both languages."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from campaign.publications.fields import Shown
from campaign.publications.kind import Language

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_ADDRESS = re.compile(r"https://[^\s<>\"'،,)]+")
_BETWEEN = "\n\n"


def _in_paragraphs(text: str) -> str:
    """A blank line stays, the ends of a file's lines do not: it is sent where lines end elsewhere."""
    return _BETWEEN.join(" ".join(paragraph.split()) for paragraph in _BLANK_LINES.split(text))


Letter = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=1500),
    Shown,
    AfterValidator(_in_paragraphs),
]


class BothLetters(BaseModel):
    """The two say the same, as far as a machine can see, and lead to help."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ar: Letter
    en: Letter

    def __getitem__(self, language: Language) -> str:
        return self.ar if language == "ar" else self.en

    @model_validator(mode="after")
    def _says_the_same_and_leads_to_help(self) -> Self:
        """Numbers to call change and differ by country: a person is led to where they are kept right."""
        english, arabic = (sorted(_ADDRESS.findall(half)) for half in (self.en, self.ar))
        if not english:
            raise PydanticCustomError("no_help", "it leads to no help")
        if english != arabic:
            raise PydanticCustomError("links", "ar and en lead to different places")
        if self.en.count(_BETWEEN) != self.ar.count(_BETWEEN):
            raise PydanticCustomError("paragraphs", "ar and en differ in their paragraphs")
        if any(each.isdigit() for half in (self.en, self.ar) for each in _ADDRESS.sub("", half)):
            raise PydanticCustomError("figures", "it holds a number")
        return self
