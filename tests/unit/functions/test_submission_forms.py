"""The public API as a browser without scripts meets it: a link is sent in by a form, looked up, and taken
back."""

import re
from collections.abc import Callable
from html import unescape
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from campaign.aws.submissions import SubmissionTable
from campaign.aws.table import Table
from campaign.pages.shell import LANGUAGES, Language
from campaign.submissions.forms import find_form, submit_form
from campaign.submissions.refusal import Refusal
from campaign.submissions.submission import SubmissionState
from campaign.submissions.texts import words
from tests.browser_forms import BrowserForm, form_in
from tests.unit.conftest import FakeLambdaContext, FixedClock, LogLines
from tests.unit.functions.test_serve_public_api import PER_ADDRESS, items, loaded, sample
from tests.unit.template_resources import Resources

API = "https://sample.execute-api.eu-west-1.amazonaws.com/v1"
HUB = "https://hub.example.org"
LINK = "https://www.tiktok.com/@layla/video/7694945870885683201"
HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}\u202e'
Answer = dict[str, Any]


@pytest.fixture
def app(
    resources: Resources,
    load_function: Callable[..., ModuleType],
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> ModuleType:
    monkeypatch.setattr("campaign.kernel.clock.utc_now", clock)
    return loaded(resources, load_function)


@pytest.fixture
def browser(app: ModuleType) -> "Browser":
    return Browser(app)


class Browser:
    def __init__(self, app: ModuleType) -> None:
        self.app = app

    def visit(self, url: str, body: str | None = None) -> Answer:
        """Opens an address, or posts a form's body to it."""
        parts = urlsplit(url)
        _, resource, *rest = parts.path.strip("/").split("/")
        event = sample("unknown_submission") | {
            "resource": f"/{resource}" + ("/{id}" if rest else ""),
            "httpMethod": "GET" if body is None else "POST",
            "pathParameters": {"id": rest[0]} if rest else None,
            "queryStringParameters": {name: values[0] for name, values in parse_qs(parts.query).items()}
            or None,
            "body": body,
        }
        event["headers"] = {"Accept": "text/html,application/xhtml+xml"}
        if body is not None:
            event["headers"]["content-type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        answer: Answer = self.app.handler(event, FakeLambdaContext())
        return answer

    def send(self, body: str) -> Answer:
        return self.visit(f"{API}/submissions", body)


def form(language: Language = "en") -> BrowserForm:
    return form_in(submit_form(language, f"{API}/submissions"))


def filled(language: Language = "en", **typed: Any) -> str:
    (version,) = form(language).offered["agreed"]
    return form(language).filled(**{"link": LINK, "agreed": version, **typed})


def links(answer: Answer) -> dict[str, str]:
    found = re.findall(rf'href="({API}/(submissions|withdrawals)/[^"]*)"', answer["body"])
    return {what: unescape(link) for link, what in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_is_kept_and_answered_with_the_link_to_keep(
    browser: Browser, table: Table, language: Language
) -> None:
    answer = browser.send(filled(language, marks=["ai_generated"]))

    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (202, "text/html; charset=utf-8")
    assert f'<html lang="{language}"' in answer["body"]
    assert words(language)["states"]["checking"] in answer["body"]
    stored = SubmissionTable(table).get(urlsplit(links(answer)["submissions"]).path.rpartition("/")[2])
    assert stored is not None
    assert stored.submission.consent.language == language
    assert (stored.submission.marks, stored.submission.state) == (("ai_generated",), SubmissionState.CHECKING)


def test_the_link_to_keep_shows_how_it_stands_and_leads_out(browser: Browser) -> None:
    kept = links(browser.send(filled()))

    assert browser.visit(kept["submissions"])["statusCode"] == 200
    asked = browser.visit(links(browser.visit(kept["submissions"]))["withdrawals"])
    assert "Yes, take it back" in asked["body"]
    assert browser.visit(kept["withdrawals"], "")["statusCode"] == 200
    assert words("en")["states"]["withdrawn"] in browser.visit(kept["submissions"])["body"]


def test_without_its_token_a_status_page_leads_nowhere(browser: Browser) -> None:
    kept = links(browser.send(filled()))["submissions"]

    shown = browser.visit(kept.partition("?")[0] + "?lang=en&token=" + "0" * 64)

    assert shown["statusCode"] == 200
    assert links(shown) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_status_page_of_nothing_says_so_in_words(browser: Browser, language: Language) -> None:
    answer = browser.visit(f"{API}/submissions/{'0' * 32}?lang={language}")

    assert answer["statusCode"] == 404
    assert words(language)["confirmation"]["unknown_title"] in answer["body"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_is_told_at_once_and_at_its_field(
    browser: Browser, table: Table, language: Language
) -> None:
    answer = browser.send(f"lang={language}&link=https%3A%2F%2Fexample.org%2F&marks=other")

    faults = words(language)["form"]["faults"]
    assert answer["statusCode"] == 422
    for name, text in {
        "link": words(language)["refusals"][Refusal.OTHER_SITE],
        "marks": faults["marks"],
        "agreed": faults["agreed"],
    }.items():
        assert f'<li><a href="#{name}">{text}</a></li>' in answer["body"]
        assert f'<p class="fault" id="{name}-fault">{text}</p>' in answer["body"]
        assert f'aria-describedby="{name}' in answer["body"]
    assert items(table, "") == []


def test_a_consent_to_an_older_text_is_asked_for_anew(browser: Browser) -> None:
    answer = browser.send(filled(agreed="2020-01-01"))

    assert answer["statusCode"] == 422
    assert words("en")["form"]["faults"]["changed"] in answer["body"]
    assert "agreed" not in {name for name, _ in form_in(answer["body"]).given}


def test_what_was_typed_comes_back_with_a_fault_and_harmless(browser: Browser) -> None:
    answer = browser.send(filled(link=HOSTILE, marks=["partner"]))

    again = form_in(answer["body"])
    assert ("link", HOSTILE) in again.given
    assert ("marks", "partner") in again.given
    assert "<script" not in answer["body"]
    assert "default-src 'none'" in answer["headers"]["Content-Security-Policy"]


def test_a_form_that_comes_back_is_posted_to_the_same_place(browser: Browser) -> None:
    answer = browser.send(filled(link="nothing"))

    again = form_in(answer["body"])
    assert again.action == "submissions", "relative to /v1/submissions, at which it was answered"
    (version,) = again.offered["agreed"]
    assert browser.send(again.filled(link=LINK, agreed=version))["statusCode"] == 202


def test_a_form_sent_twice_is_one_submission_with_one_answer_and_counts_once(
    browser: Browser, table: Table
) -> None:
    answers = [browser.send(filled()) for _ in range(PER_ADDRESS + 2)]

    assert {answer["statusCode"] for answer in answers} == {202}
    assert len({answer["body"] for answer in answers}) == 1
    assert len(items(table, "SUBMISSION#")) == 1


def test_the_same_video_by_another_spelling_of_its_link_is_the_same_submission(
    browser: Browser, table: Table
) -> None:
    browser.send(filled())
    browser.send(filled(link=f"سلام {LINK}?is_from_webapp=1"))

    assert len(items(table, "SUBMISSION#")) == 1


def test_another_hour_is_another_submission(browser: Browser, table: Table, clock: FixedClock) -> None:
    browser.send(filled())
    clock.advance(hours=1)
    browser.send(filled())

    assert len(items(table, "SUBMISSION#")) == 2


@pytest.mark.parametrize("ended", [SubmissionState.REFUSED, SubmissionState.WITHDRAWN])
def test_what_was_refused_or_taken_back_can_be_sent_in_anew_within_the_hour(
    browser: Browser, table: Table, clock: FixedClock, ended: SubmissionState
) -> None:
    first = links(browser.send(filled()))["submissions"]
    submissions = SubmissionTable(table)
    stored = submissions.get(urlsplit(first).path.rpartition("/")[2])
    assert stored is not None
    now, one, is_refused = clock(), stored.submission, ended is SubmissionState.REFUSED
    submissions.save(one.refused(Refusal.MISSING, now) if is_refused else one.withdrawn(now), stored)

    second = browser.send(filled())

    assert words("en")["states"]["checking"] in second["body"]
    assert links(second)["submissions"] != first
    assert links(browser.send(filled())) == links(second)


def test_whoever_sends_very_much_is_asked_to_wait_and_loses_nothing(browser: Browser) -> None:
    for number in range(PER_ADDRESS):
        browser.send(filled(link=f"https://www.tiktok.com/@a/video/{number}"))

    refused = browser.send(filled())

    assert refused["statusCode"] == 429
    assert int(refused["headers"]["Retry-After"]) > 0
    assert ("link", LINK) in form_in(refused["body"]).given
    assert words("en")["trouble"]["busy"] in refused["body"]


def test_a_fault_of_ours_loses_nothing_that_was_typed(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser.app.submissions, "get", lambda *_: 1 / 0)

    answer = browser.send(filled())

    assert answer["statusCode"] == 500
    assert ("link", LINK) in form_in(answer["body"]).given


def test_a_form_larger_than_any_of_ours_is_answered_with_a_page(browser: Browser) -> None:
    answer = browser.send("link=" + "a" * 9000)

    assert answer["statusCode"] == 413
    assert form_in(answer["body"]).names >= {"link", "agreed"}


def find(browser: Browser, typed: str, language: Language = "en") -> Answer:
    body = form_in(find_form(language, f"{API}/withdrawals")).filled(link=typed)
    return browser.visit(f"{API}/withdrawals", body)


@pytest.mark.parametrize("what", ["submissions", "withdrawals"])
@pytest.mark.parametrize("around", ["{}", "my link: {} !", "<{}>"])
def test_a_pasted_confirmation_leads_to_the_page_that_asks(browser: Browser, what: str, around: str) -> None:
    kept = links(browser.send(filled()))

    answer = find(browser, around.format(kept[what]))

    assert answer["statusCode"] == 303
    assert answer["headers"]["Location"] == kept["withdrawals"]
    assert "Yes, take it back" in browser.visit(answer["headers"]["Location"])["body"]


def test_the_way_out_is_found_without_the_links_beginning(browser: Browser) -> None:
    kept = links(browser.send(filled()))["withdrawals"]

    assert find(browser, kept.partition("/withdrawals/")[2])["headers"]["Location"] == kept


def test_a_connected_accounts_link_leads_to_its_own_page(browser: Browser) -> None:
    answer = find(browser, f"{API}/connect/leave?lang=ar&creator=act.layla&token=s3cret")

    assert answer["statusCode"] == 303
    assert answer["headers"]["Location"] == f"{API}/connect/leave?creator=act.layla&token=s3cret&lang=en"


@pytest.mark.parametrize("typed", [HOSTILE, LINK, f"{API}/submissions/{'a' * 32}", "https://[", "a" * 2048])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_such_link_is_asked_for_again(browser: Browser, typed: str, language: Language) -> None:
    answer = find(browser, typed, language)

    assert answer["statusCode"] == 422
    assert words(language)["find"]["fault"] in answer["body"]
    assert ("link", typed) in form_in(answer["body"]).given
    assert "<script" not in answer["body"]


def test_nobody_is_sent_to_another_site(browser: Browser) -> None:
    evil = f"https://evil.example/connect/leave?creator=a&token=b#{'a' * 32}?token={'b' * 64}"

    assert find(browser, evil)["headers"]["Location"].startswith(f"{API}/")
    assert find(browser, evil.replace("/connect/leave", "/x"))["headers"]["Location"].startswith(f"{API}/")


def test_every_page_leads_back_to_the_hub_and_quickly_away(browser: Browser) -> None:
    for answer in (browser.send(filled()), browser.send(""), find(browser, "x")):
        assert f'href="{HUB}/' in answer["body"]
        assert 'class="leave"' in answer["body"]


def test_no_log_line_holds_a_link_a_token_or_an_address(browser: Browser, log_lines: LogLines) -> None:
    kept = links(browser.send(filled()))["withdrawals"]
    browser.send(filled())
    browser.send(filled(link="planted-link"))
    find(browser, kept)

    logged = str(log_lines())
    assert "submission received" in logged
    for planted in ("tiktok.com", "7694945870885683201", "planted-link", kept[-40:-8], "192.0.2.7"):
        assert planted not in logged
