"""Every sample event of the announcing functions is replayed here; the tables say what it must leave behind.

The state they meet: the session ramadan-talk and the toolkit listening at revision 1, the session past-talk
an hour ago, a reader by mail and a partner whose webhook host is private by now. It is 2026-03-01, 12:00 UTC.
"""

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest

from campaign.announcements.messages import AnnouncementDue, DeliveryDue
from campaign.aws.quarantine import TableQuarantine
from campaign.publications.kind import Kind
from tests.unit.audience.samples import partner
from tests.unit.conftest import FakeLambdaContext
from tests.unit.functions.announcing.stage import Stage
from tests.unit.publications.samples import content_of, kept
from tests.unit.sessions.samples import NOW, session

EVENTS = Path(__file__).parents[4] / "events"
ANNOUNCED = "session:ramadan-talk@1/session.announced"

# what is then in the announcements queue, how many schedules there are, what is in quarantine and why
PLANNED = {
    "session_scheduled": ([ANNOUNCED], 2, []),
    "session_scheduled_twice": ([ANNOUNCED, ANNOUNCED], 2, []),  # announce knows the second by its key
    "toolkit_approved": (["toolkit:listening@1/toolkit.updated"], 0, []),
    "unknown_session": ([], 0, ["session nowhere: there is none of this id; check the id"]),
    "unknown_kind": (
        [],
        0,
        ["video:tiktok:7374895375649443115: nothing of this kind is announced; check the rule of the queue"],
    ),
    "malformed_among_good": ([ANNOUNCED], 2, ["message: json_invalid"]),
}
# which deliveries are then in their queue, what is in quarantine and why
BOTH = [f"{ANNOUNCED}/invented-partner/webhook", f"{ANNOUNCED}/invented-reader/email"]
EXPANDED = {
    "session_announced": (BOTH, []),
    "session_announced_twice": (BOTH, []),
    "toolkit_updated": (
        [
            "toolkit:listening@1/toolkit.updated/invented-partner/webhook",
            "toolkit:listening@1/toolkit.updated/invented-reader/email",
        ],
        [],
    ),
    "stale_reminder": ([], []),
    "late_live_now": ([], []),
    "unknown_milestone": ([], ["milestone: enum"]),
}
# how many mails were sent, the states and reasons in the ledger, what is in quarantine and why
DELIVERED = {
    "mail": (1, [("sent", None)], []),
    "mail_twice": (1, [("sent", None)], []),
    "webhook_to_a_private_address": (0, [("failed", "its host has an address that is not public")], []),
    "stale_reminder": (0, [("dropped", "stale")], []),
    "nobody": (0, [("dropped", "unsubscribed")], []),
    "malformed": (0, [], ["channel: enum"]),
}


@pytest.fixture
def stage(stage: Stage) -> Stage:
    stage.keep(session())
    stage.keep(
        session(id="past-talk").model_copy(update={"starts_at": NOW - timedelta(hours=1), "timed_at": NOW})
    )
    kept(stage.table, content_of(Kind.TOOLKIT), NOW)
    stage.audience.register(partner(address="https://10.0.0.8/hook"))
    return stage


def replay(function: ModuleType, path: str) -> None:
    event = json.loads((EVENTS / path).read_text("utf-8"))
    assert function.handler(event, FakeLambdaContext()) == {"batchItemFailures": []}


def quarantined(stage: Stage) -> list[str]:
    return [entry.reason for entry in TableQuarantine(stage.table).entries()]


def ledger(stage: Stage, event: str) -> Iterable[tuple[str, str | None]]:
    records = json.loads((EVENTS / event).read_text("utf-8"))["Records"]
    for body in {record["body"] for record in records}:
        if '"pigeon"' not in body and (entry := stage.ledger.delivery(DeliveryDue.model_validate_json(body))):
            yield entry.state, entry.reason


@pytest.mark.parametrize("name", PLANNED)
def test_planning_leaves_what_the_table_says(stage: Stage, name: str) -> None:
    replay(stage.planner, f"plan_announcements/{name}.json")

    due = [AnnouncementDue.model_validate_json(body).key for body in stage.waiting("announcements")]
    assert (due, len(stage.schedules()), quarantined(stage)) == PLANNED[name]


@pytest.mark.parametrize("name", EXPANDED)
def test_expanding_leaves_what_the_table_says(stage: Stage, name: str) -> None:
    replay(stage.announcer, f"announce/{name}.json")

    due = sorted(DeliveryDue.model_validate_json(body).key for body in stage.waiting("deliveries"))
    assert (due, quarantined(stage)) == EXPANDED[name]


@pytest.mark.enable_socket  # a literal address is "resolved", which asks no server
@pytest.mark.parametrize("name", DELIVERED)
def test_delivering_leaves_what_the_table_says(stage: Stage, name: str) -> None:
    replay(stage.deliverer, f"deliver/{name}.json")

    found = (len(stage.mails()), list(ledger(stage, f"deliver/{name}.json")), quarantined(stage))
    assert found == DELIVERED[name]


@pytest.mark.parametrize(
    ("folder", "known"), [("plan_announcements", PLANNED), ("announce", EXPANDED), ("deliver", DELIVERED)]
)
def test_no_sample_event_is_left_out(folder: str, known: dict[str, object]) -> None:
    assert {path.stem for path in (EVENTS / folder).glob("*.json")} == known.keys()
