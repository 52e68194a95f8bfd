"""The pages on which people do something: the very forms, filled in as a browser would, and read as the API
does."""

from urllib.parse import urlsplit

import pytest

from campaign.audience.subscriber import Channel
from campaign.hub.form_pages import PublicApi, form_pages
from campaign.hub.published import Published
from campaign.hub.rendering import TAKE_PART, Around
from campaign.hub.site import SiteFile
from campaign.pages.posted import form_in as posted
from campaign.pages.shell import LANGUAGES, Language
from campaign.submissions.reading import submission_in
from campaign.subscriptions.reading import mailbox_in, request_in
from campaign.tiktok.links import read_link
from tests.browser_forms import BrowserForm, form_in
from tests.unit.hub.samples import API, HUB_URL

every_language = pytest.mark.parametrize("language", LANGUAGES)
every_page = pytest.mark.parametrize("folder", TAKE_PART)


def page(folder: str, language: str, api: PublicApi = API) -> str:
    files = {planned.path: planned for planned in form_pages(Around(HUB_URL, Published()), api)}
    made = files[f"{language}/{folder}/index.html"].make()
    assert isinstance(made, SiteFile)
    return made.body.decode()


def form(folder: str, language: str) -> BrowserForm:
    return form_in(page(folder, language))


@every_page
@every_language
def test_each_page_has_one_labelled_form_that_posts_to_the_api_in_its_language(
    folder: str, language: Language
) -> None:
    found = form(folder, language)

    assert found.method == "post"
    assert found.action.startswith("https://api.example.org/v1/")
    assert found.unlabelled == []
    assert ("lang", language) in found.given
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page(folder, language)


@every_page
def test_the_forms_of_both_languages_ask_for_the_same(folder: str) -> None:
    arabic, english = form(folder, "ar"), form(folder, "en")

    assert (arabic.names, arabic.offered) == (english.names, english.offered)
    assert arabic.required == english.required
    assert arabic.action == english.action


@every_language
def test_a_link_that_is_sent_in_reads_as_what_was_typed_and_ticked(language: Language) -> None:
    found = form("submit", language)
    (version,) = found.offered["agreed"]
    body = found.filled(
        link="https://www.tiktok.com/@a/video/7", agreed=version, marks=["partner", "ai_generated"]
    )

    read = submission_in(posted(body), language, lambda text: read_link(text).url)

    assert read.faults == {}
    assert read.sent is not None
    assert read.sent.consent.language == language
    assert set(read.sent.marks) == {"partner", "ai_generated"}
    assert read.sent.link == "https://www.tiktok.com/@/video/7"


def test_nobody_agrees_by_leaving_the_form_as_it_comes() -> None:
    found = form("submit", "en")

    assert found.required == {"link", "agreed"}
    assert "agreed" not in {name for name, _ in found.given}


@every_language
def test_a_subscription_needs_an_address_alone(language: Language) -> None:
    body = form("subscribe", language).filled(address="reader@example.org")

    asked = request_in(posted(body))

    assert (asked.channel, asked.language, asked.topics) == (Channel.EMAIL, language, ("everything",))


def test_text_messages_are_offered_only_while_they_are_on() -> None:
    on = PublicApi(API.url, API.contact, sms=True)

    assert form_in(page("subscribe", "en", on)).offered["channel"] == ["email", "sms"]
    assert "channel" not in form("subscribe", "en").offered


def test_the_address_for_ones_link_reads_as_typed() -> None:
    body = form("preferences", "en").filled(address="reader@example.org")

    assert mailbox_in(posted(body)).address == "reader@example.org"


@every_language
def test_whoever_takes_a_video_back_is_told_where_a_person_reads_and_how_to_disconnect(
    language: Language,
) -> None:
    shown = page("withdraw", language)

    assert f'href="mailto:{API.contact}"' in shown
    assert f'href="{API.url}/connect?lang={language}"' in shown


@every_page
@every_language
def test_a_page_leads_to_the_other_things_one_can_do(folder: str, language: Language) -> None:
    for other in TAKE_PART:
        assert f'href="/{language}/{other}/index.html"' in page(folder, language)


def test_all_forms_post_to_one_origin() -> None:
    """It alone is in the policy of the CDN."""
    actions = {form(folder, language).action for folder in TAKE_PART for language in LANGUAGES}

    assert {f"{urlsplit(action).scheme}://{urlsplit(action).netloc}" for action in actions} == {
        "https://api.example.org"
    }
