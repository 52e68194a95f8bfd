"""Where a search is played: the TikTok simulator, the campaign's table, an intake, a clock that stands."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import boto3

from campaign.aws.daily_quota import DailyQuota
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.kernel.quarantine import QuarantineEntry
from campaign.tiktok.app import AppCredentials
from campaign.tiktok.app_token import AppToken
from campaign.tiktok.open_api import OpenApi
from campaign.tiktok.search_api import SearchApi
from campaign.tiktok.search_days import Days
from campaign.tiktok.search_rows import SearchRows
from campaign.tiktok.search_run import Adapters
from campaign.tiktok.search_state import SearchState
from campaign.tiktok.search_storage import NEW_VIDEOS, Searches
from campaign.tiktok.searcher import Report, search_new, search_past
from campaign.videos.intake import VideoObserved, read_message
from tests.simulators.models import Endpoint, SimulatedCreator, SimulatedVideo
from tests.simulators.server import RecordedRequest, TikTokSimulator
from tests.unit.conftest import FixedClock
from tests.unit.template_resources import Resources

HASHTAGS = ("EndTheStigma", "لننهي_الوصمة")
CREATOR = SimulatedCreator(handle="demo.noor", name="Noor", open_id="act.noor")
LONG = 1_000_000_000
"""Milliseconds: a run that is not short of time."""


def invented_video(number: int, created_at: datetime, hashtag: str = "EndTheStigma") -> SimulatedVideo:
    return SimulatedVideo(
        id=str(7_412_345_678_901_230_000 + number),
        handle=CREATOR.handle,
        caption=f"one step #{hashtag}",
        created_at=created_at,
        hashtags=(hashtag,),
    )


def invented_videos(count: int, newest: datetime, apart: timedelta) -> list[SimulatedVideo]:
    return [invented_video(number, newest - number * apart) for number in range(count)]


class Outbox:
    """Plays the intake queue; moto's is slow."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    def send_all(self, bodies: list[str]) -> None:
        self.bodies += bodies


@dataclass
class SearchStage:
    """`tiktok` is searched, `intake` takes what is found; `pauses` are the seconds that were waited."""

    tiktok: TikTokSimulator
    resources: Resources
    clock: FixedClock
    requests_a_day: int = 1_000
    records_a_day: int = 100_000
    millis_left: int = LONG
    pauses: list[float] = field(default_factory=list)
    outbox: Outbox = field(default_factory=Outbox)

    def __post_init__(self) -> None:
        self.table = Table(boto3.client("dynamodb"), self.resources.table_name)
        self.quarantine = TableQuarantine(self.table)
        self.states = Searches(self.table, self.clock)

    def adapters(self, **instead: Any) -> Adapters:
        """As a new process would make them."""
        app = self.tiktok.app
        token = AppToken(OpenApi(self.tiktok.url), self.clock)
        credentials = AppCredentials(app.client_key, (app.client_secret,))
        adapters = Adapters(
            pages=SearchApi(token, credentials, HASHTAGS, self.clock),
            rows=SearchRows(HASHTAGS, self.quarantine, self.clock),
            intake=self.outbox,
            states=self.states,
            quota=self.quota,
            clock=self.clock,
            pause=self.pauses.append,
            millis_left=lambda: self.millis_left,
        )
        return replace(adapters, **instead)

    @property
    def quota(self) -> DailyQuota:
        return DailyQuota(self.table, "research", self.requests_a_day, self.records_a_day)

    def search(self, since: date | None = None, **instead: Any) -> Report:
        return search_new(self.adapters(**instead), since)

    def search_one_page(self, since: date | None = None) -> Report:
        """A run that is short of time after its first page."""
        return self.search(since, millis_left=iter([LONG, 0]).__next__)

    def backfill(self, first: date, last: date, **instead: Any) -> Report:
        return search_past(self.adapters(**instead), Days(first=first, last=last))

    def state(self, name: str = NEW_VIDEOS) -> SearchState:
        found = self.states.load(name)
        assert found is not None
        return found

    def intake(self) -> list[VideoObserved]:
        """Everything that was handed over."""
        found = map(read_message, self.outbox.bodies)
        return [message for message in found if isinstance(message, VideoObserved)]

    def intake_ids(self) -> set[str]:
        return {message.id for message in self.intake()}

    def quarantined(self) -> list[QuarantineEntry]:
        return list(self.quarantine.entries())

    @property
    def queries(self) -> list[RecordedRequest]:
        return self.tiktok.calls_of(Endpoint.RESEARCH_QUERY)


StageOf = Callable[..., SearchStage]
