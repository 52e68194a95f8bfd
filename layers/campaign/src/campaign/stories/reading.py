"""What the form of a story says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from campaign.care.story import MOST
from campaign.kernel.text import whole
from campaign.pages.posted import Form, first
from campaign.pages.shell import Language
from campaign.stories.forms import AGREED, MOST_CONTACT
from campaign.stories.texts import words


@dataclass(frozen=True, slots=True)
class Told:
    """`country`: None where its author would rather not say · `contact`: empty for who stays anonymous."""

    language: Language
    story: str
    contact: str
    country: str | None


@dataclass(frozen=True, slots=True)
class Read:
    """`told` where all fits; otherwise `faults` tells, by field, what does not and what to do."""

    told: Told | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


def story_in(form: Form, language: Language) -> Read:
    """Everything that does not fit is told at once."""
    own = words(language)["form"]["faults"]
    story = whole(first(form, "story")).replace("\r\n", "\n").strip()
    contact, country = whole(first(form, "contact")).strip(), first(form, "country")
    faults: dict[str, str] = {}
    if not story:
        faults["story"] = own["empty"]
    elif len(story) > MOST:
        faults["story"] = own["long"]
    if len(contact) > MOST_CONTACT:
        faults["contact"] = own["contact"]
    if country and country not in words(language)["countries"]:
        faults["country"] = own["country"]
    if first(form, "agreed") != AGREED:
        faults["agreed"] = own["agreed"]
    if faults:
        return Read(faults=faults)
    return Read(Told(language, story, contact, country or None))
