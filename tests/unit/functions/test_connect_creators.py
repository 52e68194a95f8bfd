"""Each sample event of the pages for creators, and what a browser is answered on its whole way."""

import json
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.api.connect import COOKIE
from campaign.aws.table import Table
from campaign.creators.departures import connection_key
from campaign.creators.pages import consent_version
from tests.simulators.authorize import Decision
from tests.simulators.cast import CREATORS
from tests.simulators.failures import Failure
from tests.simulators.server import TikTokSimulator
from tests.unit.conftest import FakeLambdaContext, LogLines
from tests.unit.template_resources import Resources

pytestmark = pytest.mark.enable_socket
EVENTS = Path(__file__).parents[3] / "events" / "connect_creators"
OWN = "https://sample.execute-api.eu-west-1.amazonaws.com/v1"
NOOR = CREATORS[0]
Answer = dict[str, Any]
Ask = Callable[..., Answer]

# status, and words of the answer
ANSWERED = {
    "ask": (200, 'lang="ar" dir="rtl"'),
    "ask_in_english": (200, "Connect your TikTok account"),
    "agree": (303, ""),
    "agree_from_another_site": (403, "another site"),
    "agree_to_an_older_text": (200, "اربط حسابك"),
    "back_from_tiktok_without_a_beginning": (400, "This page has had its time"),
    "ask_to_leave_by_an_unknown_link": (404, "This link no longer works"),
    "leave_by_an_unknown_link": (404, "لم يعد هذا الرابط يعمل"),
    "unknown_route": (404, "no such route"),
}


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return event


@pytest.fixture
def tiktok() -> Iterator[TikTokSimulator]:
    with TikTokSimulator(CREATORS) as running:
        yield running


@pytest.fixture
def secret(aws: None, tiktok: TikTokSimulator) -> str:
    fields = {"client_key": tiktok.app.client_key, "client_secret": tiktok.app.client_secret}
    return boto3.client("secretsmanager").create_secret(Name="tiktok", SecretString=json.dumps(fields))["ARN"]


@pytest.fixture
def app(
    resources: Resources, secret: str, tiktok: TikTokSimulator, load_function: Callable[..., ModuleType]
) -> ModuleType:
    return load_function(
        "connect_creators",
        TABLE_NAME=resources.table_name,
        INTAKE_QUEUE_URL=resources.queue_url("intake"),
        TIKTOK_SECRET_ARN=secret,
        TIKTOK_API_URL=tiktok.url,
        TIKTOK_AUTHORIZE_URL=f"{tiktok.url}/v2/auth/authorize/",
        TOKEN_KEY_ARN=boto3.client("kms").create_key()["KeyMetadata"]["Arn"],
    )


@pytest.fixture
def ask(app: ModuleType, lambda_context: FakeLambdaContext) -> Ask:
    """A sample with other parameters, another cookie or another form."""

    def ask(
        name: str, query: dict[str, str] | None = None, cookie: str | None = None, form: str | None = None
    ) -> Answer:
        event = sample(name)
        if query is not None:
            event |= {
                "queryStringParameters": query,
                "multiValueQueryStringParameters": {each: [value] for each, value in query.items()},
            }
        if cookie is not None:
            event["headers"]["cookie"] = cookie
            event["multiValueHeaders"]["cookie"] = [cookie]
        if form is not None:
            event["body"] = form
        answer: Answer = app.handler(event, lambda_context)
        return answer

    return ask


def header(answer: Answer, name: str) -> str:
    (value,) = answer["multiValueHeaders"][name]
    return str(value)


def begun(ask: Ask) -> tuple[dict[str, str], str]:
    """What TikTok is asked, and the browser's cookie."""
    answer = ask("agree")
    asked = dict(parse_qsl(urlsplit(header(answer, "Location")).query))
    (cookie,) = SimpleCookie(header(answer, "Set-Cookie")).items()
    return asked, f"{cookie[0]}={cookie[1].value}"


