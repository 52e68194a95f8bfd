"""What reviewers may write to a person: a few replies, each approved in Arabic and in English, and nothing
else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from campaign.kernel.errors import PermanentError

Language = Literal["ar", "en"]
LANGUAGES: tuple[Language, ...] = ("ar", "en")


@dataclass(frozen=True, slots=True)
class Reply:
    """`when`: for the reviewer, what it is for · `text`: as it is sent; both in the languages that somebody
    has approved, of this revision."""

    id: str
    revision: int
    when: Mapping[Language, str]
    text: Mapping[Language, str]

    def template(self, language: Language) -> str:
        """As a case's history names it: with the revision one knows years later what was sent."""
        return f"{self.id}@{self.revision}/{language}"


class Replies(Protocol):
    """Those that are approved now. Implemented by `campaign.aws.approved_replies.ApprovedReplies`."""

    def all(self) -> Iterable[Reply]: ...

    def find(self, name: str) -> Reply | None: ...


def chosen(replies: Replies, name: str, language: Language) -> Reply:
    """Raises PermanentError for one that is not approved in this language."""
    found = replies.find(name)
    if found is None or language not in found.text:
        raise PermanentError("template", "there is no such reply", "choose one of GET /care/replies")
    return found
