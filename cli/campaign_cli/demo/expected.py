"""The announcements that a played campaign calls for, and who is to be told."""

from collections.abc import Mapping
from dataclasses import dataclass

from campaign.announcements.classes import Milestone
from campaign.audience.subscriber import Language, Registration
from campaign.publications.content import Content
from campaign.sessions.session import Session


@dataclass(frozen=True)
class Expected:
    """One announcement. Its subject's title in the reader's language is in the subject line of every mail."""

    subject: str
    revision: int
    milestone: Milestone
    titles: Mapping[Language, str]

    @classmethod
    def of_session(cls, session: Session, milestone: Milestone) -> "Expected":
        titles: dict[Language, str] = {"ar": session.title.ar, "en": session.title.en}
        return cls(f"session:{session.id}", session.timing_revision, milestone, titles)

    @classmethod
    def of_toolkit(cls, toolkit_id: str, revision: int, content: Content) -> "Expected":
        titles = {language: text.title for language, text in content.texts.items()}
        return cls(f"toolkit:{toolkit_id}", revision, Milestone.TOOLKIT_UPDATED, titles)

    @property
    def key(self) -> str:
        return f"{self.subject}@{self.revision}/{self.milestone}"

    def is_for(self, subscriber: Registration) -> bool:
        kind, _, _ = self.subject.partition(":")
        return not {f"{kind}s", self.subject}.isdisjoint(subscriber.topics)
