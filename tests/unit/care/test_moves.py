import pytest

from campaign.care import moves
from campaign.care.case import Case, CaseStatus, Outcome
from campaign.care.history import What
from campaign.care.opening import taken_in
from campaign.care.sign import Sign
from campaign.care.tier import Tier
from campaign.kernel.errors import ConflictError
from tests.unit.care.cases import HOUR, MINUTE, SUBJECT, TARGETS, claimed, opened, sign
from tests.unit.videos.messages import NOON

NEW_DISTRESS = sign(Tier.DISTRESS, 1.5, "other words")
NEW_IMMINENT = sign(Tier.IMMINENT, 4.2, "other words")


def test_a_case_is_known_by_its_subject_and_due_as_its_tier_says() -> None:
    case = opened(Tier.IMMINENT)

    assert case.id == "video-tiktok-7374895375649443115"
    assert case.due_at == NOON + 15 * MINUTE
    assert case.alert_at == NOON + 10 * MINUTE


def test_a_sign_that_comes_twice_says_nothing_new() -> None:
    assert taken_in(opened(), SUBJECT, sign(Tier.DISTRESS, 1.9), NOON, TARGETS) is None


def test_a_tier_rises_with_a_more_urgent_sign_and_what_is_due_comes_sooner() -> None:
    again = taken_in(opened(), SUBJECT, NEW_IMMINENT, NOON + MINUTE, TARGETS)

    assert again is not None
    assert (again.case.tier, again.case.due_at) == (Tier.IMMINENT, NOON + 16 * MINUTE)
    assert (again.entry.what, again.entry.version) == (What.RAISED, 2)


def test_a_tier_never_falls_by_itself() -> None:
    again = taken_in(opened(Tier.IMMINENT), SUBJECT, NEW_DISTRESS, NOON, TARGETS)

    assert again is not None
    assert (again.case.tier, again.entry.what) == (Tier.IMMINENT, What.HEARD)


def test_what_was_due_sooner_stays_due_sooner() -> None:
    late = opened(now=NOON - 2 * HOUR + MINUTE)

    again = taken_in(late, SUBJECT, NEW_IMMINENT, NOON, TARGETS)

    assert again is not None
    assert again.case.due_at == late.due_at


def test_new_words_are_on_record_and_call_nobody_a_second_time() -> None:
    called = opened().model_copy(update={"alert_tried_at": NOON, "alerted_at": NOON})

    again = taken_in(called, SUBJECT, NEW_DISTRESS, NOON + HOUR, TARGETS)

    assert again is not None
    assert again.entry.what is What.HEARD
    assert (again.case.due_at, again.case.alerted_at) == (called.due_at, NOON)


def test_who_answers_a_reply_with_new_words_is_looked_at_sooner_than_was_planned() -> None:
    replied = moves.contact_made(claimed(), "rana", "first-words/ar", NOON + MINUTE, TARGETS).case

    again = taken_in(replied, SUBJECT, NEW_IMMINENT, NOON + HOUR, TARGETS)

    assert again is not None
    assert again.case.due_at == NOON + HOUR + TARGETS.imminent


@pytest.mark.parametrize(
    ("tier", "new", "outcome", "then"),
    [
        (Tier.DISTRESS, NEW_DISTRESS, Outcome.HELP_OFFERED, Tier.DISTRESS),
        (Tier.DISTRESS, NEW_IMMINENT, Outcome.HELP_OFFERED, Tier.IMMINENT),
        (Tier.IMMINENT, NEW_DISTRESS, Outcome.HELP_OFFERED, Tier.IMMINENT),
        (Tier.IMMINENT, NEW_DISTRESS, Outcome.NO_CONCERN, Tier.DISTRESS),
    ],
)
def test_new_words_open_a_closed_case_again(tier: Tier, new: Sign, outcome: Outcome, then: Tier) -> None:
    """Whoever was in danger is taken as seriously as before, unless a reviewer saw no concern."""
    closed = moves.close(claimed(tier=tier), "rana", outcome, NOON).case

    again = taken_in(closed, SUBJECT, new, NOON + HOUR, TARGETS)

    assert again is not None
    assert (again.case.status, again.case.outcome, again.case.assignee) == (CaseStatus.OPEN, None, None)
    assert (again.case.tier, again.case.due_at) == (then, NOON + HOUR + TARGETS.of(then))
    assert again.entry.what is What.REOPENED


