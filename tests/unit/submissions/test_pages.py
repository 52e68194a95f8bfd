import re
from base64 import b64encode
from hashlib import sha256

import pytest

from campaign.pages.shell import frame, headers
from campaign.submissions import pages
from campaign.submissions.pages import Outcome
from campaign.submissions.submission import Language
from campaign.submissions.texts import words

CONTACT = "campaign@example.org"
OUTCOMES: tuple[Outcome, ...] = ("done", "unknown", "later", "unasked")
LANGUAGES: tuple[Language, ...] = ("ar", "en")
HUB = "https://hub.example.org"


def asking_page(language: Language, token: str, contact: str) -> str:
    return pages.asking_page(language, token, contact).framed(HUB)


def outcome_page(language: Language, outcome: Outcome, token: str, contact: str) -> str:
    return pages.outcome_page(language, outcome, token, contact).framed(HUB)


PAGES = {f"{language} ask": asking_page(language, "t0ken", CONTACT) for language in LANGUAGES} | {
    f"{language} {outcome}": outcome_page(language, outcome, "t0ken", CONTACT)
    for language in LANGUAGES
    for outcome in OUTCOMES
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_no_page_loads_runs_or_follows_anything(page: str) -> None:
    assert not re.search(r"<script|<img|<link|<iframe|\son\w+=|url\(|@import", page)
    found = set(re.findall(r'(?:src|href|action)="(https?:[^"]*)"', page))
    elsewhere = {address for address in found if not address.startswith(f"{HUB}/")}
    leave = {frame(language)["leave"]["address"] for language in LANGUAGES}
    assert len(elsewhere) == 2
    assert elsewhere < {"https://findahelpline.com/"} | leave


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
def test_the_policy_allows_the_pages_own_style_and_nothing_else(page: str) -> None:
    style = re.search("<style>(.*)</style>", page)
    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    policy = headers()["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


@pytest.mark.parametrize(("language", "direction", "other"), [("ar", "rtl", "en"), ("en", "ltr", "ar")])
def test_a_page_asks_with_one_button_in_its_language_and_offers_the_other(
    language: Language, direction: str, other: str
) -> None:
    page = asking_page(language, "t0ken", CONTACT)
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert page.count("<button>") == 1
    assert f'<form method="post" action="?token=t0ken&amp;lang={language}">' in page
    assert f'href="?token=t0ken&amp;lang={other}"' in page
    assert words(language)["withdrawal"]["ask"] in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_was_tried_can_be_tried_again(language: Language) -> None:
    assert ["<button>" in outcome_page(language, outcome, "t", CONTACT) for outcome in OUTCOMES] == [
        False,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_asked_to_write_is_told_where(language: Language) -> None:
    address = f'href="mailto:{CONTACT}"'
    assert address in asking_page(language, "t", CONTACT)
    assert [address in outcome_page(language, outcome, "t", CONTACT) for outcome in OUTCOMES] == [
        False,
        True,
        False,
        False,
    ]


def test_a_token_from_the_address_cannot_write_into_the_page() -> None:
    page = asking_page("en", '"><script>alert(1)</script>', CONTACT)
    assert "<script" not in page
