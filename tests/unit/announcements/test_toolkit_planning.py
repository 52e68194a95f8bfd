from datetime import UTC, datetime, timedelta

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.planning import NOTHING, plan_toolkit, schedule_name
from campaign.publications.fields import Both
from campaign.publications.kind import Kind
from campaign.publications.moves import recall, roll_back, withdraw
from campaign.publications.publication import Publication, Revision
from campaign.publications.toolkit import told_with
from tests.unit.publications.samples import REVIEWER, approved, content_of, proposed

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WHY = Both(ar="خطأ", en="A mistake")


def live(*versions: str, **fields: object) -> tuple[Publication, list[Revision]]:
    publication: Publication | None = None
    revisions: list[Revision] = []
    for version in versions:
        content = content_of(Kind.TOOLKIT, version=version, body="x\n\n[[help]]", **fields)
        publication, revision = proposed(content, NOW, publication)
        publication = approved(publication, revision, NOW)
        revisions.append(revision)
    assert publication is not None
    return publication, revisions


def at_once(publication: Publication | None, now: datetime = NOW) -> set[tuple[str, int]]:
    assert publication is not None
    return {(due.milestone, due.revision) for due in plan_toolkit(publication, now, "c-1").at_once}


def test_a_new_version_is_told_at_once_and_what_waits_for_approval_is_not() -> None:
    publication, _ = live("1.0.0")
    waiting, _ = proposed(content_of(Kind.TOOLKIT, version="2.0.0"), NOW, publication)

    assert at_once(publication) == at_once(waiting) == {(Milestone.TOOLKIT_UPDATED, 1)}


def test_a_patch_has_no_announcement_of_its_own() -> None:
    assert at_once(live("1.0.0", "1.0.1")[0]) == {(Milestone.TOOLKIT_UPDATED, 1)}
    assert at_once(live("1.0.0", "1.0.1", "1.1.0")[0]) == {(Milestone.TOOLKIT_UPDATED, 3)}


def test_a_version_under_embargo_is_told_when_it_opens() -> None:
    publication, _ = live("1.0.0", opens_at=NOW + DAY)

    (due,) = plan_toolkit(publication, NOW, "c-1").scheduled

    assert (due.due_at, schedule_name(due)) == (NOW + DAY, "toolkit_listening.r1.due")
    assert plan_toolkit(publication, NOW, "c-1").at_once == frozenset()


def test_what_nobody_planned_for_a_week_is_missed() -> None:
    publication, _ = live("1.0.0")

    assert at_once(publication, NOW + 6 * DAY) == {(Milestone.TOOLKIT_UPDATED, 1)}
    assert plan_toolkit(publication, NOW + 7 * DAY, "c-1").missed


def test_every_revision_that_is_taken_back_is_told_and_its_news_is_not() -> None:
    publication, (first, second) = live("1.0.0", "1.1.0")
    once = recall(publication, 2, WHY, REVIEWER, NOW)
    assert once is not None
    back = roll_back(once, first, NOW)
    assert back is not None

    assert at_once(once) == {(Milestone.TOOLKIT_RECALLED, 2)}
    assert at_once(back) == {(Milestone.TOOLKIT_RECALLED, 2)}
    assert at_once(recall(back, 1, WHY, REVIEWER, NOW)) == {
        (Milestone.TOOLKIT_RECALLED, 1),
        (Milestone.TOOLKIT_RECALLED, second.revision),
    }


def test_what_was_taken_back_before_anybody_could_see_it_is_told_to_nobody() -> None:
    publication, _ = live("1.0.0", opens_at=NOW + DAY)

    assert plan_toolkit(recall(publication, 1, WHY, REVIEWER, NOW) or publication, NOW, "c-1") == NOTHING


def test_an_update_that_was_taken_back_before_its_time_is_told_to_nobody() -> None:
    publication, _ = live("1.0.0")
    update, revision = proposed(
        content_of(Kind.TOOLKIT, version="1.1.0", opens_at=NOW + DAY), NOW, publication
    )
    waiting = approved(update, revision, NOW)

    assert at_once(recall(waiting, 2, WHY, REVIEWER, NOW)) == set()
    assert (Milestone.TOOLKIT_RECALLED, 2) in at_once(recall(waiting, 2, WHY, REVIEWER, NOW + DAY), NOW + DAY)


@pytest.mark.parametrize(
    ("versions", "recalled", "told_with_revision"),
    [
        (["1.0.0"], 1, 1),
        (["1.0.0", "1.1.0"], 2, 2),
        (["1.0.0", "1.0.1", "1.0.2"], 3, 1),
        (["1.0.0", "1.1.3", "1.1.4"], 3, 2),
    ],
)
def test_followers_heard_of_a_patch_with_the_version_that_it_mends(
    versions: list[str], recalled: int, told_with_revision: int
) -> None:
    edition = told_with(live(*versions)[0], recalled)

    assert edition is not None
    assert edition.revision == told_with_revision


def test_of_a_version_that_the_list_does_not_go_back_to_it_is_not_known_who_heard() -> None:
    publication, _ = live(*(f"1.0.{patch}" for patch in range(31)))

    assert told_with(publication, 1) is None
    assert told_with(publication, 31) is None  # the list begins with a patch


def test_what_was_gone_back_from_or_withdrawn_is_news_no_longer() -> None:
    publication, (first, _) = live("1.0.0", "1.1.0")

    assert at_once(roll_back(publication, first, NOW)) == set()
    assert at_once(withdraw(publication, NOW)) == set()
