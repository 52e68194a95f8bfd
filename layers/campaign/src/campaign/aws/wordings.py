"""The published wording in the state table: HEAD is what holds, REV#<n> each revision as it was."""

from datetime import datetime, timedelta

from campaign.announcements.wording import AllWording, PublishedWording, PublishedWordings, built_in
from campaign.aws.table import Table
from campaign.kernel.clock import Clock, iso
from campaign.kernel.item import Item

WORDING_HEAD = ("WORDING", "HEAD")
FRESH_FOR = timedelta(minutes=1)


class WordingTable:
    """Implements `campaign.announcements.wording.PublishedWordings`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def live(self) -> PublishedWording | None:
        item = self.table.get(*WORDING_HEAD)
        return PublishedWording.model_validate_json(item.data) if item else None

    def add(self, wording: PublishedWording, correlation_id: str) -> None:
        """It is told to nobody: whoever needs the wording reads it."""
        pk, sk = WORDING_HEAD
        head = Item(
            pk=pk,
            sk=sk,
            version=wording.revision,
            data=wording.model_dump_json(),
            changed_at=iso(wording.published_at),
            correlation_id=correlation_id,
        )
        snapshot = head._replace(sk=f"REV#{wording.revision:06d}")
        self.table.put_revision(head, snapshot, expected=wording.revision - 1 or None)


class FreshWording:
    """The words that hold, read again when what is known of them is a minute old: new ones hold from then
    on, and a function that sends page after page does not read them for each."""

    def __init__(self, wordings: PublishedWordings, clock: Clock) -> None:
        self._wordings = wordings
        self._clock = clock
        self._read: tuple[datetime, AllWording] | None = None

    def __call__(self) -> AllWording:
        now = self._clock()
        if self._read is None or now - self._read[0] >= FRESH_FOR:
            live = self._wordings.live()
            self._read = now, live.wording if live else built_in()
        return self._read[1]
