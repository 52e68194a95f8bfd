"""The pages of those who told their story: who helps comes before anything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal
from urllib.parse import quote, urlencode

from campaign.pages.fields import form
from campaign.pages.shell import Language, Page, other_language, paragraphs, switch_to
from campaign.stories.texts import words

DIRECTORY = "https://findahelpline.com/"
Outcome = Literal["done", "unknown", "later"]


@dataclass(frozen=True, slots=True)
class Helper:
    """An organisation that a person has verified. `dialled`: what a telephone dials; empty when it is not
    called."""

    id: str
    name: str
    phone: str
    dialled: str
    for_whom: str
    always: bool


def received_page(language: Language, helpers: Sequence[Helper], deletion: str) -> Page:
    """`deletion`: the link by which its author deletes their words."""
    own = words(language)["received"]
    organisations = "".join(_line(helper, str(own["always"])) for helper in helpers)
    listed = f"{paragraphs(own['organisations'])}<ul>{organisations}</ul>\n" if organisations else ""
    directory = f'<a dir="ltr" href="{DIRECTORY}" rel="noopener noreferrer">findahelpline.com</a>'
    steps = "".join(f"<li>{escape(line)}</li>" for line in own["next"])
    link = escape(deletion)
    body = (
        f'<section role="status"><h2>{escape(own["help_title"])}</h2>\n{paragraphs(own["danger"])}'
        f"<p>{escape(own['directory'])} {directory}</p>\n{listed}</section>\n"
        f"<h2>{escape(own['next_title'])}</h2>\n<ol>{steps}</ol>\n"
        f"<h2>{escape(own['keep_title'])}</h2>\n{paragraphs(own['keep'])}"
        f'<p><a class="kept" dir="ltr" href="{link}">{link}</a></p>\n'
    )
    return Page(language, own["title"], body)


def asking_page(language: Language, token: str) -> Page:
    """Asks once more: a program that opens links to preview them must delete nothing."""
    own = words(language)["deletion"]
    body = paragraphs(own["ask"], own["stays"]) + form(_query(language, token), own["button"])
    other = other_language(language)
    return Page(language, own["title"], body, switch_to(other, _query(other, token)))


def outcome_page(language: Language, outcome: Outcome, token: str, contact: str) -> Page:
    """`contact`: the address at which a person reads."""
    own = words(language)["deletion"]
    body = paragraphs(own[outcome])
    if outcome == "later":
        body += form(_query(language, token), own["again"])
    if outcome == "unknown":
        address = escape(quote(contact, safe="@"))
        body += f'<p><a dir="ltr" href="mailto:{address}">{escape(contact)}</a></p>\n'
    return Page(language, own[f"{outcome}_title"], body)


def _line(helper: Helper, always: str) -> str:
    phone = f'<bdi dir="ltr">{escape(helper.phone)}</bdi>'
    if helper.dialled:
        phone = f'<a dir="ltr" href="tel:{escape(helper.dialled)}">{escape(helper.phone)}</a>'
    when = f" · {escape(always)}" if helper.always else ""
    return f"<li><strong>{escape(helper.name)}</strong>: {phone}{when}<br>{escape(helper.for_whom)}</li>"


def _query(language: Language, token: str) -> str:
    return "?" + urlencode({"token": token, "lang": language})
