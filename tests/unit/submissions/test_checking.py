from dataclasses import replace

import pytest

from campaign.kernel.errors import NotFoundError, TransientError
from campaign.submissions.checking import SeenVideo
from campaign.submissions.refusal import LinkRefusedError, Refusal
from campaign.submissions.submission import SubmissionState
from campaign.videos.intake import Creator
from campaign.videos.rights import Right, RightsEntry
from tests.unit.submissions.samples import ID, KEY, SEEN, Desk

OTHER = "f" * 32


def test_a_video_that_everybody_can_see_is_taken_and_handed_to_the_intake(desk: Desk) -> None:
    desk.submit()
    desk.check()

    taken = desk.stored().submission
    assert (taken.state, taken.video) == (SubmissionState.TAKEN, KEY)
    (observed,) = desk.sent
    assert observed.source == "submission"
    assert observed.creator == Creator(handle="demo.noor")
    assert (observed.caption, observed.hashtags) == (SEEN.caption, ("endthestigma",))
    assert observed.marks == ("partner",)
    assert observed.correlation_id == "request-1"
    assert observed.observed_at == taken.decided_at


def test_being_taken_is_a_grant_in_the_ledger_with_the_text_that_was_agreed_to(desk: Desk) -> None:
    desk.submit()
    desk.check()

    (entry,) = desk.ledger()
    assert (entry.right, entry.by) == (Right.GRANTED, f"submission:{ID}")
    assert (entry.consent_version, entry.consent_language) == ("2026-11-25", "ar")


def test_a_repeated_check_says_the_very_same_again(desk: Desk) -> None:
    desk.submit()
    desk.check()
    before = desk.stored()
    desk.check()

    assert desk.stored() == before
    assert desk.sent[0] == desk.sent[1]
    assert len(desk.ledger()) == 1


def test_a_check_that_died_before_the_intake_heard_of_it_is_made_up_for(desk: Desk) -> None:
    def die(_: object) -> None:
        raise RuntimeError("killed")

    desk.submit()
    with pytest.raises(RuntimeError):
        replace(desk.checking, send=die).check(ID)
    desk.check()

    assert len(desk.sent) == 1
    assert desk.state() is SubmissionState.TAKEN


@pytest.mark.parametrize("reason", list(Refusal))
def test_a_link_that_leads_to_no_video_is_refused_with_its_reason(desk: Desk, reason: Refusal) -> None:
    desk.seen = LinkRefusedError(reason)
    desk.submit()
    desk.check()

    refused = desk.stored().submission
    assert (refused.state, refused.reason) == (SubmissionState.REFUSED, reason)
    assert desk.sent == []
    assert desk.ledger() == []


def test_a_refused_submission_is_not_looked_at_again(desk: Desk) -> None:
    desk.seen = LinkRefusedError(Refusal.MISSING)
    desk.submit()
    desk.check()
    desk.seen = SEEN
    desk.check()

    assert desk.state() is SubmissionState.REFUSED
    assert desk.sent == []


def test_trouble_at_tiktok_is_no_refusal(desk: Desk) -> None:
    desk.seen = TransientError("TikTok oEmbed", "it answered 503", "ask again later")
    desk.submit()
    with pytest.raises(TransientError):
        desk.check()
    assert desk.state() is SubmissionState.CHECKING

    desk.seen = SEEN
    desk.check()
    assert desk.state() is SubmissionState.TAKEN


def test_a_submission_that_was_withdrawn_before_the_check_is_left_alone(desk: Desk) -> None:
    desk.submit()
    desk.withdraw()
    desk.check()

    assert desk.state() is SubmissionState.WITHDRAWN
    assert desk.sent == []
    assert desk.ledger() == []


@pytest.mark.parametrize("seen", [SEEN, LinkRefusedError(Refusal.MISSING)])
def test_a_submission_that_is_withdrawn_during_the_check_stays_withdrawn(
    desk: Desk, seen: SeenVideo | Exception
) -> None:
    desk.submit()

    def withdraw_meanwhile(_: str) -> SeenVideo:
        desk.withdraw()
        if isinstance(seen, Exception):
            raise seen
        return seen

    replace(desk.checking, look_up=withdraw_meanwhile).check(ID)

    assert desk.state() is SubmissionState.WITHDRAWN
    assert desk.sent == []
    assert desk.ledger() == []


def test_a_video_that_vanishes_after_it_was_taken_stays_taken(desk: Desk) -> None:
    desk.submit()
    desk.check()
    desk.seen = LinkRefusedError(Refusal.MISSING)
    desk.check()

    assert desk.state() is SubmissionState.TAKEN
    assert len(desk.sent) == 1


def test_a_link_that_leads_elsewhere_by_now_brings_no_other_video_in(desk: Desk) -> None:
    desk.submit()
    desk.check()
    desk.seen = SeenVideo("tiktok", "1", None, "another")
    desk.check()

    assert [video.id for video in desk.sent] == [SEEN.id]


def test_a_video_that_was_taken_back_is_not_taken_by_another_submission(desk: Desk) -> None:
    desk.submit()
    desk.check()
    desk.withdraw()
    desk.submit(OTHER)
    desk.check(OTHER)

    assert desk.stored(OTHER).submission.reason is Refusal.NOT_WANTED
    assert len(desk.sent) == 1


@pytest.mark.parametrize(
    ("right", "state"), [(Right.REFUSED, "refused"), (Right.ASKED, "taken"), (Right.EXPIRED, "taken")]
)
def test_what_staff_have_recorded_counts(desk: Desk, right: Right, state: str) -> None:
    entry = RightsEntry(video=KEY, right=right, at=desk.clock(), by="staff-1")
    desk.rights.record(entry, entry.at, "request-0")
    desk.submit()
    desk.check()

    assert desk.state() == state


def test_a_submission_that_nobody_made_is_quarantined(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        desk.check()
