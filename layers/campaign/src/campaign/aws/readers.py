"""A page of readers, with the news and the hold, in one read of the state table."""

from collections.abc import Collection

from campaign.announcements import notice_storage as notices
from campaign.announcements.deciding import Reader
from campaign.announcements.hold import HOLD_KEY, hold_in
from campaign.announcements.messages import AnnouncementDue
from campaign.announcements.storage import Page
from campaign.audience.cap import told_in
from campaign.audience.storage import SUBSCRIBER, TOLD, partition, subscriber_in
from campaign.aws.read_ahead import ReadAhead
from campaign.aws.table import Key
from campaign.publications import storage as publications
from campaign.publications.kind import Kind
from campaign.sessions import storage as sessions


class ReadersTable:
    """Implements `campaign.announcements.storage.Readers`. What else reads from the same `table` afterwards,
    such as the news desk, finds the news there already."""

    def __init__(self, table: ReadAhead) -> None:
        self.table = table

    def read(self, due: AnnouncementDue, subscribers: Collection[str]) -> Page:
        homes = {name: partition(name) for name in subscribers}
        keys = [(home, sk) for home in homes.values() for sk in (SUBSCRIBER, TOLD)]
        found = self.table.read_ahead([*keys, HOLD_KEY, *_news_keys(due.subject)])
        readers = {
            name: Reader(
                subscriber_in(item) if (item := found.get((home, SUBSCRIBER))) else None,
                told_in(found.get((home, TOLD))),
            )
            for name, home in homes.items()
        }
        return Page(readers, hold_in(found.get(HOLD_KEY)))


def _news_keys(subject: str) -> tuple[Key, ...]:
    """Of the subjects that are one item; a digest reads many, once a week."""
    kind, _, name = subject.partition(":")
    if kind == "session":
        return ((sessions.partition(name), sessions.HEAD),)
    if kind == "toolkit":
        return ((publications.partition(Kind.TOOLKIT, name), publications.HEAD),)
    if kind == "notice":
        return ((notices.partition(name), notices.HEAD),)
    return ()
