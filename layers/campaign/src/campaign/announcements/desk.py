"""The news of any subject, read from its present state."""

from dataclasses import dataclass

from campaign.announcements.digest import news_of_digest
from campaign.announcements.news import News, news_of_session, news_of_toolkit
from campaign.announcements.notice import news_of_notice
from campaign.announcements.notice_storage import Notices
from campaign.kernel.errors import NotFoundError
from campaign.publications.storage import Toolkits
from campaign.publications.toolkit import ToolkitId
from campaign.sessions.storage import Sessions


@dataclass(frozen=True, slots=True)
class NewsDesk:
    """Reads the present state of every kind of subject that is announced."""

    sessions: Sessions
    toolkits: Toolkits
    notices: Notices

    def about(self, subject: str) -> News:
        """One read of the table, for a digest two. Raises NotFoundError for what does not exist or is never
        announced."""
        kind, _, name = subject.partition(":")
        match kind:
            case "session":
                return news_of_session(self.sessions.get(name))
            case "toolkit" if toolkit := self.toolkits.live(ToolkitId(name)):
                return news_of_toolkit(toolkit)
            case "notice":
                return news_of_notice(self.notices.get(name))
            case "digest":
                return news_of_digest(name, self.sessions, self.toolkits.all_live())
        raise NotFoundError(
            subject, "there is nothing to announce under this name", "check where it came from"
        )
