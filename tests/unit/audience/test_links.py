from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from campaign.audience.links import Links, Purpose, is_token, token
from tests.unit.audience.samples import KEY, Keys, reader
from tests.unit.sessions.samples import NOW

LINKS = Links(Keys(), "https://api.example.org/v1", "team@example.org")
SOON = NOW + timedelta(hours=48)


def test_the_headers_are_those_of_rfc_8058() -> None:
    headers = LINKS.unsubscribe_headers(reader())

    page, mail = headers["List-Unsubscribe"].split(", ")
    assert page == f"<{LINKS.links_for(reader())['unsubscribe']}>"
    assert page.startswith("<https://api.example.org/v1/subscriptions/invented-reader/unsubscribe?token=0.")
    assert mail == "<mailto:team@example.org?subject=stop%20invented-reader>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_link_is_in_the_readers_language() -> None:
    link = LINKS.links_for(reader(language="ar"))["preferences"]

    assert parse_qs(urlsplit(link).query)["lang"] == ["ar"]


def test_a_token_ends_when_it_says_and_cannot_be_made_to_last() -> None:
    text = token(KEY, Purpose.CONFIRM, "invented-reader", SOON)
    _, signature = text.split(".")

    assert is_token(text, KEY, Purpose.CONFIRM, "invented-reader", NOW)
    assert not is_token(text, KEY, Purpose.CONFIRM, "invented-reader", SOON)
    for ends in ("0", "9999999999", ""):
        assert not is_token(f"{ends}.{signature}", KEY, Purpose.CONFIRM, "invented-reader", NOW)


@pytest.mark.parametrize(
    ("key", "purpose", "subscriber_id"),
    [
        ("another key", Purpose.UNSUBSCRIBE, "invented-reader"),
        (KEY, Purpose.PREFERENCES, "invented-reader"),
        (KEY, Purpose.UNSUBSCRIBE, "another-reader"),
    ],
)
def test_a_token_is_for_one_purpose_one_person_and_one_campaign(
    key: str, purpose: Purpose, subscriber_id: str
) -> None:
    text = token(KEY, Purpose.UNSUBSCRIBE, "invented-reader")

    assert is_token(text, KEY, Purpose.UNSUBSCRIBE, "invented-reader", NOW)
    assert not is_token(text, key, purpose, subscriber_id, NOW)


@pytest.mark.parametrize("text", ["", ".", "x", "0", "-1.x", "1" * 12 + ".x", "٠.x", "0.\udc80", "1e3.x"])
def test_what_is_no_token_opens_nothing(text: str) -> None:
    assert not is_token(text, KEY, Purpose.UNSUBSCRIBE, "invented-reader", NOW)
