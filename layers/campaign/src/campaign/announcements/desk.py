"""The news of any subject, read from its present state."""

from collections.abc import Iterator
from dataclasses import dataclass

from campaign.announcements.digest import news_of_digest
from campaign.announcements.news import News, news_of_session, news_of_toolkit
from campaign.announcements.notice import news_of_notice
from campaign.announcements.notice_storage import Notices
from campaign.kernel.clock import Clock
from campaign.kernel.errors import NotFoundError
from campaign.publications.kind import Kind
from campaign.publications.showing import as_of, shown
from campaign.publications.storage import Publications
from campaign.publications.toolkit import Toolkit, toolkit_in, toolkit_of
from campaign.sessions.storage import Sessions


@dataclass(frozen=True, slots=True)
class NewsDesk:
    """Reads the present state of every kind of subject that is announced."""

    sessions: Sessions
    publications: Publications
    notices: Notices
    clock: Clock

    def about(self, subject: str) -> News:
        """One read of the table, for a digest two. Raises NotFoundError for what does not exist or is never
        announced."""
        kind, _, name = subject.partition(":")
        match kind:
            case "session":
                return news_of_session(self.sessions.get(name))
            case "toolkit" if news := self._about_toolkit(name):
                return news
            case "notice":
                return news_of_notice(self.notices.get(name))
            case "digest":
                return news_of_digest(name, self.sessions, self._toolkits())
        raise NotFoundError(
            subject, "there is nothing to announce under this name", "check where it came from"
        )

    def _about_toolkit(self, toolkit_id: str) -> News | None:
        """One more read when a revision was taken back."""
        publication = self.publications.find(Kind.TOOLKIT, toolkit_id)
        if publication is None:
            return None
        recalled = None
        if publication.recalls:
            number = publication.recalls[-1].revision
            recalled = toolkit_in(self.publications.revision(Kind.TOOLKIT, toolkit_id, number))
        now = self.clock()
        seen = toolkit_of(as_of(publication, now)) if shown(publication, now) else None
        return news_of_toolkit(seen, recalled)

    def _toolkits(self) -> Iterator[Toolkit]:
        now = self.clock()
        return (
            toolkit_of(as_of(each, now))
            for each in self.publications.all_of(Kind.TOOLKIT)
            if shown(each, now)
        )
