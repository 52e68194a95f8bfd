"""What fields of an about.yaml are made of: written as text (see front_matter.py), kept as values."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from campaign.kernel.errors import PermanentError
from campaign.kernel.wall_time import to_utc, zone_named
from campaign.publications.bidi import is_balanced
from campaign.publications.kind import Language

T = TypeVar("T")

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_UNKNOWN = frozenset({"", "~", "null", "Null", "NULL"})


def known(value: Any) -> Any:
    """None for what YAML calls null, which arrives as text like all scalars."""
    return None if isinstance(value, str) and value.strip() in _UNKNOWN else value


Maybe = Annotated[T | None, BeforeValidator(known)]
"""What may be not known, or not done yet."""


def _broken(rule: str) -> PydanticCustomError:
    """With nothing before its words, where pydantic says "Value error" of any other."""
    return PydanticCustomError("broken", "{rule}", {"rule": rule})


def _harmless(text: str) -> str:
    """The file was checked as it is written (texts.py), where YAML's escapes hide what they stand for."""
    if not all(map(is_balanced, text.splitlines())) or _CONTROL.search(text):
        raise _broken("it holds a character that could do harm where it is shown; remove it")
    return text


Shown = AfterValidator(_harmless)
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Shown]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400), Shown]
Remark = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
# https://semver.org without pre-release and build parts: what is published is released.
Version = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]  # ISO 3166-1 alpha-2
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]  # ISO 639
HttpsAddress = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>\"']+$", max_length=2048)]
WebAddress = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$", max_length=2048)]
Phone = Annotated[str, StringConstraints(pattern=r"^\+?[0-9][0-9 -]{1,18}$")]  # short codes and E.164
FileName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.(pdf|png|jpe?g|webp)$", max_length=80)]
Share = Annotated[Decimal, Field(ge=0, le=100_000, max_digits=8, decimal_places=2)]


@lru_cache(maxsize=256)
def _zone(name: str) -> str:
    try:
        zone_named(name)
    except PermanentError as error:
        raise _broken(f"{error.rule}; {error.remedy}") from None
    return name


Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone)]


class Both(BaseModel):
    """A line or two in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ar: Paragraph
    en: Paragraph

    def __getitem__(self, language: Language) -> str:
        return self.ar if language == "ar" else self.en


class Source(BaseModel):
    """Where something is known from; `url` is None where there is none to give."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Both
    url: Maybe[HttpsAddress] = None


def moment(value: Any, zone: str | None) -> Any:
    """A point in time in UTC, from one with an offset or from what clocks in `zone` show.

    Raises PydanticCustomError for a time that they skip or show twice, and for what names no point in time.
    """
    value = known(value)
    if not isinstance(value, str | datetime):
        return value
    try:
        when = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except ValueError:
        raise _broken("it is no time; write it as 2026-03-01T21:00, beside a zone") from None
    if when.tzinfo is not None:
        return when.astimezone(UTC)
    if zone is None:
        raise _broken("it has no zone; add `zone`, such as Asia/Dubai")
    try:
        return to_utc(when, zone)
    except PermanentError as error:
        remedy = error.remedy if "fold" not in error.remedy else "write it with its offset, such as +02:00"
        raise _broken(f"{error.rule}; {remedy}") from None
