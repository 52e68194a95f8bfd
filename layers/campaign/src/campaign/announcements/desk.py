"""The news of any subject, read from its present state."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.announcements.classes import Milestone
from campaign.announcements.digest import news_of_digest
from campaign.announcements.ledger import KEEP_DELIVERIES
from campaign.announcements.messages import AnnouncementDue, announcement_key
from campaign.announcements.news import (
    News,
    news_of_recall,
    news_of_session,
    news_of_toolkit,
    nothing_of_toolkit,
)
from campaign.announcements.notice import news_of_notice
from campaign.announcements.notice_storage import Notices
from campaign.kernel.clock import Clock
from campaign.kernel.errors import NotFoundError
from campaign.publications.kind import Kind
from campaign.publications.publication import Publication
from campaign.publications.showing import as_of, shown
from campaign.publications.storage import Publications
from campaign.publications.toolkit import TakenBack, Toolkit, told_with, toolkit_in, toolkit_of
from campaign.sessions.storage import Sessions

_CLOCKS_DIFFER = timedelta(seconds=5)
"""A schedule fires at its time or after it: whose clock is behind by less has been woken in time."""


@dataclass(frozen=True, slots=True)
class NewsDesk:
    """Reads the present state of every kind of subject that is announced."""

    sessions: Sessions
    publications: Publications
    notices: Notices
    clock: Clock

    def about(self, due: AnnouncementDue) -> News:
        """What there is to tell of its subject now. One read of the table, two for a digest or a recall.
        Raises NotFoundError for what does not exist or is never announced."""
        subject = due.subject
        kind, _, name = subject.partition(":")
        match kind:
            case "session":
                return news_of_session(self.sessions.get(name))
            case "toolkit":
                return self._about_toolkit(name, due)
            case "notice":
                return news_of_notice(self.notices.get(name))
            case "digest":
                return news_of_digest(name, self.sessions, self._toolkits())
        raise NotFoundError(
            subject, "there is nothing to announce under this name", "check where it came from"
        )

    def _about_toolkit(self, toolkit_id: str, due: AnnouncementDue) -> News:
        publication = self.publications.get(Kind.TOOLKIT, toolkit_id)
        if due.milestone is Milestone.TOOLKIT_RECALLED:
            return self._about_recall(publication, due.revision)
        now = self._moment_of(due)
        if not shown(publication, now):
            return nothing_of_toolkit(toolkit_id)
        return news_of_toolkit(toolkit_of(as_of(publication, now)))

    def _about_recall(self, publication: Publication, number: int) -> News:
        """Those whom the ledger knows to have heard of that revision are told; where it may have forgotten,
        all who follow the toolkit: better one too many than one too few."""
        recall = publication.recall_of(number)
        if recall is None:
            return nothing_of_toolkit(publication.id)
        revision = self.publications.revision(Kind.TOOLKIT, publication.id, number)
        edition, told_by = told_with(publication, number), None
        if edition is not None and self.clock() < edition.at + KEEP_DELIVERIES:
            told_by = announcement_key(publication.subject, edition.revision, Milestone.TOOLKIT_UPDATED)
        return news_of_recall(TakenBack(toolkit_in(revision), recall.why), told_by)

    def _moment_of(self, due: AnnouncementDue) -> datetime:
        """Now, but not before its time when that has just come: what opens at this very second is open."""
        now = self.clock()
        return due.due_at if now < due.due_at < now + _CLOCKS_DIFFER else now

    def _toolkits(self) -> Iterator[Toolkit]:
        now = self.clock()
        return (
            toolkit_of(as_of(each, now))
            for each in self.publications.all_of(Kind.TOOLKIT)
            if shown(each, now)
        )
