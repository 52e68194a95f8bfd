import re
from html.parser import HTMLParser
from string import Template
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from campaign.pages.shell import LANGUAGES
from campaign.subscriptions import forms, pages
from campaign.subscriptions.inviting import compose
from campaign.subscriptions.subscription import Pending
from campaign.subscriptions.texts import words
from tests.unit.audience.samples import partner, reader
from tests.unit.sessions.samples import NOW

HUB = "https://hub.example.org"
every_language = pytest.mark.parametrize("language", LANGUAGES)
VOID = {"input", "meta", "br", "hr"}


def shape(value: object) -> object:
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return len(value) if isinstance(value, list) else sorted(Template(str(value)).get_identifiers())


class Fields(HTMLParser):
    """Checks that every element is closed, and what stands around each field."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.unlabelled: list[str] = []
        self.labels: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if tag == "label" and found.get("for"):
            self.labels.add(str(found["for"]))
        labelled = "label" in self.open or found.get("id") in self.labels
        if tag in {"input", "select"} and found.get("type") != "hidden" and not labelled:
            self.unlabelled.append(str(found.get("name")))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(page: str) -> Fields:
    fields = Fields()
    fields.feed(page)
    assert fields.open == []
    return fields


def form(language: Any, **changed: Any) -> str:
    page = forms.subscribe_page(language, {**forms.FRESH, **changed}, sms=False, post_to="subscriptions")
    return page.framed(HUB)


def test_both_languages_say_the_same_things() -> None:
    assert shape(words("ar")) == shape(words("en"))


def test_every_zone_that_is_offered_exists() -> None:
    assert {ZoneInfo(name).key for name in words("en")["zones"]} == words("ar")["zones"].keys()


@every_language
def test_the_form_names_every_field_and_runs_no_script(language: Any) -> None:
    page = form(language)

    assert read(page).unlabelled == []
    assert "<script" not in page
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    assert "findahelpline.com" in page


@every_language
def test_the_choices_name_every_field_and_isolate_what_is_latin(language: Any) -> None:
    page = forms.preferences_page(
        partner(topics=["session:talk"]), "https://a.example/", language=language, token="0.x", leave="x"
    ).framed(HUB)

    assert read(page).unlabelled == []
    assert "<bdi>https://a.example/</bdi>" in page


def test_a_zone_that_is_not_offered_is_kept() -> None:
    subscriber = reader(zone="Pacific/Apia")
    page = forms.preferences_page(subscriber, "r@example.org", language="en", token="0.x", leave="x")

    assert '<option value="Pacific/Apia" selected>' in page.body


@every_language
@pytest.mark.parametrize(
    "outcome", ["asked", "link_asked", "already", "expired", "left", "unknown", "busy", "trouble"]
)
def test_every_outcome_has_its_page(language: Any, outcome: Any) -> None:
    page = pages.outcome_page(
        outcome, language, contact="team@example.org", subscribe="/v1/subscribe"
    ).framed(HUB)

    assert words(language)[outcome]["title"] in page
    read(page)


@every_language
@pytest.mark.parametrize("name", ["invitation", "welcome_back", "your_link"])
def test_an_invitation_says_the_link_in_every_form_and_is_balanced(language: Any, name: str) -> None:
    contact = reader().contacts[0]
    pending = Pending(
        id="s-a", contact=contact, asked_at=NOW, correlation_id="c", language=language, topics=("sessions",)
    )
    link = "https://api.example.org/v1/subscriptions/s-a/confirm?token=1.a&lang=ar"

    made = compose(name, pending, link)

    assert link in made.text
    assert link in made.short
    assert link.replace("&", "&amp;") in made.html
    read(made.html)
    for text in (made.subject, made.text, made.short):
        assert text.count("\u2068") == text.count("\u2069")


def test_a_hashtag_in_an_arabic_line_is_isolated() -> None:
    every_text = str(words("ar"))

    assert len(re.findall("#EndTheStigma", every_text)) == len(
        re.findall(r"\\u2068#EndTheStigma\\u2069|\u2068#EndTheStigma\u2069", every_text)
    )
