"""The form by which somebody tells their story: on the hub as it is here, and back from the public API with
what does not fit."""

from collections.abc import Mapping
from html import escape

from campaign.care.story import MOST
from campaign.pages import fields
from campaign.pages.posted import Form, first
from campaign.pages.shell import Language, Page
from campaign.stories.texts import words

MOST_CONTACT = 200
AGREED = "yes"
NOTHING: Form = {}


def story_form(
    language: Language, post_to: str, values: Form = NOTHING, faults: Mapping[str, str] = fields.NO_FAULTS
) -> str:
    """`post_to`: an address, or one relative to the page's own · `values`: as they were typed · `faults`:
    what does not fit and what to do, by field."""
    own = words(language)["form"]
    lines = "".join(f"<li>{escape(line)}</li>" for line in own["lines"])
    countries = {"": own["anywhere"], **words(language)["countries"]}
    chosen = first(values, "country")
    inside = (
        fields.area(
            "story", own["story"], first(values, "story"), most=MOST, note=own["story_note"], faults=faults
        )
        + fields.text(
            "contact",
            own["contact"],
            first(values, "contact"),
            most=MOST_CONTACT,
            note=own["contact_note"],
            faults=faults,
            required=False,
        )
        + fields.select("country", own["country"], countries, chosen if chosen in countries else "")
        + f'<p class="note">{escape(own["country_note"])}</p>\n'
        + fields.choices(
            "checkbox",
            "agreed",
            own["agreed"],
            [(AGREED, own["agree"])],
            values.get("agreed", ()),
            before=f"<ul>{lines}</ul>",
            required=True,
            faults=faults,
        )
    )
    shown = fields.form(post_to, own["button"], inside, {"lang": language})
    return fields.Faults(own["again"], faults).summary() + shown


def story_page(language: Language, values: Form, faults: Mapping[str, str]) -> Page:
    return Page(language, words(language)["form"]["title"], story_form(language, "stories", values, faults))