def connected(ask: Ask, tiktok: TikTokSimulator) -> Answer:
    asked, cookie = begun(ask)
    code = tiktok.tokens.authorize(
        NOOR.open_id, asked["redirect_uri"], ("video.list",), asked["code_challenge"]
    )
    query = {"state": asked["state"], "code": code, "scopes": "video.list"}
    return ask("back_from_tiktok_without_a_beginning", query, cookie)


def leave_link(answer: Answer) -> dict[str, str]:
    address = answer["body"].partition('href="leave?')[2].partition('"')[0]
    return dict(parse_qsl(address.replace("&amp;", "&")))


def test_every_sample_is_in_its_table() -> None:
    assert {path.stem for path in EVENTS.glob("*.json")} == ANSWERED.keys()


@pytest.mark.parametrize("name", ANSWERED)
def test_a_sample_is_answered_as_documented(name: str, ask: Ask) -> None:
    status, words = ANSWERED[name]

    answer = ask(name)

    assert answer["statusCode"] == status
    assert words in answer["body"]


def test_every_page_is_closed_to_scripts_frames_caches_and_other_sites(
    ask: Ask, tiktok: TikTokSimulator
) -> None:
    for name in ("ask", "agree", "back_from_tiktok_without_a_beginning", "leave_by_an_unknown_link"):
        answer = ask(name)
        policy = header(answer, "Content-Security-Policy")
        assert "default-src 'none'" in policy
        assert f"form-action 'self' {tiktok.url}" in policy
        assert "unsafe" not in policy
        assert header(answer, "Cache-Control") == "no-store"
        assert header(answer, "Referrer-Policy") == "no-referrer"
        assert "<script" not in answer["body"]


def test_the_cookie_belongs_to_this_host_and_to_no_script(ask: Ask) -> None:
    cookie = header(ask("agree"), "Set-Cookie")

    assert cookie.startswith(f"{COOKIE}=")
    assert cookie.split("; ")[1:] == ["Max-Age=600", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"]


def test_the_browser_is_sent_to_tiktoks_configured_page_alone(ask: Ask, tiktok: TikTokSimulator) -> None:
    evil = {"redirect_uri": "https://evil.example", "next": "https://evil.example", "lang": "//evil.example"}

    answer = ask("agree", query=evil, form=urlencode({"agreed": consent_version(), **evil}))

    location = header(answer, "Location")
    assert location.startswith(f"{tiktok.url}/v2/auth/authorize/?")
    assert "evil" not in location
    assert dict(parse_qsl(urlsplit(location).query))["redirect_uri"] == f"{OWN}/connect/callback"


def test_a_creator_connects_and_leaves(ask: Ask, tiktok: TikTokSimulator, resources: Resources) -> None:
    answer = connected(ask, tiktok)
    assert answer["statusCode"] == 200
    assert consent_version() in answer["body"]
    assert "Max-Age=0" in header(answer, "Set-Cookie")

    link = leave_link(answer)
    assert ask("ask_to_leave_by_an_unknown_link", link)["statusCode"] == 200
    left = ask("leave_by_an_unknown_link", form=urlencode(link))

    assert left["statusCode"] == 200
    assert ask("leave_by_an_unknown_link", form=urlencode(link))["statusCode"] == 404
    queued = boto3.client("sqs").receive_message(QueueUrl=resources.queue_url("intake"))["Messages"]
    assert [json.loads(message["Body"])["kind"] for message in queued] == ["creator.left"]


def test_a_link_with_another_secret_lets_nobody_leave(ask: Ask, tiktok: TikTokSimulator) -> None:
    link = leave_link(connected(ask, tiktok)) | {"token": "invented"}

    assert ask("leave_by_an_unknown_link", form=urlencode(link))["statusCode"] == 404
    assert len(tiktok.tokens.issued_to(NOOR.open_id)) == 2


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"error": "access_denied", "error_description": "planted-words"}, 400, "لم يُربط شيء"),
        ({"error": "invalid_scope"}, 400, "لم ينجح الأمر"),
        ({}, 400, "لم ينجح الأمر"),
    ],
)
def test_tiktoks_no_is_answered_kindly_in_the_creators_language(
    ask: Ask, log_lines: LogLines, said: dict[str, str], status: int, words: str
) -> None:
    asked, cookie = begun(ask)

    answer = ask("back_from_tiktok_without_a_beginning", said | {"state": asked["state"]}, cookie)

    assert (answer["statusCode"], words in answer["body"]) == (status, True)
    assert "planted-words" not in answer["body"] + repr(log_lines())


