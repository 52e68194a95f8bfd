"""The pages behind a withdrawal link."""

from html import escape
from typing import Literal
from urllib.parse import quote, urlencode

from campaign.pages.shell import form, other_language, page, paragraphs, switch_to
from campaign.submissions.submission import Language
from campaign.submissions.texts import words

Outcome = Literal["done", "unknown", "later", "unasked"]
"""`later`: it was tried and has not worked · `unasked`: not even the question could be shown."""


def asking_page(language: Language, token: str, contact: str) -> str:
    """Asks once more: a program that opens links to preview them must withdraw nothing. `contact` is the
    address at which a person reads."""
    said = words(language)["withdrawal"]
    body = paragraphs(said["ask"], said["stays"]) + form(_query(language, token), said["button"])
    other = other_language(language)
    return page(
        language,
        said["title"],
        body + paragraphs(said["change"]) + _mail(contact),
        switch_to(other, _query(other, token)),
    )


def outcome_page(language: Language, outcome: Outcome, token: str, contact: str) -> str:
    said = words(language)["withdrawal"]
    text = "later" if outcome == "unasked" else outcome
    body = paragraphs(said[text])
    if outcome == "later":
        body += form(_query(language, token), said["again"])
    if outcome == "unasked":  # a link, not the button: nothing is withdrawn before they were asked
        body += f'<p><a href="{escape(_query(language, token))}">{escape(said["again"])}</a></p>\n'
    if outcome == "unknown":
        body += _mail(contact)
    return page(language, said[f"{text}_title"], body)


def _mail(address: str) -> str:
    return f'<p><a dir="ltr" href="mailto:{escape(quote(address, safe="@"))}">{escape(address)}</a></p>\n'


def _query(language: Language, token: str) -> str:
    return "?" + urlencode({"token": token, "lang": language})
