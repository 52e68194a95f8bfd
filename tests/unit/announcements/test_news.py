import pytest

from campaign.announcements.desk import NewsDesk
from campaign.aws.news_desk import news_desk
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from campaign.kernel.errors import NotFoundError
from campaign.publications.kind import Kind
from tests.unit.publications.samples import content_of, kept
from tests.unit.sessions.samples import NOW, session


@pytest.fixture
def desk(table: Table) -> NewsDesk:
    SessionTable(table).add(session(), "c-1")
    kept(table, content_of(Kind.TOOLKIT), NOW)
    return news_desk(table)


def test_the_desk_reads_sessions_and_toolkits(desk: NewsDesk) -> None:
    assert desk.about("session:ramadan-talk").topics == ("sessions", "session:ramadan-talk")
    assert desk.about("toolkit:listening").topics == ("toolkits", "toolkit:listening")


@pytest.mark.parametrize("subject", ["session:nowhere", "toolkit:nowhere", "video:tiktok:7"])
def test_what_is_not_there_or_never_announced_is_not_found(desk: NewsDesk, subject: str) -> None:
    with pytest.raises(NotFoundError):
        desk.about(subject)
