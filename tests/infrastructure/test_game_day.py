"""The game day forgets no alarm, and holds what it sees against what is deployed."""

from tests.game_day.day import BREAKS, NOT_PLAYED, RATIO, RATIO_THRESHOLD, SAMPLES, Row, sample
from tests.infrastructure.test_alarms import ALARMS

PLAYED = {alarm for alarms in BREAKS.values() for alarm in alarms}


def test_every_alarm_is_played_or_said_why_not() -> None:
    assert PLAYED | set(NOT_PLAYED) == set(ALARMS)
    assert PLAYED.isdisjoint(NOT_PLAYED)
    assert all(NOT_PLAYED.values())


def test_the_ratio_of_errors_is_that_of_the_template() -> None:
    alarm = ALARMS["ErrorRatioAlarm"]

    assert (alarm["Metrics"][0]["Expression"], alarm["Threshold"]) == (RATIO, RATIO_THRESHOLD)


def test_what_is_played_rings_above_its_threshold() -> None:
    assert {ALARMS[name]["ComparisonOperator"] for name in PLAYED} == {"GreaterThanThreshold"}


def test_each_queue_has_a_message_for_its_break() -> None:
    assert all(sample(queue) for queue in SAMPLES)


def test_a_break_that_is_not_seen_or_does_not_come_back_is_not_right() -> None:
    assert Row("a", "", seen=2, threshold=1, steps="", back=1).is_right
    assert not Row("a", "", seen=1, threshold=1, steps="", back=0).is_right
    assert not Row("a", "", seen=2, threshold=1, steps="", back=2).is_right
