"""What the campaign publishes: one revisioned kind of thing with many faces."""

from enum import StrEnum
from typing import Literal

Language = Literal["en", "ar"]
LANGUAGES: tuple[Language, ...] = ("en", "ar")


class Kind(StrEnum):
    """The value is the word of the bus's subjects, of links (`guide:low-mood`), of keys and of the API."""

    TOOLKIT = "toolkit"
    GUIDE = "guide"
    ORGANISATION = "organisation"
    ADVOCATE = "advocate"
    TUTORIAL = "tutorial"
    INSIGHT = "insight"
    ACTIVATION = "activation"
    LAUNCH = "launch"
    PAGE = "page"
    ANSWER = "answer"

    @property
    def folder(self) -> str:
        """Its folder under content/, and its prefix in the content bucket."""
        return _NAMED_OTHERWISE.get(self, f"{self.value}s")

    @property
    def has_prose(self) -> bool:
        """Whether it has an en.md and an ar.md beside its facts."""
        return self in _WITH_PROSE

    @property
    def is_for_staff(self) -> bool:
        """Whether it is for care reviewers alone, and never on the hub."""
        return self is Kind.ANSWER

    @property
    def needs_help(self) -> bool:
        """Whether both halves must hold the help block: they always speak of mental health."""
        return self in (Kind.TOOLKIT, Kind.GUIDE)

    @classmethod
    def of_folder(cls, folder: str) -> "Kind | None":
        return _FOLDERS.get(folder)


_NAMED_OTHERWISE = {Kind.GUIDE: "guide", Kind.LAUNCH: "launches"}
_WITH_PROSE = frozenset({Kind.TOOLKIT, Kind.GUIDE, Kind.ADVOCATE, Kind.TUTORIAL, Kind.PAGE})
FOR_THE_PUBLIC = tuple(kind for kind in Kind if not kind.is_for_staff)
_FOLDERS = {kind.folder: kind for kind in Kind}
