"""The pages for creators: the same things in both languages, and consent that cannot change unnoticed."""

import hashlib
import json
from base64 import b64encode
from html.parser import HTMLParser
from typing import Any, get_args

import pytest

from campaign.creators import pages as creators
from campaign.creators.connection import Language
from campaign.creators.pages import PageName, consent_version, wording
from campaign.pages.shell import LANGUAGES, headers

AGREED_TO = {"2026-11-25": "8b8b"}
"""Each version of the consent text, and the beginning of the SHA-256 of its words in both languages."""

PAGES = get_args(PageName)
pages = pytest.mark.parametrize("name", PAGES)
languages = pytest.mark.parametrize("language", LANGUAGES)


def shape(value: Any) -> Any:
    """What a language says, without its words."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    return len(value) if isinstance(value, list) else type(value)


def test_both_languages_say_the_same_things() -> None:
    assert shape(wording("en")) == shape(wording("ar"))
    assert wording("en")["consent_version"] == wording("ar")["consent_version"]


def test_the_consent_text_does_not_change_without_a_new_version() -> None:
    words = json.dumps([wording(language)["consent"] for language in LANGUAGES], sort_keys=True)

    assert AGREED_TO[consent_version()] == hashlib.sha256(words.encode()).hexdigest()[:4]


def page(name: PageName, language: Language, **around: Any) -> str:
    return creators.page(name, language, **around).framed("https://hub.example.org")


class Checker(HTMLParser):
    """The elements that are opened, and whether each is closed in its turn."""

    VOID = frozenset({"meta", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pages
@languages
def test_every_page_is_whole_in_its_language_and_direction(name: PageName, language: Language) -> None:
    checker = Checker()
    checker.feed(
        page(
            name,
            language,
            form=("leave", {"token": "t"}) if "button" in wording(language)[name] else None,
            link="connect" if "link" in wording(language)[name] else None,
            version="1",
            date="2026-11-25",
        )
    )

    assert checker.open == []
    assert checker.seen[0] == ("html", {"lang": language, "dir": "rtl" if language == "ar" else "ltr"})
    assert {tag for tag, _ in checker.seen}.isdisjoint({"script", "img", "link", "iframe"})


def test_whatever_stands_in_an_address_or_a_field_is_escaped() -> None:
    evil = '"><script>alert(1)</script>'

    shown = page("leave", "en", form=("leave", {"token": evil}), switch=evil)

    assert "<script" not in shown


def test_the_policy_names_the_style_of_the_page_and_tiktoks_page() -> None:
    policy = headers("https://www.tiktok.com")["Content-Security-Policy"]
    style = page("left", "ar").partition("<style>")[2].partition("</style>")[0]

    digest = hashlib.sha256(style.encode()).digest()
    assert f"style-src 'sha256-{b64encode(digest).decode()}'" in policy
    assert policy.endswith("form-action 'self' https://www.tiktok.com")