@pytest.mark.parametrize("tier", [Tier.DISTRESS, Tier.IMMINENT])
def test_words_that_were_heard_never_open_a_closed_case_again(tier: Tier) -> None:
    closed = moves.close(claimed(), "rana", Outcome.NO_CONCERN, NOON).case

    assert taken_in(closed, SUBJECT, sign(tier), NOON + HOUR, TARGETS) is None


def test_words_that_were_heard_while_it_was_open_do_not_open_it_again() -> None:
    both = taken_in(claimed(), SUBJECT, NEW_DISTRESS, NOON, TARGETS)
    assert both is not None
    closed = moves.close(both.case, "rana", Outcome.HELP_REACHED, NOON).case

    assert taken_in(closed, SUBJECT, NEW_DISTRESS, NOON + HOUR, TARGETS) is None
    assert taken_in(closed, SUBJECT, sign(Tier.DISTRESS), NOON + HOUR, TARGETS) is None


def test_two_reviewers_are_never_at_one_case() -> None:
    with pytest.raises(ConflictError, match="somebody else is at it"):
        moves.claim(claimed("rana"), "omar", NOON + MINUTE, TARGETS)


def test_a_claim_holds_for_half_an_hour_and_with_every_sign_of_its_holder_anew() -> None:
    case = claimed("rana")
    noted = moves.note(case, "rana", NOON + 29 * MINUTE, TARGETS).case

    assert case.held_by(NOON + 30 * MINUTE) is None
    assert noted.held_by(NOON + 58 * MINUTE) == "rana"


def test_a_claim_of_an_imminent_case_holds_no_longer_than_it_may_wait() -> None:
    assert claimed(tier=Tier.IMMINENT).held_by(NOON + 15 * MINUTE) is None


def test_whose_lease_has_run_out_can_do_nothing_before_a_new_claim() -> None:
    late = NOON + 31 * MINUTE

    with pytest.raises(ConflictError, match="claim it first"):
        moves.close(claimed("rana"), "rana", Outcome.HELP_REACHED, late)


def test_another_one_may_take_a_case_whose_lease_has_run_out() -> None:
    taken = moves.claim(claimed("rana"), "omar", NOON + 31 * MINUTE, TARGETS).case

    assert taken.held_by(NOON + 32 * MINUTE) == "omar"


def test_what_is_kept_for_somebody_is_theirs_until_it_is_due() -> None:
    kept = moves.assign(opened(), "omar", "lead-1", NOON).case

    with pytest.raises(ConflictError, match="kept for somebody else"):
        moves.claim(kept, "rana", NOON + MINUTE, TARGETS)
    assert moves.claim(kept, "rana", kept.due_at, TARGETS).case.assignee == "rana"


def test_a_lead_takes_a_case_from_whoever_is_at_it() -> None:
    given = moves.assign(claimed("rana"), "omar", "lead-1", NOON + MINUTE).case

    assert given.held_by(NOON + MINUTE) is None
    assert moves.claim(given, "omar", NOON + 2 * MINUTE, TARGETS).case.held_by(NOON + 2 * MINUTE) == "omar"


def test_after_a_reply_the_next_look_is_due_anew() -> None:
    replied = moves.contact_made(claimed(), "rana", "first-words/ar", NOON + HOUR / 4, TARGETS)

    assert replied.case.due_at == NOON + HOUR / 4 + TARGETS.distress
    assert replied.case.contacted_at == NOON + HOUR / 4
    assert replied.entry.template == "first-words/ar"


@pytest.mark.parametrize("case", [opened(), claimed("omar")])
def test_nobody_closes_a_case_that_they_are_not_at(case: Case) -> None:
    with pytest.raises(ConflictError):
        moves.close(case, "rana", Outcome.NO_CONCERN, NOON)


def test_closing_says_how_it_ended_and_who_did() -> None:
    closed = moves.close(claimed("rana"), "rana", Outcome.HELP_REACHED, NOON + MINUTE)

    assert (closed.case.status, closed.case.outcome) == (CaseStatus.CLOSED, Outcome.HELP_REACHED)
    assert (closed.entry.by, closed.entry.outcome) == ("rana", Outcome.HELP_REACHED)
    assert closed.case.held_by(NOON + MINUTE) is None


def test_a_closed_case_is_not_claimed_again() -> None:
    closed = moves.close(claimed("rana"), "rana", Outcome.HELP_REACHED, NOON).case

    with pytest.raises(ConflictError, match="closed"):
        moves.claim(closed, "rana", NOON, TARGETS)
