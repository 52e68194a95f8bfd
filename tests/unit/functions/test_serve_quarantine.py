from typing import Any

import pytest

from tests.unit.conftest import FakeLambdaContext
from tests.unit.functions.test_sample_events import names, sample
from tests.unit.template_resources import Resources

SOURCES = (
    "lookups",
    "intake",
    "planning",
    "announcements",
    "deliveries",
    "webhooks",
    "invitations",
    "care",
)
QUEUES = {f"{source.upper()}_QUEUE_URL": f"https://queue.example.org/{source}" for source in SOURCES}

# status, and a word of the answer
ANSWERED = {
    "list_entries": (200, '"sources":[]'),
    "list_entries_as_moderator": (403, "operator"),
    "show_an_unknown_entry": (404, "there is none"),
    "redrive_an_unknown_entry": (404, "there is none"),
    "redrive_a_whole_source_dry": (200, '"more":false'),
    "redrive_what_came_from_no_queue": (409, "no queue of ours"),
    "redrive_without_saying_whether_dry": (422, "/dry_run"),
    "redrive_as_publisher": (403, "operator"),
}


def test_every_sample_is_in_its_table() -> None:
    assert names("serve_quarantine") == set(ANSWERED)


@pytest.mark.parametrize("name", sorted(ANSWERED))
def test_a_request_is_answered_as_documented(
    name: str, resources: Resources, load_function: Any, lambda_context: FakeLambdaContext
) -> None:
    app = load_function("serve_quarantine", TABLE_NAME=resources.table_name, **QUEUES)

    answer = app.handler(sample("serve_quarantine", name), lambda_context)

    status, words = ANSWERED[name]
    assert answer["statusCode"] == status
    assert words in answer["body"]
    assert answer["multiValueHeaders"]["Access-Control-Allow-Origin"] == ["https://console.example.org"]


def test_it_ends_before_what_it_sends_again_can_be_set_aside_anew() -> None:
    from campaign.api.quarantine import LATER
    from tests.templates import APPLICATION

    assert APPLICATION["Resources"]["ServeQuarantine"]["Properties"]["Timeout"] < LATER
