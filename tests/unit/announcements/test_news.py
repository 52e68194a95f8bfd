import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.desk import NewsDesk
from campaign.aws.news_desk import news_desk
from campaign.aws.publications import PublicationTable
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from campaign.kernel.errors import NotFoundError
from campaign.publications.fields import Both
from campaign.publications.kind import Kind
from campaign.publications.moves import recall
from tests.unit.announcements.samples import due
from tests.unit.publications.samples import REVIEWER, content_of, kept
from tests.unit.sessions.samples import NOW, session

UPDATE = due(Milestone.TOOLKIT_UPDATED, subject="toolkit:listening")


@pytest.fixture
def desk(table: Table) -> NewsDesk:
    SessionTable(table).add(session(), "c-1")
    kept(table, content_of(Kind.TOOLKIT), NOW)
    return news_desk(table, lambda: NOW)


def test_the_desk_reads_sessions_and_toolkits(desk: NewsDesk) -> None:
    talk, toolkit = desk.about(due()), desk.about(UPDATE)

    assert talk.topics == ("sessions", "session:ramadan-talk")
    assert toolkit.topics == ("toolkits", "toolkit:listening")


@pytest.mark.parametrize("subject", ["session:nowhere", "toolkit:nowhere", "video:tiktok:7"])
def test_what_is_not_there_or_never_announced_is_not_found(desk: NewsDesk, subject: str) -> None:
    with pytest.raises(NotFoundError):
        desk.about(due(subject=subject))


def test_what_was_taken_back_is_told_with_the_reason_that_staff_gave(desk: NewsDesk, table: Table) -> None:
    publications = PublicationTable(table)
    why = Both(ar="الخطوة الأولى ليست آمنة.", en="The first step is not safe.")
    recalled = recall(publications.get(Kind.TOOLKIT, "listening"), 1, why, REVIEWER, NOW)
    assert recalled is not None
    publications.keep(recalled, "c-1")

    news = desk.about(due(Milestone.TOOLKIT_RECALLED, subject="toolkit:listening"))

    assert {language: facts["why"] for language, facts in news.recalled_facts.items()} == why.model_dump()
    assert news.told_by == UPDATE.key


def test_a_taking_back_that_never_was_is_told_to_nobody(desk: NewsDesk) -> None:
    news = desk.about(due(Milestone.TOOLKIT_RECALLED, subject="toolkit:listening"))

    assert news.revision_for(Milestone.TOOLKIT_RECALLED) is None
