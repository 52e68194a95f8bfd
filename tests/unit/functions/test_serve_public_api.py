"""Each sample event of the public API and its documented answer; then what one request does to the next."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from campaign.aws.stream import change_of
from campaign.aws.submissions import SubmissionTable
from campaign.aws.table import Table
from campaign.kernel.errors import TransientError
from campaign.pages.shell import LANGUAGES
from campaign.submissions.storage import submission_key
from campaign.submissions.submission import SubmissionState
from campaign.submissions.texts import words
from tests.unit.conftest import FakeLambdaContext, LogLines
from tests.unit.template_resources import Resources

EVENTS = Path(__file__).parents[3] / "events" / "serve_public_api"
PER_ADDRESS = 3

# status, type of the answer, words in it
ANSWERED = {
    "consent": (200, "application/json", "2026-11-25"),
    "submit_full_link": (202, "application/json", "withdraw_url"),
    "submit_short_link_with_words_and_idempotency_key": (202, "application/json", "withdraw_url"),
    "submit_profile": (422, "application/problem+json", '"reason": "profile"'),
    "submit_live": (422, "application/problem+json", '"reason": "live"'),
    "submit_tag": (422, "application/problem+json", '"reason": "tag"'),
    "submit_other_site": (422, "application/problem+json", '"reason": "other-site"'),
    "submit_no_link": (422, "application/problem+json", '"reason": "not-a-link"'),
    "submit_unknown_consent": (422, "application/problem+json", "GET /consent"),
    "submit_with_three_faults": (422, "application/problem+json", "/consent/language"),
    "submit_not_json": (422, "application/problem+json", "Invalid JSON"),
    "submit_broken_base64": (422, "application/problem+json", "UTF-8"),
    "submit_with_a_short_idempotency_key": (422, "application/problem+json", "16 to 128"),
    "submit_by_form": (202, "text/html; charset=utf-8", 'dir="rtl"'),
    "submit_by_form_with_every_fault": (422, "text/html; charset=utf-8", 'id="agreed-fault"'),
    "find_withdrawal": (303, "text/html; charset=utf-8", ""),
    "find_withdrawal_of_nothing": (422, "text/html; charset=utf-8", 'id="link-fault"'),
    "show_unknown_submission_in_a_browser": (404, "text/html; charset=utf-8", 'dir="rtl"'),
    "unknown_submission": (404, "application/problem+json", "there is none"),
    "ask_to_withdraw": (200, "text/html; charset=utf-8", "Yes, take it back"),
    "ask_to_withdraw_in_arabic": (200, "text/html; charset=utf-8", 'dir="rtl"'),
    "ask_to_withdraw_with_another_token": (404, "text/html; charset=utf-8", "does not open anything"),
    "ask_to_withdraw_without_token": (404, "text/html; charset=utf-8", 'lang="ar"'),
    "withdraw_what_is_not_there": (404, "text/html; charset=utf-8", "does not open anything"),
    "withdraw_with_another_token": (404, "text/html; charset=utf-8", 'lang="ar"'),
    "unknown_route": (404, "application/problem+json", "no such route"),
}


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return event


@pytest.fixture
def app(resources: Resources, load_function: Callable[..., ModuleType]) -> ModuleType:
    return loaded(resources, load_function)


def loaded(resources: Resources, load_function: Callable[..., ModuleType]) -> ModuleType:
    secret = boto3.client("secretsmanager").create_secret(Name="public", SecretString='{"key": "sample-key"}')
    return load_function(
        "serve_public_api",
        TABLE_NAME=resources.table_name,
        PUBLIC_API_SECRET_ARN=secret["ARN"],
        SUBMISSIONS_AN_HOUR_PER_ADDRESS=PER_ADDRESS,
        SUBMISSIONS_AN_HOUR=5,
        REPLY_ADDRESS="campaign@example.org",
    )


def items(table: Table, kind: str) -> list[dict[str, Any]]:
    found = boto3.client("dynamodb").scan(TableName=table.name)["Items"]
    return [item for item in found if item["pk"]["S"].startswith(kind)]


def with_body(name: str, headers: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    event = sample(name)
    body = json.dumps({**json.loads(event["body"]), **changes})
    return event | {"body": body, "headers": {**event["headers"], **(headers or {})}}


def visit(url: str, method: str) -> dict[str, Any]:
    """The event of a link that an answer holds."""
    parts = urlsplit(url)
    stage, resource, found = parts.path.strip("/").split("/")
    assert stage == "v1"
    event = sample("unknown_submission")
    return event | {
        "resource": f"/{resource}/{{id}}",
        "httpMethod": method,
        "pathParameters": {"id": found},
        "queryStringParameters": {name: values[0] for name, values in parse_qs(parts.query).items()} or None,
    }


def test_every_sample_is_in_its_table() -> None:
    assert {path.stem for path in EVENTS.glob("*.json")} == ANSWERED.keys()


@pytest.mark.parametrize("name", ANSWERED)
def test_a_sample_is_answered_as_documented(
    name: str, app: ModuleType, lambda_context: FakeLambdaContext
) -> None:
    status, content_type, words = ANSWERED[name]

    answer = app.handler(sample(name), lambda_context)

    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (status, content_type)
    assert words in answer["body"]
    assert answer["headers"]["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", [name for name, answer in ANSWERED.items() if "reason" in answer[2]])
def test_a_refused_link_is_explained_in_both_languages_and_leaves_nothing(
    name: str, app: ModuleType, table: Table, lambda_context: FakeLambdaContext
) -> None:
    problem = json.loads(app.handler(sample(name), lambda_context)["body"])
    assert all(problem["messages"][language] for language in ("ar", "en"))
    assert items(table, "") == []


def test_all_faults_of_a_body_are_named(app: ModuleType, lambda_context: FakeLambdaContext) -> None:
    problem = json.loads(app.handler(sample("submit_with_three_faults"), lambda_context)["body"])
    assert {fault["pointer"] for fault in problem["errors"]} == {"/link", "/consent/language", "/marks/0"}


def test_a_submission_is_one_write_that_the_stream_tells(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext
) -> None:
    answer = json.loads(app.handler(sample("submit_full_link"), lambda_context)["body"])

    stored = SubmissionTable(table).get(answer["id"])
    assert stored is not None
    assert stored.submission.link == "https://www.tiktok.com/@/video/7694945870885683201"
    assert stored.submission.marks == ("ai_generated",)
    assert stored.submission.state is SubmissionState.CHECKING
    (image,) = items(table, "SUBMISSION#")
    change = change_of({"dynamodb": {"NewImage": image}})
    assert change is not None
    assert (change.type, change.subject) == ("submission.received", f"submission:{answer['id']}")
    assert change.correlation_id == "sample-request-1"


def test_the_confirmation_leads_to_the_state_and_to_the_way_out(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext
) -> None:
    answer = json.loads(app.handler(sample("submit_full_link"), lambda_context)["body"])
    assert answer["status_url"] == (
        f"https://sample.execute-api.eu-west-1.amazonaws.com/v1/submissions/{answer['id']}"
    )

    def state() -> str:
        status = app.handler(visit(answer["status_url"], "GET"), lambda_context)
        return str(json.loads(status["body"])["state"])

    assert state() == answer["state"] == "checking"
    page = app.handler(visit(answer["withdraw_url"], "GET"), lambda_context)
    assert (page["statusCode"], state()) == (200, "checking"), "a preview withdraws nothing"
    assert 'dir="rtl"' in page["body"], "in the language of the consent"

    for _ in range(2):
        page = app.handler(visit(answer["withdraw_url"], "POST"), lambda_context)
        assert (page["statusCode"], state()) == (200, "withdrawn")


def test_the_same_idempotency_key_is_one_submission_and_one_answer(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext
) -> None:
    event = sample("submit_short_link_with_words_and_idempotency_key")
    answers = [app.handler(event, lambda_context) for _ in range(PER_ADDRESS + 2)]

    assert len({answer["body"] for answer in answers}) == 1
    assert len(items(table, "SUBMISSION#")) == 1
    (record,) = items(table, "IDEMPOTENCY#")
    token = parse_qs(urlsplit(json.loads(answers[0]["body"])["withdraw_url"]).query)["token"][0]
    assert token not in json.dumps(record)


def test_the_same_idempotency_key_with_another_body_is_refused(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext
) -> None:
    name = "submit_short_link_with_words_and_idempotency_key"
    app.handler(sample(name), lambda_context)
    answer = app.handler(with_body(name, marks=["partner"]), lambda_context)

    assert answer["statusCode"] == 422
    assert "another body" in answer["body"]
    assert len(items(table, "SUBMISSION#")) == 1


def test_a_request_that_died_before_it_was_recorded_is_finished_by_its_repetition(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext
) -> None:
    event = sample("submit_short_link_with_words_and_idempotency_key")
    first = app.handler(event, lambda_context)
    for record in items(table, "IDEMPOTENCY#"):
        table.delete(record["pk"]["S"], record["sk"]["S"])

    assert app.handler(event, lambda_context) == first
    assert len(items(table, "SUBMISSION#")) == 1


def test_an_address_that_sends_very_much_is_asked_to_wait(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext
) -> None:
    statuses = [
        app.handler(sample("submit_full_link"), lambda_context)["statusCode"] for _ in range(PER_ADDRESS)
    ]
    event = sample("submit_short_link_with_words_and_idempotency_key")
    refused = app.handler(event, lambda_context)

    assert statuses == [202] * PER_ADDRESS
    assert refused["statusCode"] == 429
    assert 0 < int(refused["headers"]["Retry-After"]) <= 3600
    assert json.loads(refused["body"])["messages"] == {
        language: words(language)["trouble"]["busy"] for language in LANGUAGES
    }
    assert len(items(table, "SUBMISSION#")) == PER_ADDRESS
    assert items(table, "IDEMPOTENCY#") == [], "so that it can be sent again later"

    event["requestContext"]["identity"]["sourceIp"] = "192.0.2.8"
    event["headers"]["X-Forwarded-For"] = "192.0.2.7"
    assert app.handler(event, lambda_context)["statusCode"] == 202


def test_a_body_that_is_too_large_is_answered_413(app: ModuleType, lambda_context: FakeLambdaContext) -> None:
    event = sample("submit_full_link") | {"body": " " * 8193}
    assert app.handler(event, lambda_context)["statusCode"] == 413


def test_without_its_key_the_api_takes_nothing_and_says_so_kindly(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext
) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId="public", SecretString="{}")

    refused = app.handler(sample("submit_full_link"), lambda_context)
    assert (refused["statusCode"], json.loads(refused["body"])["messages"].keys()) == (503, set(LANGUAGES))
    for name in ("ask_to_withdraw", "withdraw_what_is_not_there"):
        answer = app.handler(sample(name), lambda_context)
        assert (answer["statusCode"], "nothing is lost" in answer["body"]) == (503, True)
    assert items(table, "SUBMISSION#") == []


def test_a_withdrawal_that_cannot_be_written_now_can_be_tried_again(
    app: ModuleType, lambda_context: FakeLambdaContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object) -> None:
        raise TransientError("table", "AWS could not be reached", "try again")

    monkeypatch.setattr(app.submissions, "get", unreachable)
    answer = app.handler(sample("withdraw_what_is_not_there"), lambda_context)
    assert answer["statusCode"] == 503
    assert "<button>Try again</button>" in answer["body"]


def test_whoever_could_not_be_asked_withdraws_nothing_by_trying_again(
    app: ModuleType, lambda_context: FakeLambdaContext
) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId="public", SecretString="{}")
    answer = app.handler(sample("ask_to_withdraw"), lambda_context)
    assert (answer["statusCode"], "<form" in answer["body"]) == (503, False)
    assert '&amp;lang=en">Try again</a>' in answer["body"]


def test_whoever_wants_to_withdraw_is_answered_with_a_page_whatever_happens(
    app: ModuleType, lambda_context: FakeLambdaContext, log_lines: LogLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(app.submissions, "get", broken)
    answer = app.handler(sample("withdraw_what_is_not_there"), lambda_context)
    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (503, "text/html; charset=utf-8")
    assert "a withdrawal could not be written" in [line["message"] for line in log_lines()]


def test_a_submission_that_cannot_be_read_is_logged_without_its_link(
    app: ModuleType, table: Table, lambda_context: FakeLambdaContext, log_lines: LogLines
) -> None:
    answer = json.loads(app.handler(sample("submit_full_link"), lambda_context)["body"])
    item = table.get(*submission_key(answer["id"]))
    assert item is not None
    table.put(item._replace(data='{"link": "planted-link", "newer": 1}', version=2), expected=1)

    page = app.handler(visit(answer["withdraw_url"], "POST"), lambda_context)

    assert page["statusCode"] == 503
    status = app.handler(visit(answer["status_url"], "GET"), lambda_context)
    assert status["statusCode"] == 500, "not the fault of who asks"
    assert "planted-link" not in json.dumps(log_lines())


def test_a_fault_of_ours_is_logged_and_repeats_nothing(
    app: ModuleType,
    lambda_context: FakeLambdaContext,
    log_lines: LogLines,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(app.submissions, "get", broken)
    answer = app.handler(sample("unknown_submission"), lambda_context)
    assert (answer["statusCode"], "broken" in answer["body"]) == (500, False)
    assert json.loads(answer["body"])["messages"].keys() == set(LANGUAGES)
    assert "request failed" in [line["message"] for line in log_lines()]


def test_no_log_line_holds_a_link_a_token_or_an_address(
    app: ModuleType, lambda_context: FakeLambdaContext, log_lines: LogLines
) -> None:
    answer = json.loads(app.handler(sample("submit_full_link"), lambda_context)["body"])
    app.handler(visit(answer["withdraw_url"], "POST"), lambda_context)
    app.handler(sample("submit_profile"), lambda_context)

    logged = json.dumps(log_lines())
    assert answer["id"] in logged
    for planted in ("tiktok.com", "7694945870885683201", answer["withdraw_url"][-40:-8], "192.0.2.7"):
        assert planted not in logged
