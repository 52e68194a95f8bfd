"""Publishing the wording that lies in the content bucket."""

from datetime import datetime

from campaign.announcements.wording import PublishedWording, PublishedWordings
from campaign.announcements.wording_check import CheckedWording, read_wording
from campaign.kernel.clock import Clock
from campaign.publications.faults import Fault
from campaign.publications.settings import SettingsPublisher
from campaign.publications.uploads import Uploads

WORDING_KEY = "announcements/announcements.zip"


def wording_publisher(
    wordings: PublishedWordings, uploads: Uploads, clock: Clock
) -> SettingsPublisher[PublishedWording]:
    return SettingsPublisher("wording", WORDING_KEY, wordings, _read, uploads, clock)


def _read(bundle: bytes, revision: int, at: datetime) -> PublishedWording | tuple[Fault, ...]:
    checked = read_wording(bundle)
    if not isinstance(checked, CheckedWording):
        return checked
    return PublishedWording(revision=revision, wording=checked.wording, published_at=at)
