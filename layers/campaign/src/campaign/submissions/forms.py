"""The forms of those who send in a video: to send its link, and to find the way to take it back. Both stand
on the hub as they are here, and come back from the public API with what does not fit."""

from collections.abc import Mapping
from html import escape
from typing import get_args

from campaign.pages import fields
from campaign.pages.posted import Form, first
from campaign.pages.shell import Page, paragraphs
from campaign.submissions.pages import mail
from campaign.submissions.submission import Language
from campaign.submissions.texts import newest_consent, words
from campaign.videos.intake import Mark

MARKS: tuple[Mark, ...] = get_args(Mark)
MAX_LINK = 2048
NOTHING: Form = {}


def submit_form(
    language: Language, post_to: str, values: Form = NOTHING, faults: Mapping[str, str] = fields.NO_FAULTS
) -> str:
    """`post_to`: an address, or one relative to the page's own · `values`: as they were typed · `faults`:
    what does not fit and what to do, by field."""
    own = words(language)["form"]
    version, texts = newest_consent()
    consent = texts[language]
    lines = "".join(f"<li>{escape(line)}</li>" for line in consent["lines"])
    marks = [(mark, own["marks"][mark]) for mark in MARKS]
    inside = (
        fields.text(
            "link",
            own["link"],
            first(values, "link"),
            kind="text",
            most=MAX_LINK,
            note=own["note"],
            faults=faults,
        )
        + fields.choices("checkbox", "marks", own["about"], marks, values.get("marks", ()), faults=faults)
        + fields.choices(
            "checkbox",
            "agreed",
            consent["title"],
            [(version, own["agree"])],
            values.get("agreed", ()),
            before=f"<ul>{lines}</ul>",
            required=True,
            faults=faults,
        )
    )
    shown = fields.form(post_to, own["button"], inside, {"lang": language})
    return fields.Faults(own["again"], faults).summary() + shown


def submit_page(language: Language, values: Form, faults: Mapping[str, str]) -> Page:
    own = words(language)["form"]
    return Page(language, own["title"], submit_form(language, "submissions", values, faults))


def find_form(
    language: Language, post_to: str, typed: str = "", faults: Mapping[str, str] = fields.NO_FAULTS
) -> str:
    """Asks for the link of the confirmation: it leads to the page on which the video is taken back."""
    own = words(language)["find"]
    field = fields.text("link", own["link"], typed, most=MAX_LINK, note=own["note"], faults=faults)
    shown = fields.form(post_to, own["button"], field, {"lang": language})
    return fields.Faults(own["again"], faults).summary() + shown


def find_page(language: Language, typed: str, contact: str) -> Page:
    """Of what was typed no link could be made."""
    own = words(language)["find"]
    body = find_form(language, "withdrawals", typed, {"link": own["fault"]})
    return Page(language, own["title"], body + paragraphs(own["lost"]) + mail(contact))
