from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaign.publications.fields import Both
from campaign.publications.kind import Kind
from campaign.publications.moves import recall, verify, withdraw
from campaign.publications.publication import Publication
from campaign.publications.showing import Limits, as_of, review_due_at, shown, turns
from tests.unit.publications.samples import REVIEWER, approved, content_of, proposed

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
FAR = NOW + 5000 * DAY


def live(kind: Kind, **fields: Any) -> Publication:
    publication, revision = proposed(content_of(kind, **fields), NOW)
    return approved(publication, revision, NOW)


def test_a_proposal_is_not_shown_and_what_is_approved_is() -> None:
    publication, revision = proposed(content_of(Kind.PAGE), NOW)

    assert not shown(publication, NOW)
    assert shown(approved(publication, revision, NOW), NOW)


def test_a_launch_is_shown_from_its_second_on() -> None:
    launch, opens_at = live(Kind.LAUNCH), datetime(2026, 3, 2, 16, 0, tzinfo=UTC)

    assert [shown(launch, at) for at in (opens_at - SECOND, opens_at, FAR)] == [False, True, True]
    assert [(turn.what, turn.at) for turn in turns(launch)] == [("opens", opens_at)]


@pytest.mark.parametrize(
    ("zone", "opens", "closes", "hours"),
    [
        # clocks in Cairo go forward in the night to 24 April 2026, and back in the night to 30 October
        ("Africa/Cairo", "2026-04-23T20:00", "2026-04-24T20:00", 23),
        ("Africa/Cairo", "2026-10-29T20:00", "2026-10-30T20:00", 25),
        ("Asia/Dubai", "2026-04-23T20:00", "2026-04-24T20:00", 24),
    ],
)
def test_an_activation_is_shown_by_the_clocks_of_its_zone_whether_they_change_or_not(
    zone: str, opens: str, closes: str, hours: int
) -> None:
    activation = live(Kind.ACTIVATION, zone=zone, opens_at=opens, closes_at=closes)
    on, off = (turn.at for turn in turns(activation))

    assert off - on == timedelta(hours=hours)
    moments = (on - SECOND, on, off - SECOND, off)
    assert [shown(activation, at) for at in moments] == [False, True, True, False]


def test_an_organisation_is_hidden_until_verified_and_again_when_that_is_too_long_ago() -> None:
    limits = Limits(verification=timedelta(days=90))
    organisation = live(Kind.ORGANISATION, verified_on="null", verified_by="null")
    assert not shown(organisation, NOW, limits)

    verified = verify(organisation, NOW.date(), REVIEWER, NOW)

    assert verified is not None
    until = datetime(2026, 3, 1, tzinfo=UTC) + 90 * DAY
    assert [shown(verified, at, limits) for at in (NOW, until - SECOND, until)] == [True, True, False]
    assert review_due_at(verified, limits) == until - 14 * DAY


def test_a_new_revision_of_an_organisation_is_to_be_verified_anew() -> None:
    organisation = live(Kind.ORGANISATION, verified_on="null", verified_by="null")
    verified = verify(organisation, NOW.date(), REVIEWER, NOW)
    changed, revision = proposed(
        content_of(Kind.ORGANISATION, phone="800999", verified_on="null", verified_by="null"), NOW, verified
    )

    assert not shown(approved(changed, revision, NOW), NOW)


@pytest.mark.parametrize(
    ("kind", "hidden"), [(Kind.TUTORIAL, True), (Kind.INSIGHT, True), (Kind.GUIDE, False), (Kind.PAGE, False)]
)
def test_what_was_not_reviewed_in_time_is_hidden_but_never_help_and_privacy(kind: Kind, hidden: bool) -> None:
    publication = live(kind, review_by="2026-06-30")
    after = datetime(2026, 7, 1, tzinfo=UTC)

    assert [shown(publication, at) for at in (after - SECOND, after)] == [True, not hidden]
    assert review_due_at(publication, Limits()) == after - 14 * DAY


