"""Every sample event of the announcing functions is replayed here; the tables say what it must leave behind.

The state they meet: the session ramadan-talk and the toolkit listening at revision 1, the notice new-helpers
for the evening, the session's announcement held by a hold that is over, the session past-talk an hour ago,
a reader by mail and a partner whose webhook host is private by now. It is 2026-03-01, 12:00 UTC.
"""

import json
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.hold import held_item
from campaign.announcements.messages import AnnouncementDue, PageDue
from campaign.announcements.storage import delivery_in
from campaign.aws.attributes import from_attributes
from campaign.aws.notices import NoticeTable
from campaign.aws.publications import PublicationTable
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.tasks import TaskTable
from campaign.publications.fields import Both
from campaign.publications.kind import Kind
from campaign.publications.moves import recall
from tests.unit.announcements.samples import due
from tests.unit.announcements.test_notices import notice
from tests.unit.audience.samples import partner
from tests.unit.conftest import FakeLambdaContext
from tests.unit.functions.announcing.stage import Stage
from tests.unit.publications.samples import REVIEWER, content_of, kept
from tests.unit.sessions.samples import NOW, session

EVENTS = Path(__file__).parents[4] / "events"
ANNOUNCED = "session:ramadan-talk@1/session.announced"

# what is then in the announcements queue, how many schedules there are, what is in quarantine and why
PLANNED = {
    "session_scheduled": ([ANNOUNCED], 2, []),
    "session_scheduled_twice": ([ANNOUNCED, ANNOUNCED], 2, []),  # announce knows the second by its key
    "toolkit_approved": (["toolkit:listening@1/toolkit.updated"], 0, []),
    "toolkit_recalled": (["toolkit:taken-back@1/toolkit.recalled"], 0, []),
    "activation_approved": ([], 2, []),  # when it opens and when it closes
    "review_due": ([], 0, []),
    "notice_written": ([], 1, []),
    "hold_ended": ([ANNOUNCED], 0, []),
    "digest_asked": (["digest:2026-W09@1/digest.weekly"], 0, []),
    "unknown_session": ([], 0, ["session nowhere: there is none of this id; check the id"]),
    "unknown_kind": (
        [],
        0,
        ["video:tiktok:7374895375649443115: nothing of this kind is announced; check the rule of the queue"],
    ),
    "malformed_among_good": ([ANNOUNCED], 2, ["message: json_invalid"]),
}
# which readers are then asked for, what is in quarantine and why
BOTH = [(ANNOUNCED, ("invented-partner", "invented-reader"))]
EXPANDED = {
    "session_announced": (BOTH, []),
    "session_announced_twice": (BOTH, []),
    "toolkit_updated": (
        [("toolkit:listening@1/toolkit.updated", ("invented-partner", "invented-reader"))],
        [],
    ),
    "stale_reminder": ([], []),
    "late_live_now": ([], []),
    "unknown_milestone": ([], ["milestone: enum"]),
}
# how many mails were sent, how many webhooks are to be, the states and reasons in the ledger, what is in
# quarantine and why
DELIVERED = {
    "page": (1, 1, [("sent", None)], []),
    "page_twice": (1, 0, [("sent", None)], []),
    "page_that_was_held": (1, 0, [("sent", None)], []),
    "stale_reminder": (0, 0, [("dropped", "stale")], []),
    "nobody": (0, 0, [], []),  # nothing is written about somebody who is not there any more
    "malformed": (0, 0, [], ["subscribers: too_long"]),
}
# the states and reasons in the ledger, what is in quarantine and why
POSTED = {
    "to_a_private_address": ([("failed", "its host has an address that is not public")], []),
    "stale_reminder": ([("dropped", "stale")], []),
    "nobody": ([], []),
    "malformed": ([], ["subscriber_id: missing"]),
}


