"""An invented submission, and the rooms that it passes through, on the template's table."""

from dataclasses import dataclass, field

from campaign.aws.rights import RightsTable
from campaign.aws.submissions import SubmissionTable
from campaign.aws.table import Table
from campaign.aws.videos import VideoTable
from campaign.submissions.checking import Checking, SeenVideo
from campaign.submissions.storage import StoredSubmission
from campaign.submissions.submission import Consent, Submission, SubmissionState
from campaign.submissions.withdrawing import Withdrawing
from campaign.videos.intake import VideoObserved
from campaign.videos.review import StoredVideo
from campaign.videos.rights import RightsEntry
from campaign.videos.video import VideoKey
from tests.unit.conftest import FixedClock
from tests.unit.videos.messages import NOON

ID = "0123456789abcdef0123456789abcdef"
KEY = VideoKey("tiktok:7374895375649443115")
LINK = "https://www.tiktok.com/@/video/7374895375649443115"
SEEN = SeenVideo("tiktok", "7374895375649443115", "demo.noor", "hope #EndTheStigma")


def submission(id_: str = ID, link: str = LINK) -> Submission:
    return Submission(
        id=id_,
        link=link,
        consent=Consent(text_version="2026-11-25", language="ar"),
        marks=("partner",),
        submitted_at=NOON,
    )


@dataclass
class Desk:
    """Everything around one table; `seen` is what TikTok shows, or the error that the look ends in."""

    table: Table
    clock: FixedClock
    seen: SeenVideo | Exception = SEEN
    sent: list[VideoObserved] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.submissions = SubmissionTable(self.table)
        self.rights = RightsTable(self.table)
        self.videos = VideoTable(self.table)
        self.checking = Checking(self.submissions, self.rights, self._look_up, self.sent.append, self.clock)
        self.withdrawing = Withdrawing(self.submissions, self.videos, self.clock)

    def submit(self, id_: str = ID) -> None:
        self.submissions.add(submission(id_), "request-1")

    def check(self, id_: str = ID) -> None:
        self.clock.advance(seconds=1)
        self.checking.check(id_)

    def withdraw(self, id_: str = ID) -> None:
        self.clock.advance(seconds=1)
        self.withdrawing.withdraw(id_, "request-2")

    def stored(self, id_: str = ID) -> StoredSubmission:
        found = self.submissions.get(id_)
        assert found is not None
        return found

    def state(self, id_: str = ID) -> SubmissionState:
        return self.stored(id_).submission.state

    def video(self) -> StoredVideo:
        found = self.videos.get(KEY)
        assert found is not None
        return found

    def ledger(self) -> list[RightsEntry]:
        return self.rights.of(KEY)

    def _look_up(self, _: str) -> SeenVideo:
        if isinstance(self.seen, Exception):
            raise self.seen
        return self.seen
