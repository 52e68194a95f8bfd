from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.kernel.errors import ConflictError
from campaign.videos.moves import Decision, approve
from campaign.videos.rights import AGAINST, Right, RightsEntry, check_may_be_featured, settled, standing
from campaign.videos.rules import decide
from campaign.videos.video import Video, VideoKey, VideoStatus
from tests.unit.videos.messages import NOON, REVIEW_ALL, at, observed

KEY = VideoKey("tiktok:7374895375649443115")


def entry(right: Right, second: int = 1, until: datetime | None = None) -> RightsEntry:
    return RightsEntry(video=KEY, right=right, at=at(second), by="staff-1", until=until)


def test_nobody_asked_is_nothing_known_and_no_obstacle() -> None:
    assert standing([], NOON) is None
    check_may_be_featured(KEY, [], NOON)


@pytest.mark.parametrize("right", list(Right))
def test_one_entry_is_how_it_stands(right: Right) -> None:
    assert standing([entry(right)], at(2)) is right


def test_the_newest_answer_counts_in_any_order() -> None:
    entries = [entry(Right.GRANTED, 1), entry(Right.REVOKED, 2), entry(Right.GRANTED, 3)]
    assert {standing(order, at(9)) for order in permutations(entries)} == {Right.GRANTED}
    assert standing(entries, at(2)) is Right.REVOKED, "what comes later does not count yet"


def test_of_two_answers_at_one_instant_the_one_against_counts() -> None:
    entries = [entry(Right.GRANTED), entry(Right.REVOKED)]
    assert {standing(order, at(9)) for order in permutations(entries)} == {Right.REVOKED}


def test_to_ask_again_is_no_answer() -> None:
    assert standing([entry(Right.REFUSED, 1), entry(Right.ASKED, 2)], at(9)) is Right.REFUSED


def test_a_grant_ends_at_its_moment() -> None:
    granted = [entry(Right.GRANTED, 1, until=at(10))]
    assert standing(granted, at(10) - timedelta(microseconds=1)) is Right.GRANTED
    assert standing(granted, at(10)) is Right.EXPIRED
    assert standing([*granted, entry(Right.GRANTED, 11)], at(12)) is Right.GRANTED


def featured(until: datetime | None) -> Video:
    seen = decide(None, observed(0), NOON, REVIEW_ALL)
    assert seen is not None
    return approve(seen.video, by="staff-1", at=NOON, feature=True).video.model_copy(
        update={"rights_until": until}
    )


def test_a_grant_that_has_ended_takes_the_video_off_the_hub_as_of_its_end() -> None:
    decision, expired = settled(featured(at(10)), [entry(Right.GRANTED, 1, until=at(10))], at(12))

    assert (decision.change, decision.video.status) == ("video.approved", VideoStatus.APPROVED)
    assert decision.video.rights_until == at(10), "no trust features it again"
    assert expired == RightsEntry(video=KEY, right=Right.EXPIRED, at=at(10), by="system")


@pytest.mark.parametrize("until", [None, at(20)])
def test_a_newer_grant_than_the_video_knows_of_keeps_it_there(until: datetime | None) -> None:
    entries = [entry(Right.GRANTED, 1, until=at(10)), entry(Right.GRANTED, 2, until=until)]

    decision, expired = settled(featured(at(10)), entries, at(12))

    assert (decision, expired) == (Decision(featured(until), None), None)


def test_whoever_grants_anew_while_it_expires_has_granted_it() -> None:
    entries = [entry(Right.GRANTED, 1, until=at(10))]
    _, expired = settled(featured(at(10)), entries, at(12))
    assert expired is not None
    assert standing([*entries, expired, entry(Right.GRANTED, 11)], at(12)) is Right.GRANTED


@given(st.lists(st.builds(entry, st.sampled_from(Right), st.integers(0, 20))), st.integers(0, 20))
def test_a_video_may_be_featured_unless_its_newest_answer_is_against_it(
    entries: list[RightsEntry], second: int
) -> None:
    answers = [one for one in entries if one.right is not Right.ASKED and one.at <= at(second)]
    newest = max((one.at for one in answers), default=None)
    refused = any(one.right in AGAINST for one in answers if one.at == newest)
    if refused:
        with pytest.raises(ConflictError, match="ask its creator"):
            check_may_be_featured(KEY, entries, at(second))
    else:
        check_may_be_featured(KEY, entries, at(second))
