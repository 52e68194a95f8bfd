from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaign.hub.ticks import apart
from campaign.publications.timing import Tick

AT = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)


def record(body: str) -> dict[str, Any]:
    return {"messageId": "m-1", "receiptHandle": "r-1", "body": body}


TICK = record(Tick(tick="launch:spring", revision=1, at=AT, correlation_id="c-1").model_dump_json())


@pytest.mark.parametrize(
    ("before", "seconds"),
    [
        (timedelta(seconds=60), 60),
        (timedelta(milliseconds=1), 1),  # whole seconds, and never a moment early
        (timedelta(milliseconds=59_001), 60),
    ],
)
def test_a_tick_that_comes_early_comes_back_at_its_time(before: timedelta, seconds: int) -> None:
    assert apart([TICK], AT - before) == ([], [(TICK, seconds)])


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=59), timedelta(days=1)])
def test_a_tick_whose_time_has_come_orders_a_build(late: timedelta) -> None:
    assert apart([TICK], AT + late) == ([TICK], [])


@pytest.mark.parametrize("body", ["{}", "no JSON", '{"tick": 7}', '{"detail": {"subject": "session:talk"}}'])
def test_any_other_message_orders_a_build_at_once(body: str) -> None:
    assert apart([TICK, record(body)], AT - timedelta(seconds=5)) == ([record(body)], [(TICK, 5)])
