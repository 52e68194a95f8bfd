"""Sample events of the staff API and of the relay, and that no function is without some."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest

from tests.unit.conftest import FakeLambdaContext
from tests.unit.functions.test_relay_changes import Heard
from tests.unit.template_resources import Resources

ROOT = Path(__file__).parents[3]
EVENTS = ROOT / "events"

# status, and a word of the answer
ANSWERED = {
    "schedule_session": (201, '"revision"'),
    "schedule_session_in_the_past": (422, "lies in the past"),
    "schedule_session_as_moderator": (403, "publisher"),
    "schedule_session_with_three_faults": (422, "/duration_minutes"),
    "draft_session": (201, '"draft"'),
    "list_sessions": (200, '"sessions"'),
    "cancel_an_unknown_session": (404, "there is none"),
    "schedule_series": (201, "evening-circle-20990301"),
    "schedule_series_without_an_end": (422, "COUNT or UNTIL"),
    "list_series": (200, '"series"'),
    "cancel_an_unknown_series": (404, "there is none"),
    "review_queue": (200, '"videos"'),
    "decide_about_an_unknown_video": (404, "there is none"),
    "decide_about_several_videos": (200, "there is none"),
    "block_a_creator": (200, '"blocked"'),
    "list_trusted_creators": (200, '"creators"'),
    "register_subscriber": (201, "invented-reader"),
    "remove_an_unknown_subscriber": (404, "there is none"),
    "show_hold": (200, '"held"'),
    "turn_hold_on": (200, '"on":true'),
    "turn_hold_on_without_a_reason": (422, "needs a reason"),
    "turn_hold_on_as_moderator": (403, "publisher or operator"),
    "send_notice": (201, '"planned"'),
    "send_notice_with_three_faults": (422, "/topics/0"),
    "list_notices": (200, '"notices"'),
    "show_an_unknown_notice": (404, "there is none"),
    "move_an_unknown_notice": (404, "there is none"),
    "withdraw_an_unknown_notice": (404, "there is none"),
    "list_connections": (200, '"connections"'),
    "list_publications": (200, '"publications"'),
    "list_publications_of_no_kind": (404, "organisation"),
    "show_an_unknown_publication": (404, "there is none"),
    "show_an_unknown_revision": (404, "there is no revision 1"),
    "compare_unknown_revisions": (404, "there is no revision 1"),
    "approve_as_publisher": (403, "reviewer"),
    "approve_with_two_faults": (422, "/language"),
    "roll_back_an_unknown_publication": (404, "there is none"),
    "recall_without_a_reason": (422, "/why"),
    "override_as_reviewer": (403, "publisher"),
    "retime_as_reviewer": (403, "publisher"),
    "retime_without_a_zone": (422, "/opens_at"),
    "withdraw_an_unknown_publication": (404, "there is none"),
    "send_a_notice_that_blames": (422, "breaks committed-suicide"),
    "verify_an_unknown_organisation": (404, "there is none"),
    "list_tasks": (200, '"tasks"'),
    "close_a_task": (204, ""),
    "show_policy": (200, '"not-for-this-campaign"'),
    "show_figures": (200, '"total"'),
    "list_announcements": (200, '"announcements"'),
    "foresee_a_session": (200, '"session.announced"'),
    "foresee_a_change_of_an_unknown_session": (404, "there is none"),
    "foresee_two_things_at_once": (422, "ask about one thing"),
    "foresee_as_moderator": (403, "publisher"),
    "show_an_unknown_announcement": (404, "none of this key"),
    "unknown_route": (404, "no such route"),
}
RELAYED = {
    "three_changes": [
        "session:ramadan-talk@1/session.scheduled",
        "video:tiktok:7374895375649443115@2/video.featured",
        "toolkit:listening@1/publication.changed",
    ],
    "nothing_to_tell": [],
}


def sample(function: str, name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / function / f"{name}.json").read_text(encoding="utf-8"))
    return event


def names(function: str) -> set[str]:
    return {path.stem for path in (EVENTS / function).glob("*.json")}


def test_every_function_has_sample_events() -> None:
    functions = {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}

    assert {path.name for path in EVENTS.iterdir()} - {"schemas"} == functions
    assert all(names(function) for function in functions)


def test_every_sample_is_in_its_table() -> None:
    assert names("serve_staff_api") == set(ANSWERED)
    assert names("relay_changes") == set(RELAYED)


@pytest.mark.parametrize("name", sorted(ANSWERED))
def test_the_staff_api_answers_a_sample_as_documented(
    name: str, resources: Resources, load_function: Any, lambda_context: FakeLambdaContext
) -> None:
    secret = boto3.client("secretsmanager").create_secret(Name="signing", SecretString='{"key": "k"}')["ARN"]
    app = load_function(
        "serve_staff_api",
        TABLE_NAME=resources.table_name,
        WEBHOOK_SIGNING_SECRET_ARN=secret,
        AUDIENCE_KEY_ARN=secret,
    )

    answer = app.handler(sample("serve_staff_api", name), lambda_context)

    status, words = ANSWERED[name]
    assert answer["statusCode"] == status
    assert words in (answer["body"] or "")
    headers = answer["multiValueHeaders"]
    assert headers["Access-Control-Allow-Origin"] == ["https://console.example.org"]
    assert headers["Cache-Control"] == ["no-store"]
    if status >= 400:
        assert headers["Content-Type"] == ["application/problem+json"]


def test_all_faults_of_a_request_are_named_at_once(
    resources: Resources, load_function: Any, lambda_context: FakeLambdaContext
) -> None:
    app = load_function(
        "serve_staff_api",
        TABLE_NAME=resources.table_name,
        WEBHOOK_SIGNING_SECRET_ARN="unused",
        AUDIENCE_KEY_ARN="unused",
    )

    answer = app.handler(sample("serve_staff_api", "schedule_session_with_three_faults"), lambda_context)

    pointers = {fault["pointer"] for fault in json.loads(answer["body"])["errors"]}
    assert pointers == {"/id", "/duration_minutes", "/link"}


@pytest.mark.parametrize("name", sorted(RELAYED))
def test_the_relay_tells_of_a_sample_what_is_documented(name: str, aws: None, load_function: Any) -> None:
    bus = Heard()

    again = load_function("relay_changes", BUS_NAME="endthestigma").relay(
        sample("relay_changes", name)["Records"], bus
    )

    assert again is None
    assert [event.id for event in bus.events] == RELAYED[name]
