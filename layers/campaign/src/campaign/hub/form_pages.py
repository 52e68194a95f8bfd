"""The pages on which people do something: send in a video, ask to be told, change what they chose, take a
video back.

Each has a plain form that posts to the public API. It is the form that the API itself answers when
something does not fit, so that the two cannot differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from campaign.hub.plan import NOTHING, Planned
from campaign.hub.rendering import Around, planned
from campaign.publications.kind import LANGUAGES, Language
from campaign.stories.forms import story_form
from campaign.submissions.forms import find_form, submit_form
from campaign.subscriptions.forms import FRESH, link_form, subscribe_form


@dataclass(frozen=True, slots=True)
class PublicApi:
    """Where the forms post to. `url`: without a slash at its end · `contact`: the address at which a person
    reads · `sms`: whether text messages are on."""

    url: str
    contact: str
    sms: bool = False


def form_pages(around: Around, api: PublicApi) -> Iterator[Planned]:
    """Folders as in `rendering.TAKE_PART`. Nothing but a deployment changes them."""
    for language in LANGUAGES:
        for folder, form in _forms(language, api).items():
            yield planned(
                NOTHING,
                "form.html",
                language,
                f"{folder}/index.html",
                around,
                folder=folder,
                form=Markup(form),  # noqa: S704 - made by builders that escape what they are given
                api=api,
            )


def _forms(language: Language, api: PublicApi) -> dict[str, str]:
    return {
        "submit": submit_form(language, f"{api.url}/submissions"),
        "story": story_form(language, f"{api.url}/stories"),
        "subscribe": subscribe_form(language, FRESH, sms=api.sms, post_to=f"{api.url}/subscriptions"),
        "preferences": link_form(language, "", post_to=f"{api.url}/preferences"),
        "withdraw": find_form(language, f"{api.url}/withdrawals"),
    }
