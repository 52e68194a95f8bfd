from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from campaign.creators.connection import next_turn

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone
HOURS = st.integers(1, 24).map(lambda hours: timedelta(hours=hours))


@given(open_id=st.text(min_size=1, max_size=40), after=MOMENTS, interval=HOURS)
def test_the_next_turn_comes_within_the_interval_and_always_at_the_same_moment_of_it(
    open_id: str, after: datetime, interval: timedelta
) -> None:
    turn = next_turn(open_id, after, interval)

    assert timedelta() < turn - after <= interval
    assert next_turn(open_id, turn, interval) == turn + interval


def test_creators_who_connected_all_at_once_are_spread_evenly() -> None:
    now, interval = datetime(2026, 3, 1, tzinfo=UTC), timedelta(hours=6)
    quarters = Counter(
        (next_turn(f"act.creator{number}", now, interval) - now) // timedelta(minutes=15)
        for number in range(4_800)
    )

    assert len(quarters) == 24
    assert max(quarters.values()) < 2 * 4_800 / 24
