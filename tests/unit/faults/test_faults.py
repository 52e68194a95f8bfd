"""The sweep's short form: of each function one event and a few plays, drawn with a seed. `make faults` plays
them all."""

import json
import random
from collections import Counter

import pytest

from tests.faults.calls import Fault
from tests.faults.comparison import Difference, differences, normal
from tests.faults.explained import Told, explained
from tests.faults.play import event_of, play, scenes
from tests.faults.report import report
from tests.faults.stages import STAGES
from tests.faults.sweep import PAIR, TWICE, Result, Run, result_of, runs_of
from tests.faults.triggers import WAKING, kind_of
from tests.templates import functions
from tests.unit.conftest import FixedClock

# The simulators answer on loopback; a fault leaves their connections open.
pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
LIVELY = {
    "announce": "session_announced",
    "build_hub": "two-changes",
    "check_videos": "every_five_minutes",
    "connect_creators": "agree",
    "count_figures": "two_new_videos",
    "deliver": "page",
    "escalate_care": "schedule",
    "forget_cases": "schedule",
    "ingest_videos": "new_video",
    "invite_subscribers": "new_reader",
    "look_up_posts": "submission",
    "open_cases": "raised",
    "plan_announcements": "session_scheduled",
    "poll_creators": "scheduled",
    "post_webhooks": "to_a_private_address",
    "publish_content": "bundle-uploaded",
    "receive_partner_webhook": "published_video",
    "receive_webhook": "public_post",
    "record_bounces": "permanent_bounce",
    "relay_changes": "three_changes",
    "search_videos": "past_range",
    "serve_care_api": "list_cases",
    "serve_care_reports": "report_a_reply",
    "serve_public_api": "submit_full_link",
    "serve_quarantine": "list_entries",
    "serve_staff_api": "schedule_session",
    "serve_stories": "tell",
    "serve_subscriptions": "subscribe_by_form",
}
"""An event of each function that makes it call others."""
PLAYS = 2


def test_the_sweep_knows_every_function_of_the_template_and_every_sample_event() -> None:
    assert STAGES.keys() == functions().keys() == scenes().keys() == LIVELY.keys()
    assert all(kind_of(function) in WAKING for function in functions())
    for function, names in scenes().items():
        assert [event_of(function, name) for name in names]


@pytest.mark.parametrize("function", sorted(LIVELY))
def test_a_function_that_meets_a_fault_leaves_what_it_would_have_left(function: str) -> None:
    event = LIVELY[function]
    straight = play(function, event)
    assert straight.calls
    runs = list(runs_of(function, event, straight.calls))
    draw = random.Random(f"a few of {function}")  # the same ones each time

    for run in draw.sample(runs, min(PLAYS, len(runs))):
        result = result_of(run, straight)
        assert not result.unexplained, f"{run}: {[str(one) for one in result.unexplained]}"


def test_every_call_that_has_an_effect_meets_every_fault() -> None:
    made = ["dynamodb.GetItem", "dynamodb.PutItem", "sqs.SendMessage"]

    runs = [run for run in runs_of("deliver", "page", made) if run.kind not in (TWICE, PAIR)]

    met = Counter(number for run in runs for number in run.faults)
    assert met == {0: 3, 1: len(Fault), 2: len(Fault)}


def test_what_is_lost_or_doubled_is_a_difference() -> None:
    without = normal([("table", {"pk": "A"}), ("out SendEmail", "hello")])
    with_fault = normal([("out SendEmail", "hello"), ("out SendEmail", "hello")])

    assert differences(without, with_fault) == [
        Difference("out SendEmail", 1, '"hello"', 1),
        Difference("table", -1, '{"pk": "A"}', 1),
    ]


def test_moments_of_the_play_and_what_is_drawn_at_random_are_none() -> None:
    now = FixedClock().now.isoformat()
    one, other = "0123456789abcdef" * 2, "fedcba9876543210" * 2  # pragma: allowlist secret
    later = {"at": "2026-03-01T12:30:00Z", "token": other, "expires_at": "6"}

    assert normal([("table", {"at": now, "token": one, "expires_at": "5"})]) == normal([("table", later)])


@pytest.mark.parametrize(
    "one",
    [
        Difference("out SendBulkEmail", 1, '"mail"', 1),
        Difference("queue DeliveriesQueue", -1, '"page"', 1),
        Difference("queue DeliveriesQueue", 1, '"another page"', 0),
        Difference("bucket", -1, '["site", "en/index.html"]', 1),
    ],
)
def test_no_rule_explains_what_was_sent_twice_or_lost(one: Difference) -> None:
    for function in functions():
        told = Told(function, "any", Fault.AFTER.value, {0: Fault.AFTER}, ("sqs.SendMessage",))
        assert explained(told, [one]) == ([one], [])


@pytest.mark.parametrize(
    ("milestones", "excused"),
    [
        (("reminder.hour",), True),
        (("session.announced", "live.now"), True),
        (("session.cancelled",), False),
        (("reminder.hour", "session.moved"), False),
        ((), False),
    ],
)
def test_only_what_may_be_lost_rather_than_doubled_is_excused(
    milestones: tuple[str, ...], excused: bool
) -> None:
    words = json.dumps({"body": json.dumps([{"milestone": each} for each in milestones])})
    told = Told("deliver", "any", Fault.AFTER.value, {0: Fault.AFTER}, ("SendBulkEmail",), words)
    lost = Difference("out SendBulkEmail", -1, '"mail"', 1)

    assert (explained(told, [lost])[0] == []) is excused


def test_the_report_names_what_is_unexplained() -> None:
    run = Run("deliver", "page", Fault.AFTER.value, {3: Fault.AFTER})
    lost = Difference("out SendEmail", -1, json.dumps("mail"), 1)

    page = report([Result(run, ("a",), (lost,), ())], FixedClock().now, 1.0, "a machine")

    assert "1 plays, 1 with a difference that no rule explains" in page
    assert "- deliver/page: ended after call 3: -1 out SendEmail" in page
