"""Somebody tells their story, as a browser posts the hub's form."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import boto3
import pytest

from campaign.aws.cases import CaseTable
from campaign.aws.table import Table
from campaign.care import moves
from campaign.care.case import Case, CaseStatus
from campaign.care.tier import Tier
from campaign.care.words import Kept, Note, note_item
from campaign.kernel.clock import utc_now
from campaign.kernel.errors import TransientError
from campaign.stories.pages import Helper
from tests.unit.api.care import Box, all_data
from tests.unit.conftest import FakeLambdaContext, LogLines
from tests.unit.functions.test_open_cases import MINUTES
from tests.unit.functions.test_sample_events import names, sample
from tests.unit.stored import items_under
from tests.unit.template_resources import Resources

STORY = "planted words: I want to die, I will end it tonight"
HELPER = Helper("eg-line", "An invented line", "+20 100", "+20100", "everybody", always=True)
FILLED = {"story": STORY, "contact": "", "country": "EG", "agreed": "yes", "lang": "en"}


@pytest.fixture
def app(
    resources: Resources, load_function: Callable[..., ModuleType], monkeypatch: pytest.MonkeyPatch
) -> ModuleType:
    secret = boto3.client("secretsmanager").create_secret(Name="public", SecretString='{"key": "k"}')["ARN"]
    loaded = load_function(
        "serve_stories",
        TABLE_NAME=resources.table_name,
        CARE_KEY_ARN="unused",
        CARE_RETENTION_DAYS=30,
        PUBLIC_API_SECRET_ARN=secret,
        STORIES_AN_HOUR_PER_ADDRESS=5,
        STORIES_AN_HOUR=100,
        VERIFICATION_DAYS=180,
        REPLY_ADDRESS="campaign@example.org",
        **MINUTES,
    )
    set_field(loaded, "seal", Box())
    set_field(loaded, "helpers", lambda country, language: [HELPER] if country == "EG" else [])
    return loaded


def set_field(app: ModuleType, name: str, value: object) -> None:
    object.__setattr__(app.telling, name, value)


def event(method: str, resource: str, body: dict[str, str] | None = None, **query: str) -> dict[str, Any]:
    story = query.pop("story_id", "")
    return {
        "httpMethod": method,
        "resource": resource,
        "path": resource,
        "pathParameters": {"id": story} if story else None,
        "headers": {"Content-Type": "application/x-www-form-urlencoded"},
        "queryStringParameters": query or None,
        "stageVariables": {"public_url": "https://api.example/v1", "hub_url": "https://hub.example"},
        "requestContext": {"requestId": "request-1", "identity": {"sourceIp": "192.0.2.1"}},
        "body": urlencode(body) if body is not None else None,
        "isBase64Encoded": False,
    }


def tell(app: ModuleType, **typed: str) -> dict[str, Any]:
    answer: dict[str, Any] = app.handler(event("POST", "/stories", FILLED | typed), FakeLambdaContext())
    return answer


def link_in(answer: dict[str, Any]) -> tuple[str, str]:
    """Id and token of the link by which words are deleted."""
    found = re.search(r'class="kept" dir="ltr" href="([^"]+)"', answer["body"])
    assert found is not None
    parts = urlsplit(found[1].replace("&amp;", "&"))
    return parts.path.split("/")[3], parse_qs(parts.query)["token"][0]


def follow(app: ModuleType, method: str, answer: dict[str, Any], token: str = "") -> dict[str, Any]:
    story_id, own = link_in(answer)
    made = event(method, "/stories/{id}/deletion", story_id=story_id, token=token or own, lang="en")
    done: dict[str, Any] = app.handler(made, FakeLambdaContext())
    return done


def the_case(table: Table) -> Case:
    (case,) = CaseTable(table).waiting(10)
    return case


def test_who_helps_comes_before_anything_else(app: ModuleType) -> None:
    answer = tell(app)

    assert answer["statusCode"] == 202
    main = answer["body"].partition("<main>")[2]
    places = [main.index(part) for part in ("findahelpline.com", "tel:+20100", "What happens now", "kept")]
    assert places == sorted(places)


def test_a_story_opens_a_case_that_says_what_its_author_was_offered(app: ModuleType, table: Table) -> None:
    tell(app)

    case = the_case(table)
    assert (case.tier, case.status) == (Tier.IMMINENT, CaseStatus.OPEN)
    assert case.offered == ("findahelpline", "eg-line")


def test_a_story_in_which_nothing_is_wrong_has_a_case_too(app: ModuleType, table: Table) -> None:
    tell(app, story="My garden is green.")

    assert the_case(table).tier is Tier.GENERAL


def test_no_word_lies_open_and_none_is_logged(app: ModuleType, table: Table, log_lines: LogLines) -> None:
    tell(app, contact="planted.address@example.org")

    case = the_case(table)
    stored = all_data([*items_under(table, f"CARE#{case.id}"), *items_under(table, f"WORDS#{case.id}")])
    assert "planted" not in stored + str(log_lines())


def test_words_end_after_the_retention(app: ModuleType, table: Table) -> None:
    tell(app)

    (words,) = items_under(table, f"WORDS#{the_case(table).id}")
    assert words.expires_at is not None
    ends = utc_now() + timedelta(days=30)
    assert abs(words.expires_at - ends.timestamp()) < 60


def test_a_second_click_is_the_same_story(app: ModuleType, table: Table) -> None:
    assert link_in(tell(app)) == link_in(tell(app))
    assert len(CaseTable(table).waiting(10)) == 1


def test_everything_that_does_not_fit_is_told_at_once_and_nothing_that_was_typed_is_lost(
    app: ModuleType, table: Table
) -> None:
    answer = tell(app, contact="x" * 201, country="Atlantis", agreed="")

    assert answer["statusCode"] == 422
    for name in ("contact", "country", "agreed"):
        assert f'href="#{name}"' in answer["body"]
    assert STORY in answer["body"]
    assert CaseTable(table).waiting(10) == []


def test_what_is_typed_is_shown_as_text_and_never_as_markup(app: ModuleType) -> None:
    answer = tell(app, story="<script>alert(1)</script></textarea>", agreed="")

    assert "<script>alert(1)" not in answer["body"]


def test_whoever_cannot_be_taken_now_still_finds_help_and_their_words(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Down:
        def keep(self, *_: object) -> bool:
            raise TransientError("table", "throttled", "wait")

    set_field(app, "stories", Down())

    answer = tell(app)

    assert answer["statusCode"] == 503
    assert STORY in answer["body"]
    assert "findahelpline.com" in answer["body"]


def test_a_story_is_kept_though_those_who_help_cannot_be_read(
    app: ModuleType, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> None:
        raise TransientError("table", "throttled", "wait")

    set_field(app, "helpers", down)

    answer = tell(app)

    assert (answer["statusCode"], "findahelpline.com" in answer["body"]) == (202, True)
    assert the_case(table).offered == ("findahelpline",)


def test_too_many_from_one_address_are_asked_to_wait_and_shown_help(app: ModuleType) -> None:
    answers = [tell(app, story=f"{STORY} {number}") for number in range(6)]

    assert answers[-1]["statusCode"] == 429
    assert "findahelpline.com" in answers[-1]["body"]
    assert int(answers[-1]["headers"]["Retry-After"]) > 0


def test_opening_the_link_deletes_nothing_and_its_button_everything(app: ModuleType, table: Table) -> None:
    told = tell(app)
    case = the_case(table)
    note = Note(version=2, at=utc_now(), by="rana", sealed=("sealed",))
    table.put(note_item(case.id, note, Kept(30), "c"), expected=None)

    assert follow(app, "GET", told)["statusCode"] == 200
    assert len(items_under(table, f"WORDS#{case.id}")) == 2
    assert follow(app, "POST", told)["statusCode"] == 200
    assert items_under(table, f"WORDS#{case.id}") == []


def test_the_case_outlives_the_words(app: ModuleType, table: Table) -> None:
    told = tell(app)
    claimed = moves.claim(the_case(table), "rana", utc_now(), app.settings.targets)
    CaseTable(table).save(claimed, "c")

    follow(app, "POST", told)

    assert the_case(table) == claimed.case


def test_another_ones_link_opens_nothing(app: ModuleType, table: Table) -> None:
    told = tell(app)

    answer = follow(app, "POST", told, token="0" * 64)

    assert answer["statusCode"] == 404
    assert "campaign@example.org" in answer["body"]
    assert len(items_under(table, f"WORDS#{the_case(table).id}")) == 1


ANSWERED = {
    "tell": (202, "We have your story"),
    "tell_with_four_faults": (422, "اكتب بضع كلمات أولًا"),
    "ask_to_delete_with_another_token": (404, "This link does not open anything"),
}


def test_every_sample_is_in_its_table() -> None:
    assert names("serve_stories") == set(ANSWERED)


@pytest.mark.parametrize("name", sorted(ANSWERED))
def test_a_sample_is_answered_as_documented(app: ModuleType, name: str) -> None:
    answer = app.handler(sample("serve_stories", name), FakeLambdaContext())

    status, words = ANSWERED[name]
    assert answer["statusCode"] == status
    assert words in answer["body"]
