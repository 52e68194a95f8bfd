"""Whatever staff do with a session, in whatever order: what its numbers promise to those who follow them."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from campaign.kernel.errors import ConflictError, PermanentError
from campaign.sessions.commands import change
from campaign.sessions.session import Session, SessionStatus
from tests.unit.sessions.samples import NOW, change_of, session

REPLAY = "https://www.tiktok.com/@invented.advocate/video/"

deeds: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.sampled_from(["scheduled", "postponed", "cancelled"]).map(lambda status: {"status": status}),
    st.integers(1, 9).map(lambda day: {"starts": f"2026-03-0{day}T21:00"}),
    st.sampled_from(["One", "Two"]).map(lambda title: {"title": {"ar": title, "en": title}}),
    st.sampled_from([30, 60]).map(lambda minutes: {"duration_minutes": minutes}),
    st.sampled_from([REPLAY + "1", REPLAY + "2", None]).map(lambda link: {"replay_link": link}),
)
scripts = st.lists(
    st.tuples(deeds, st.integers(0, 60).map(lambda hours: timedelta(hours=hours))), max_size=12
)


def history(first: Session, script: list[tuple[dict[str, Any], timedelta]]) -> list[tuple[Session, datetime]]:
    """Every revision with when it was made; refused changes leave none."""
    revisions, now = [(first, NOW)], NOW
    for fields, pause in script:
        now += pause
        latest = revisions[-1][0]
        try:
            revisions.append((change(latest, change_of(latest, **fields), now), now))
        except (ConflictError, PermanentError):
            continue
    return revisions


@given(scripts, st.sampled_from(["draft", "scheduled"]))
def test_each_revision_follows_the_one_before_and_says_when(script: Any, status: str) -> None:
    revisions = history(session(status=status), script)

    assert [made.revision for made, _ in revisions] == list(range(1, len(revisions) + 1))
    assert all(made.updated_at == now for made, now in revisions)


@given(scripts, st.sampled_from(["draft", "scheduled"]))
def test_the_timing_revision_rises_exactly_when_start_or_status_change(script: Any, status: str) -> None:
    revisions = history(session(status=status), script)

    for (before, _), (after, now) in pairwise(revisions):
        if (before.starts_at, before.status) != (after.starts_at, after.status):
            assert (after.timing_revision, after.timed_at) == (after.revision, now)
        else:
            assert (after.timing_revision, after.timed_at) == (before.timing_revision, before.timed_at)


@given(scripts)
def test_a_previous_start_is_one_that_the_public_was_told(script: Any) -> None:
    told: set[datetime | None] = {None}
    for revision, _ in history(session(status="draft"), script):
        assert revision.previous_starts_at in told
        if revision.status is SessionStatus.SCHEDULED:
            told.add(revision.starts_at)


@given(scripts)
def test_a_replay_is_news_once_and_freezes_the_date(script: Any) -> None:
    revisions = [made for made, _ in history(session(), script)]
    given_at = [made for made in revisions if made.replay_revision is not None]

    assert len({(made.replay_revision, made.replay_at) for made in given_at}) <= 1
    assert len({(made.starts_at, made.status) for made in given_at}) <= 1
    assert all(made.replay_at == given_at[0].updated_at for made in given_at)


@given(scripts)
def test_a_cancelled_session_is_the_end_of_the_story(script: Any) -> None:
    revisions = [made for made, _ in history(session(), script)]

    assert all(made.status is not SessionStatus.CANCELLED for made in revisions[:-1])
