"""The news of any subject, read from its present state."""

from dataclasses import dataclass

from campaign.announcements.news import News, news_of_session, news_of_toolkit
from campaign.kernel.errors import NotFoundError
from campaign.publications.storage import Toolkits
from campaign.publications.toolkit import ToolkitId
from campaign.sessions.storage import Sessions


@dataclass(frozen=True, slots=True)
class NewsDesk:
    """Reads the present state of every kind of subject that is announced."""

    sessions: Sessions
    toolkits: Toolkits

    def about(self, subject: str) -> News:
        """Raises NotFoundError for what does not exist or is never announced."""
        kind, _, name = subject.partition(":")
        if kind == "session":
            return news_of_session(self.sessions.get(name))
        if kind == "toolkit" and (toolkit := self.toolkits.live(ToolkitId(name))):
            return news_of_toolkit(toolkit)
        raise NotFoundError(
            subject, "there is nothing to announce under this name", "check where it came from"
        )
