"""Cases, signs and moments for the tests of care."""

from datetime import datetime, timedelta

from campaign.care.case import Case
from campaign.care.moves import claim, open_case
from campaign.care.sign import Sign
from campaign.care.targets import Targets
from campaign.care.tier import Tier
from tests.unit.videos.messages import NOON

TARGETS = Targets(
    imminent=timedelta(minutes=15),
    distress=timedelta(hours=2),
    recovery=timedelta(days=1),
    general=timedelta(days=2),
)
SUBJECT = "video:tiktok:7374895375649443115"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def sign(tier: Tier, score: float = 1.5, *texts: str) -> Sign:
    return Sign(tier=tier, score=score, reasons=("ideation.death",), texts=texts or ("first words",))


def opened(tier: Tier = Tier.DISTRESS, subject: str = SUBJECT, now: datetime = NOON) -> Case:
    return open_case(subject, sign(tier), now, TARGETS).case


def claimed(by: str = "rana", now: datetime = NOON, tier: Tier = Tier.DISTRESS) -> Case:
    return claim(opened(tier), by, now, TARGETS).case
