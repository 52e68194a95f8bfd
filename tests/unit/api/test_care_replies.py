"""Reviewers write what was approved, in the languages in which it was, and nothing else."""

from typing import Any

import pytest

from campaign.aws.publications import PublicationTable
from campaign.aws.table import Table
from campaign.publications.fields import Both
from campaign.publications.kind import Kind, Language
from campaign.publications.moves import approve, recall, withdraw
from campaign.publications.publication import Publication, Revision
from tests.unit.api.care import CareRoom
from tests.unit.publications.samples import REVIEWER, content_of, kept, proposed

NAME = "first-words"
HELLO = {"ar": "مرحبًا. https://findahelpline.com", "en": "Hello. https://findahelpline.com"}


@pytest.fixture
def room(table: Table) -> CareRoom:
    return CareRoom(table)


def approved(room: CareRoom, **fields: Any) -> Publication:
    return kept(room.table, content_of(Kind.ANSWER, **fields), room.clock(), NAME)


def waiting(room: CareRoom, *approved_in: Language, **fields: Any) -> Revision:
    """Proposed, and approved in these languages alone."""
    publications = PublicationTable(room.table)
    found = publications.find(Kind.ANSWER, NAME)
    publication, revision = proposed(content_of(Kind.ANSWER, **fields), room.clock(), found, NAME)
    publications.keep(publication, "c", revision)
    for language in approved_in:
        following = approve(publication, revision, language, REVIEWER, room.clock())
        assert following is not None
        publications.keep(following, "c")
    return revision


def offered(room: CareRoom) -> dict[str, dict[str, Any]]:
    status, document = room.call("GET", "/care/replies")
    assert status == 200
    return document


def contact(room: CareRoom, template: str = NAME, language: str = "ar") -> tuple[int, dict[str, Any]]:
    return room.move(room.held(), "contact", {"template": template, "language": language})


def test_a_campaign_that_has_approved_nothing_offers_nothing(room: CareRoom) -> None:
    assert offered(room) == {"ar": {}, "en": {}}
    assert contact(room)[0] == 422


def test_an_approved_reply_is_offered_and_answered_in_the_language_of_its_reader(room: CareRoom) -> None:
    approved(room)

    assert {language: list(replies) for language, replies in offered(room).items()} == {
        "ar": [NAME],
        "en": [NAME],
    }
    status, answer = contact(room)
    assert (status, answer["reply"]) == (200, HELLO["ar"])


@pytest.mark.parametrize("approved_in", [(), ("ar",), ("en",)])
def test_what_is_not_approved_in_both_languages_is_neither_offered_nor_sent(
    room: CareRoom, approved_in: tuple[Language, ...]
) -> None:
    waiting(room, *approved_in)

    assert offered(room) == {"ar": {}, "en": {}}
    assert contact(room)[0] == 422


def test_a_new_revision_that_waits_for_approval_changes_nothing(room: CareRoom) -> None:
    approved(room)
    new = {language: f"!!! {text}" for language, text in HELLO.items()}
    waiting(room, "en", text=new)

    assert offered(room)["en"][NAME]["text"] == HELLO["en"]
    assert contact(room)[1]["reply"] == HELLO["ar"]


def test_a_correction_in_one_language_is_offered_in_that_one_alone(room: CareRoom) -> None:
    approved(room, safety_correction="ar")

    assert {language: list(replies) for language, replies in offered(room).items()} == {
        "ar": [NAME],
        "en": [],
    }
    assert contact(room, language="en")[0] == 422


@pytest.mark.parametrize("how", ["recalled", "withdrawn"])
def test_what_was_taken_back_is_sent_no_more(room: CareRoom, how: str) -> None:
    present = approved(room)
    ended = (
        withdraw(present, room.clock())
        if how == "withdrawn"
        else recall(present, 1, Both(ar="خطأ", en="wrong"), REVIEWER, room.clock())
    )
    assert ended is not None
    PublicationTable(room.table).keep(ended, "c")

    assert offered(room) == {"ar": {}, "en": {}}
    assert contact(room)[0] == 422


def test_the_history_says_which_revision_was_sent(room: CareRoom) -> None:
    approved(room)
    case = room.held()
    room.move(case, "contact", {"template": NAME, "language": "en"})

    history = room.call("GET", f"/care/cases/{case.id}")[1]["history"]

    assert [entry["template"] for entry in history if entry["what"] == "contacted"] == ["first-words@1/en"]