def test_a_tutorial_that_nobody_has_gone_through_is_hidden() -> None:
    assert not shown(live(Kind.TUTORIAL, checked_on="null"), NOW)


def test_an_advocate_is_shown_as_long_as_they_agreed() -> None:
    advocate = live(Kind.ADVOCATE, consent_until="2026-03-31")
    after = datetime(2026, 4, 1, tzinfo=UTC)

    assert [shown(advocate, at) for at in (after - SECOND, after)] == [True, False]


def test_what_was_recalled_or_withdrawn_is_hidden_at_once() -> None:
    toolkit = live(Kind.TOOLKIT)
    recalled = recall(toolkit, 1, Both(ar="خطأ", en="A mistake"), REVIEWER, NOW)
    withdrawn = withdraw(toolkit, NOW)

    assert recalled is not None
    assert withdrawn is not None
    assert [shown(each, NOW) for each in (toolkit, recalled, withdrawn)] == [True, False, False]
    assert [list(turns(each)) for each in (recalled, withdrawn)] == [[], []]


class TestAnUpdateUnderEmbargo:
    OPENS = NOW + DAY

    def waiting(self) -> Publication:
        first = live(Kind.TOOLKIT)
        content = content_of(Kind.TOOLKIT, version="1.1.0", opens_at=self.OPENS)
        return approved(*proposed(content, NOW, first), NOW)

    def seen(self, publication: Publication | None, at: datetime) -> int | None:
        assert publication is not None
        return as_of(publication, at).live if shown(publication, at) else None

    def test_what_it_updates_is_seen_until_its_second(self) -> None:
        moments = (NOW, self.OPENS - SECOND, self.OPENS, FAR)

        assert [self.seen(self.waiting(), at) for at in moments] == [1, 1, 2, 2]

    def test_taken_back_before_anybody_saw_it_it_leaves_the_other(self) -> None:
        ended = recall(self.waiting(), 2, Both(ar="خطأ", en="A mistake"), REVIEWER, NOW)

        assert [self.seen(ended, at) for at in (NOW, self.OPENS, FAR)] == [1, 1, 1]

    def test_what_it_updates_can_be_taken_back_meanwhile(self) -> None:
        ended = recall(self.waiting(), 1, Both(ar="خطأ", en="A mistake"), REVIEWER, NOW)

        assert [self.seen(ended, at) for at in (NOW, self.OPENS)] == [None, 2]

    def test_withdrawn_neither_is_seen(self) -> None:
        ended = withdraw(self.waiting(), NOW)

        assert [self.seen(ended, at) for at in (NOW, self.OPENS)] == [None, None]

    def test_another_update_meanwhile_leaves_what_is_seen(self) -> None:
        content = content_of(Kind.TOOLKIT, version="1.2.0", opens_at=self.OPENS + DAY)
        third = approved(*proposed(content, NOW, self.waiting()), NOW)

        assert [self.seen(third, at) for at in (NOW, self.OPENS, self.OPENS + DAY)] == [1, 1, 3]

    def test_what_was_never_seen_does_not_open_at_the_time_that_was_put_off(self) -> None:
        waiting = live(Kind.TOOLKIT, opens_at=self.OPENS)
        content = content_of(Kind.TOOLKIT, version="1.1.0", opens_at=self.OPENS + DAY)
        put_off = approved(*proposed(content, NOW, waiting), NOW)

        moments = (NOW, self.OPENS, self.OPENS + DAY - SECOND, self.OPENS + DAY)
        assert [self.seen(put_off, at) for at in moments] == [None, None, None, 2]

    @pytest.mark.parametrize("kind", [Kind.LAUNCH, Kind.ACTIVATION])
    def test_a_launch_that_is_put_off_after_it_opened_is_hidden_until_its_new_time(self, kind: Kind) -> None:
        opened = live(kind, opens_at=NOW - DAY)
        content = content_of(kind, opens_at=self.OPENS)
        put_off = approved(*proposed(content, NOW, opened), NOW)

        assert [self.seen(put_off, at) for at in (NOW, self.OPENS)] == [None, 2]
