"""What reviewers may write to a person: a few replies, each in Arabic and English, and nothing else.

They were read by whoever answers for the campaign's words before they came into the repository, as the words
of announcements are, and the rules of safe messaging hold for them (tests/unit/care/test_replies.py).
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from campaign.kernel.errors import PermanentError

Language = Literal["ar", "en"]
LANGUAGES: tuple[Language, ...] = ("ar", "en")
_FOLDER = Path(__file__).with_name("replies")


class Reply(BaseModel):
    """`when`: for the reviewer, what it is for · `text`: as it is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    when: str
    text: str


@cache
def replies(language: Language) -> Mapping[str, Reply]:
    stored = tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))
    return TypeAdapter(dict[str, Reply]).validate_python(stored)


def reply(template: str, language: Language) -> Reply:
    """Raises PermanentError for one that there is not."""
    found = replies(language).get(template)
    if found is None:
        raise PermanentError("template", "there is no such reply", "choose one of GET /care/replies")
    return found