def test_trouble_at_tiktok_is_ours_to_say_sorry_for(ask: Ask, tiktok: TikTokSimulator) -> None:
    tiktok.fail_next("oauth.token", Failure.TEMPORARILY_UNAVAILABLE)

    answer = connected(ask, tiktok)

    assert (answer["statusCode"], "لم ينجح الأمر" in answer["body"]) == (503, True)


def test_a_fault_of_ours_is_told_to_a_creator_on_a_page_too(
    ask: Ask,
    app: ModuleType,
    tiktok: TikTokSimulator,
    log_lines: LogLines,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(app.key, "key_id", "arn:aws:kms:eu-west-1:123456789012:key/disabled")

    answer = connected(ask, tiktok)

    assert (answer["statusCode"], "لم ينجح الأمر" in answer["body"]) == (500, True)
    assert "request failed" in [line["message"] for line in log_lines()]


def test_a_connection_that_cannot_be_read_is_logged_without_its_tokens(
    ask: Ask, tiktok: TikTokSimulator, resources: Resources, log_lines: LogLines
) -> None:
    fields = leave_link(connected(ask, tiktok))
    table = Table(boto3.client("dynamodb"), resources.table_name)
    item = table.get(*connection_key("tiktok", NOOR.open_id))
    assert item is not None
    table.put(item._replace(data='{"tokens": "planted-tokens"}', version=2), expected=1)

    answer = ask("ask_to_leave_by_an_unknown_link", fields)

    assert (answer["statusCode"], "planted-tokens" in json.dumps(log_lines())) == (500, False)


def test_a_callback_is_believed_once(ask: Ask, tiktok: TikTokSimulator) -> None:
    tiktok.authorize_page.decision = Decision(open_id=NOOR.open_id)
    asked, cookie = begun(ask)
    code = tiktok.tokens.authorize(
        NOOR.open_id, asked["redirect_uri"], ("video.list",), asked["code_challenge"]
    )
    query = {"state": asked["state"], "code": code}

    answers = [ask("back_from_tiktok_without_a_beginning", query, cookie)["statusCode"] for _ in "ab"]

    assert answers == [200, 400]


text = st.text(max_size=80)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=text, code=text, error=st.none() | text, cookie=text)
def test_no_forged_callback_is_believed(
    ask: Ask, tiktok: TikTokSimulator, state: str, code: str, error: str | None, cookie: str
) -> None:
    query = {"state": state, "code": code} | ({"error": error} if error is not None else {})

    answer = ask("back_from_tiktok_without_a_beginning", query, f"{COOKIE}={cookie}")

    assert answer["statusCode"] == 400
    assert tiktok.calls_of("oauth.token") == []


def test_without_a_client_key_connecting_is_not_available_yet(ask: Ask, secret: str) -> None:
    boto3.client("secretsmanager").put_secret_value(
        SecretId=secret, SecretString='{"client_key": "", "client_secret": "invented"}'
    )

    for name, words in (("ask_in_english", "Not available yet"), ("agree", "غير متاح بعد")):
        answer = ask(name)
        assert (answer["statusCode"], words in answer["body"]) == (404, True)


def test_a_secret_that_cannot_be_read_is_trouble_of_ours(ask: Ask, secret: str) -> None:
    boto3.client("secretsmanager").delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)

    answer = ask("ask_in_english", {"lang": "en"})

    assert (answer["statusCode"], "That did not work" in answer["body"]) == (503, True)


def test_trouble_with_a_form_is_told_in_the_forms_language(ask: Ask, secret: str) -> None:
    boto3.client("secretsmanager").delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)

    answer = ask("agree", form=urlencode({"lang": "en", "agreed": consent_version()}))

    assert (answer["statusCode"], "That did not work" in answer["body"]) == (503, True)
