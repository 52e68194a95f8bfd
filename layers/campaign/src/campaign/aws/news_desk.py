"""The news desk over the state table."""

from campaign.announcements.desk import NewsDesk
from campaign.aws.notices import NoticeTable
from campaign.aws.publications import PublicationTable
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from campaign.kernel.clock import Clock


def news_desk(table: Table, clock: Clock) -> NewsDesk:
    """As every function has it that announces."""
    return NewsDesk(SessionTable(table), PublicationTable(table), NoticeTable(table), clock)
