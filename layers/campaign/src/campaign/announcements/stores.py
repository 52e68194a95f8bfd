"""What delivering reads and writes."""

from typing import NamedTuple

from campaign.announcements.desk import NewsDesk
from campaign.announcements.hold import Holds
from campaign.announcements.storage import Announcements, Deliveries, Readers
from campaign.kernel.quarantine import Quarantine


class Stores(NamedTuple):
    """`desk` answers from what `readers` read last, where that has the news; `holds` always reads anew."""

    desk: NewsDesk
    readers: Readers
    holds: Holds
    announcements: Announcements
    deliveries: Deliveries
    quarantine: Quarantine
