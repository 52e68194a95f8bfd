from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaign.publications.fields import Both
from campaign.publications.kind import Kind
from campaign.publications.moves import recall, verify, withdraw
from campaign.publications.publication import Publication
from campaign.publications.showing import REVIEW_AHEAD, Limits
from campaign.publications.timing import Timing, prefix_of, still_due, timing_of
from tests.unit.publications.samples import REVIEWER, approved, content_of, proposed

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
OPENS, CLOSES = datetime(2026, 3, 2, 16, 0, tzinfo=UTC), datetime(2026, 3, 3, 16, 0, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
LIMITS = Limits()


def live(kind: Kind, publication_id: str = "spring", now: datetime = NOW, **fields: Any) -> Publication:
    publication, revision = proposed(content_of(kind, **fields), now, None, publication_id)
    return approved(publication, revision, now)


def timing(publication: Publication, now: datetime = NOW) -> Timing:
    return timing_of(publication, now, LIMITS, "c-1")


def test_an_activation_is_built_when_it_opens_and_when_it_closes() -> None:
    ticks = timing(live(Kind.ACTIVATION)).ticks

    assert {name: tick.at for name, tick in ticks.items()} == {
        f"pub.activation.spring.r1.opens-{int(OPENS.timestamp()):x}": OPENS,
        f"pub.activation.spring.r1.closes-{int(CLOSES.timestamp()):x}": CLOSES,
    }


def test_what_opens_too_soon_for_a_schedule_is_told_at_once_and_comes_back_at_its_time() -> None:
    launch = live(Kind.LAUNCH)

    soon = timing(launch, OPENS - timedelta(minutes=2))

    assert (soon.ticks, [tick.at for tick in soon.at_once]) == ({}, [OPENS])


def test_a_time_that_passed_while_nobody_planned_orders_a_build_and_an_older_one_does_not() -> None:
    before, after = live(Kind.LAUNCH), live(Kind.LAUNCH, now=OPENS + SECOND)

    assert [tick.at for tick in timing(before, OPENS + DAY).at_once] == [OPENS]
    assert timing(after, OPENS + DAY).at_once == ()


def test_what_is_withdrawn_recalled_or_not_approved_calls_for_nothing() -> None:
    waiting, _ = proposed(content_of(Kind.TUTORIAL), NOW)
    tutorial = live(Kind.TUTORIAL)
    recalled = recall(tutorial, 1, Both(ar="خطأ", en="A mistake"), REVIEWER, NOW)

    for publication in (waiting, withdraw(tutorial, NOW), recalled, withdraw(live(Kind.LAUNCH), NOW)):
        assert publication is not None
        assert timing(publication) == Timing()


def test_a_tutorial_is_looked_at_two_weeks_before_the_day_on_which_it_is_hidden() -> None:
    found = timing(live(Kind.TUTORIAL, review_by="2026-06-30"))

    (tick,) = found.ticks.values()
    assert found.review is not None
    assert tick.at == found.review.due_at == datetime(2026, 7, 1, tzinfo=UTC)
    assert found.review.opens_at == datetime(2026, 6, 17, tzinfo=UTC)


def test_a_new_verification_puts_off_both_under_other_names() -> None:
    organisation = live(Kind.ORGANISATION)
    verified = verify(organisation, NOW.date(), REVIEWER, NOW)
    assert verified is not None
    before, after = timing(organisation), timing(verified)

    assert before.review is not None
    assert after.review is not None
    assert after.review.due_at - before.review.due_at == 9 * DAY
    assert not {*before.ticks, before.review_name} & {*after.ticks, after.review_name}
    assert still_due(before.review, organisation, LIMITS)
    assert not still_due(before.review, verified, LIMITS)


@pytest.mark.parametrize("kind", [Kind.GUIDE, Kind.PAGE])
def test_the_guide_is_looked_at_again_and_never_hidden(kind: Kind) -> None:
    found = timing(live(kind, review_by="2027-05-31"))

    assert found.ticks == {}
    assert found.review is not None
    assert found.review.opens_at == datetime(2027, 6, 1, tzinfo=UTC) - REVIEW_AHEAD


def test_names_of_schedules_fit_and_are_those_of_one_publication() -> None:
    longest = "a" * 40
    names = [
        name
        for publication_id in (longest, "a" * 39 + "b", "a")
        for name in timing(live(Kind.ORGANISATION, publication_id)).ticks
    ]

    assert all(len(name) <= 64 for name in names)
    prefix = prefix_of(live(Kind.ORGANISATION, longest))
    assert [name.startswith(prefix) for name in names] == [True, False, False]
