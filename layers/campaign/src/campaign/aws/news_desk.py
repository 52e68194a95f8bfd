"""The news desk over the state table."""

from campaign.announcements.desk import NewsDesk
from campaign.aws.notices import NoticeTable
from campaign.aws.publications import ToolkitTable
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table


def news_desk(table: Table) -> NewsDesk:
    """As every function has it that announces."""
    return NewsDesk(SessionTable(table), ToolkitTable(table), NoticeTable(table))
