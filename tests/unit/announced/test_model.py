"""The reference model itself: small lives of which anybody can say what must come of them."""

from datetime import UTC, datetime, time, timedelta

from tests.announced.life import Happening, Kind
from tests.announced.model import Model, To, Told
from tests.announced.reader import Reader

NEVER = (time(0), time(0))
WAKING = Reader("waking", quiet=NEVER)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)


def happens(hours: float, kind: Kind, starts: float | None = None, session: str = "talk") -> Happening:
    """Hours from NOON."""
    return Happening(NOON + hours * HOUR, session, kind, None if starts is None else NOON + starts * HOUR)


def play(
    *happenings: Happening, readers: tuple[Reader, ...] = (WAKING,), cap: int = 5, digest: float = 0
) -> Told:
    digests = [NOON + digest * HOUR] if digest else []
    return Model(readers, cap).play(happenings, NOON + timedelta(days=30), digests)


def sent(told: Told, reader: str = "waking") -> dict[str, float]:
    """Hours from NOON by what follows `session:talk@`."""
    return {
        key.removeprefix("session:talk@"): (at - NOON) / HOUR
        for (key, name), (at, _) in told.sent.items()
        if name == reader
    }


def dropped(told: Told, reader: str = "waking") -> dict[str, str]:
    return {key.rpartition("@")[2]: why for (key, name), why in told.dropped.items() if name == reader}


def test_a_session_is_told_of_four_times() -> None:
    told = play(happens(0, "added", 48))

    assert sent(told) == {
        "1/session.announced": 0,
        "1/reminder.day": 24,
        "1/reminder.hour": 47,
        "1/live.now": 48,
    }


def test_milestones_that_have_passed_when_the_date_is_set_are_told_to_nobody() -> None:
    assert sent(play(happens(0, "added", 0.5))) == {"1/session.announced": 0, "1/live.now": 0.5}
    assert play(happens(0, "added", -1)).untold == {"session:talk@1/session.announced"}


def test_a_moved_session_is_reminded_of_at_its_new_time_only() -> None:
    told = play(happens(0, "added", 48), happens(1, "retold"), happens(2, "moved", 20))

    assert told.sent[To("session:talk@1/session.announced", "waking")].starts == NOON + 48 * HOUR
    assert told.sent[To("session:talk@3/reminder.hour", "waking")].starts == NOON + 20 * HOUR
    assert sent(told) == {
        "1/session.announced": 0,
        "3/session.moved": 2,
        "3/reminder.hour": 19,
        "3/live.now": 20,
    }


def test_a_cancelled_session_is_told_of_once_more() -> None:
    assert sent(play(happens(0, "added", 48), happens(1, "cancelled"))) == {
        "1/session.announced": 0,
        "2/session.cancelled": 1,
    }


def test_a_draft_is_told_of_when_it_is_published() -> None:
    told = play(happens(0, "drafted", 3), happens(1, "moved", 10), happens(2, "published"))

    assert sent(told) == {"3/session.announced": 2, "3/reminder.hour": 9, "3/live.now": 10}


def test_a_date_that_its_series_speaks_for_has_everything_but_the_announcement() -> None:
    assert sent(play(happens(0, "announced apart", 3))) == {"1/reminder.hour": 2, "1/live.now": 3}


def test_a_replay_is_told_of_once_whatever_is_mended_in_it() -> None:
    told = play(happens(0, "added", 0.5), happens(2, "replayed"), happens(3, "replayed"))

    assert sent(told)["2/replay.available"] == 2
    assert len(sent(told)) == 3


NIGHT = Reader("asleep", quiet=(time(11), time(14)))  # from an hour before NOON until two hours after


def test_a_night_holds_what_is_of_use_in_the_morning_and_drops_the_rest() -> None:
    told = play(happens(0, "added", 1.5), happens(0, "added", 5, session="late"), readers=(NIGHT,))

    assert told.dropped == {
        To("session:talk@1/session.announced", "asleep"): "quiet hours",
        To("session:talk@1/reminder.hour", "asleep"): "quiet hours",
        To("session:talk@1/live.now", "asleep"): "quiet hours",
    }
    assert told.sent[To("session:late@1/session.announced", "asleep")].at == NOON + 2 * HOUR


def test_news_that_changes_plans_before_the_morning_wakes_and_news_of_what_is_over_does_not() -> None:
    near = play(happens(0, "added", 48), happens(0.5, "moved", 1.5), readers=(NIGHT,))
    assert sent(near, "asleep")["2/session.moved"] == 0.5
    over = play(happens(-2, "added", 0.5), happens(1, "cancelled"), readers=(NIGHT,))
    assert sent(over, "asleep")["2/session.cancelled"] == 2


def test_who_waits_for_tonight_hears_tonight_that_it_is_postponed() -> None:
    tonight = play(happens(-3, "added", 1.5), happens(1, "postponed"), readers=(NIGHT,))

    assert sent(tonight, "asleep")["2/session.postponed"] == 1


def test_a_date_that_a_postponement_took_away_is_nobodys_plan_any_more() -> None:
    put_off = (happens(-3, "added", 1), happens(-2, "postponed"))

    again = play(*put_off, happens(0, "moved", 24), readers=(NIGHT,))
    assert sent(again, "asleep")["3/session.moved"] == 2
    gone = play(*put_off, happens(0, "cancelled"), readers=(NIGHT,))
    assert sent(gone, "asleep")["3/session.cancelled"] == 2


def test_what_became_stale_overnight_is_not_told_in_the_morning() -> None:
    told = play(happens(0, "added", 48), happens(1, "moved", 50), readers=(NIGHT,))

    assert dropped(told, "asleep")["1/session.announced"] == "stale"
    assert sent(told, "asleep")["2/session.moved"] == 2


def test_a_reader_of_the_digest_hears_at_once_of_changed_plans_alone() -> None:
    digest = Reader("weekly", quiet=NEVER, digest=True)
    told = play(happens(0, "added", 72), happens(1, "moved", 73), readers=(digest, WAKING), digest=24)

    assert sent(told, "weekly") == {"2/session.moved": 1, "digest:2026-W10@1/digest.weekly": 24}
    assert set(dropped(told, "weekly").values()) == {"digest"}
    assert "digest:2026-W10@1/digest.weekly" not in sent(told)


def test_a_digest_of_nothing_is_not_sent() -> None:
    told = play(
        happens(0, "added", 72), happens(1, "cancelled"), readers=(Reader("w", digest=True),), digest=24
    )

    assert told.untold == {"digest:2026-W10@1/digest.weekly"}


def test_the_cap_drops_what_is_too_much_in_24_hours_but_no_change_of_plans() -> None:
    many = [happens(0, "added", 200 + number, session=f"s{number}") for number in range(4)]
    told = play(
        *many, happens(1, "cancelled", session="s0"), happens(24, "added", 300), readers=(WAKING,), cap=3
    )

    assert [key for key, _ in told.dropped if "announced" in key] == ["session:s3@1/session.announced"]
    assert told.sent[To("session:s0@2/session.cancelled", "waking")].at == NOON + HOUR
    assert told.sent[To("session:talk@1/session.announced", "waking")].at == NOON + 24 * HOUR


def test_only_those_who_follow_it_are_told() -> None:
    readers = (
        Reader("one", quiet=NEVER, topics=("session:talk",)),
        Reader("all", quiet=NEVER, topics=("everything",)),
        Reader("other", quiet=NEVER, topics=("session:other", "toolkits")),
    )

    assert {reader for _, reader in play(happens(0, "added", 0.5), readers=readers).sent} == {"one", "all"}
