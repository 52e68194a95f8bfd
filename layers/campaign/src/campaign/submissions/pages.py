"""The pages of those who have sent in a video: how it stands, and the way to take it back."""

from html import escape
from typing import Literal
from urllib.parse import quote, urlencode

from campaign.pages.fields import form
from campaign.pages.shell import Page, other_language, paragraphs, switch_to
from campaign.submissions.submission import Language, Submission
from campaign.submissions.texts import messages, words

Outcome = Literal["done", "unknown", "later", "unasked"]
"""`later`: it was tried and has not worked · `unasked`: not even the question could be shown."""


def status_page(language: Language, submission: Submission, confirmation: str, withdraw: str) -> Page:
    """How it stands. `confirmation`: this page's own address, to be kept · `withdraw`: of the page that
    takes the video back. Both are empty for who came without the token, and is shown neither."""
    own = words(language)["confirmation"]
    body = f'<p role="status">{escape(messages(submission)[language])}</p>\n'
    if confirmation:
        body += (
            f"<h2>{escape(own['keep_title'])}</h2>\n{paragraphs(own['keep'])}"
            f'<p><a class="kept" dir="ltr" href="{escape(confirmation)}">{escape(confirmation)}</a></p>\n'
            f'<p><a href="{escape(withdraw)}">{escape(own["withdraw"])}</a></p>\n'
        )
    return Page(language, own["title"], body)


def no_status_page(language: Language, contact: str) -> Page:
    own = words(language)["confirmation"]
    return Page(language, own["unknown_title"], paragraphs(own["unknown"]) + mail(contact))


def asking_page(language: Language, token: str, contact: str) -> Page:
    """Asks once more: a program that opens links to preview them must withdraw nothing. `contact` is the
    address at which a person reads."""
    said = words(language)["withdrawal"]
    body = paragraphs(said["ask"], said["stays"]) + form(_query(language, token), said["button"])
    other = other_language(language)
    return Page(
        language,
        said["title"],
        body + paragraphs(said["change"]) + mail(contact),
        switch_to(other, _query(other, token)),
    )


def outcome_page(language: Language, outcome: Outcome, token: str, contact: str) -> Page:
    said = words(language)["withdrawal"]
    text = "later" if outcome == "unasked" else outcome
    body = paragraphs(said[text])
    if outcome == "later":
        body += form(_query(language, token), said["again"])
    if outcome == "unasked":  # a link, not the button: nothing is withdrawn before they were asked
        body += f'<p><a href="{escape(_query(language, token))}">{escape(said["again"])}</a></p>\n'
    if outcome == "unknown":
        body += mail(contact)
    return Page(language, said[f"{text}_title"], body)


def mail(address: str) -> str:
    return f'<p><a dir="ltr" href="mailto:{escape(quote(address, safe="@"))}">{escape(address)}</a></p>\n'


def _query(language: Language, token: str) -> str:
    return "?" + urlencode({"token": token, "lang": language})