@pytest.fixture
def stage(stage: Stage) -> Stage:
    stage.keep(session())
    stage.keep(
        session(id="past-talk").model_copy(update={"starts_at": NOW - timedelta(hours=1), "timed_at": NOW})
    )
    kept(stage.table, content_of(Kind.TOOLKIT), NOW)
    taken_back(stage, "taken-back")
    kept(stage.table, content_of(Kind.ACTIVATION), NOW, "spring")
    kept(stage.table, content_of(Kind.TUTORIAL), NOW, "filters")
    stage.audience.register(partner(address="https://10.0.0.8/hook"))
    NoticeTable(stage.table).add(notice(), "c-1")
    stage.table.put(held_item(due(Milestone.SESSION_ANNOUNCED), version=1, now=NOW), expected=None)
    return stage


def taken_back(stage: Stage, name: str) -> None:
    why = Both(ar="خطأ", en="A mistake")
    recalled = recall(kept(stage.table, content_of(Kind.TOOLKIT), NOW, name), 1, why, REVIEWER, NOW)
    assert recalled is not None
    PublicationTable(stage.table).keep(recalled, "c-1")


def replay(function: ModuleType, path: str) -> None:
    event = json.loads((EVENTS / path).read_text("utf-8"))
    assert function.handler(event, FakeLambdaContext()) == {"batchItemFailures": []}


def quarantined(stage: Stage) -> list[str]:
    return [entry.reason for entry in TableQuarantine(stage.table).entries()]


def ledger(stage: Stage) -> list[tuple[str, str | None]]:
    items = stage.table.client.scan(TableName=stage.table.name)["Items"]
    entries = [delivery_in(from_attributes(item)) for item in items if item["pk"]["S"].startswith("DEL#")]
    return [(entry.state, entry.reason) for entry in entries]


@pytest.mark.parametrize("name", PLANNED)
def test_planning_leaves_what_the_table_says(stage: Stage, name: str) -> None:
    replay(stage.planner, f"plan_announcements/{name}.json")

    due = [AnnouncementDue.model_validate_json(body).key for body in stage.waiting("announcements")]
    assert (due, len(stage.schedules()), quarantined(stage)) == PLANNED[name]


def test_a_review_that_is_due_leaves_a_task(stage: Stage) -> None:
    replay(stage.planner, "plan_announcements/review_due.json")

    assert [task.id for task in TaskTable(stage.table).all_open()] == ["tutorial-filters-r1-20260701"]


@pytest.mark.parametrize("name", EXPANDED)
def test_expanding_leaves_what_the_table_says(stage: Stage, name: str) -> None:
    replay(stage.announcer, f"announce/{name}.json")

    pages = [PageDue.model_validate_json(body) for body in stage.waiting("deliveries")]
    due = [(page.announcement.key, tuple(sorted(page.subscribers))) for page in pages]
    assert (due, quarantined(stage)) == EXPANDED[name]


@pytest.mark.parametrize("name", DELIVERED)
def test_delivering_leaves_what_the_table_says(stage: Stage, name: str) -> None:
    replay(stage.deliverer, f"deliver/{name}.json")

    found = (len(stage.mails()), len(stage.waiting("webhooks")), ledger(stage), quarantined(stage))
    assert found == DELIVERED[name]


@pytest.mark.enable_socket  # a literal address is "resolved", which asks no server
@pytest.mark.parametrize("name", POSTED)
def test_posting_leaves_what_the_table_says(stage: Stage, name: str) -> None:
    replay(stage.poster, f"post_webhooks/{name}.json")

    assert (ledger(stage), quarantined(stage)) == POSTED[name]


@pytest.mark.parametrize(
    ("folder", "known"),
    [
        ("plan_announcements", PLANNED),
        ("announce", EXPANDED),
        ("deliver", DELIVERED),
        ("post_webhooks", POSTED),
    ],
)
def test_no_sample_event_is_left_out(folder: str, known: dict[str, object]) -> None:
    assert {path.stem for path in (EVENTS / folder).glob("*.json")} == known.keys()
