"""The staff, the intake and the run of every five minutes, at one video."""

from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

from campaign.api.rights import rights_routes
from campaign.api.videos import video_routes
from campaign.aws.policies import PolicyTable
from campaign.aws.rights import RightsTable
from campaign.aws.table import Table
from campaign.aws.video_intake import VideoIntake
from campaign.aws.videos import VideoTable
from campaign.kernel.clock import iso
from campaign.videos.built_in_rules import BuiltInRule
from campaign.videos.intake import VideoGone, VideoObserved
from campaign.videos.rights import Right
from campaign.videos.screening import Screen, Verdict
from campaign.videos.storage import FEATURED, video_key, video_of
from campaign.videos.video import Video, VideoKey, VideoStatus
from tests.unit.api.staff import StaffApi
from tests.unit.conftest import FakeLambdaContext, FixedClock
from tests.unit.videos.messages import NOON, observed

UNTIL = NOON + timedelta(minutes=30)
ID = observed().id


def trusting() -> Screen:
    return lambda _: Verdict(VideoStatus.FEATURED, BuiltInRule.TRUSTED_CREATOR)


class Stage:
    """The staff, the intake and the five-minute run over one table, with every creator trusted."""

    def __init__(self, table: Table, clock: FixedClock, app: ModuleType) -> None:
        self.table, self.clock, self.app = table, clock, app
        self.rights, videos = RightsTable(table), VideoTable(table)
        self.intake = VideoIntake(table, clock, trusting)
        self.staff = StaffApi(
            rights_routes(self.rights, videos, clock),
            video_routes(videos, PolicyTable(table), self.rights, clock),
        )

    def take_in(self, *messages: VideoObserved | VideoGone) -> None:
        assert not self.intake.apply(messages).retry

    def record(self, right: str, platform: str = "tiktok", until: datetime | None = None) -> None:
        body: dict[str, Any] = {"right": right} | ({"until": iso(until)} if until else {})
        path = f"/videos/{platform}:{ID}/rights"
        assert self.staff.call("POST", path, body, groups="moderator")[0] == 201

    def feature(self) -> int:
        path, body = f"/videos/tiktok:{ID}/decisions", {"decision": "approve"}
        version = self.version()
        return self.staff.call("POST", path, {**body, "expected_version": version}, groups="moderator")[0]

    def run(self) -> None:
        self.app.handler({}, FakeLambdaContext())

    def video(self, platform: str = "tiktok") -> Video:
        item = self.table.get(*video_key(VideoKey(f"{platform}:{ID}")))
        assert item is not None
        return video_of(item)

    def version(self) -> int:
        item = self.table.get(*video_key(VideoKey(f"tiktok:{ID}")))
        assert item is not None
        return item.version

    def ledger(self, platform: str = "tiktok") -> list[tuple[Right, datetime, str]]:
        entries = self.rights.of(VideoKey(f"{platform}:{ID}"))
        return [(entry.right, entry.at, entry.by) for entry in entries]

    def on_the_hub(self) -> list[str]:
        return [item.pk for item in self.table.query_index("gsi1", FEATURED)]
