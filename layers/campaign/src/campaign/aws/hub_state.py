"""What the hub shows, read from the state table."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from campaign.aws.featured_videos import FeaturedVideoTable
from campaign.aws.figures import FiguresTable
from campaign.aws.holds import HoldTable
from campaign.aws.publications import PublicationTable
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from campaign.hub.form_pages import PublicApi
from campaign.hub.state import MAX_VIDEOS, HubState, read_state
from campaign.hub.taken_off import KEEP_TAKEN_OFF, TakenOff
from campaign.publications.showing import Limits
from campaign.videos.video import VideoKey


@dataclass(frozen=True)
class HubSettings:
    table_name: str
    site_bucket: str
    content_bucket: str
    hub_url: str
    public_api_url: str
    reply_address: str
    sms_enabled: str
    hub_queue_url: str
    verification_days: int = 180
    campaign_hashtags: tuple[str, ...] = ()

    @property
    def public_api(self) -> PublicApi:
        return PublicApi(self.public_api_url, self.reply_address, sms=self.sms_enabled == "true")

    @property
    def limits(self) -> Limits:
        return Limits(verification=timedelta(days=self.verification_days))


class HubStateTable:
    """Everything that a build needs to know."""

    def __init__(self, table: Table, limits: Limits) -> None:
        self.videos, self.sessions = FeaturedVideoTable(table), SessionTable(table)
        self.publications, self.figures = PublicationTable(table), FiguresTable(table)
        self.holds, self.limits = HoldTable(table), limits

    def read(self, now: datetime, changed: Collection[VideoKey] = ()) -> HubState:
        """As it is at `now`, the state being read later than that. What is known of `changed` videos does not
        wait for an index."""
        hold = self.holds.current()
        held_since = hold.since if hold.on else None
        featured = self.videos.order(changed, held_since)
        return read_state(
            featured,
            self.sessions,
            self.publications,
            self.figures,
            now,
            held_since,
            self.limits,
            moved=featured.moved,
            frozen_from=min(filter(None, (hold.began, hold.since)), default=None),
            taken_off=self._taken_off(now),
        )

    def _taken_off(self, now: datetime) -> Iterator[TakenOff]:
        """No more than one query reads, whatever happened in 30 days."""
        for video, at in islice(self.videos.taken_off_since(now - KEEP_TAKEN_OFF), MAX_VIDEOS):
            yield TakenOff(f"video:{video.key}", at)
