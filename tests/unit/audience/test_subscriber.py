import base64
from typing import Any

import pytest
from pydantic import ValidationError

from campaign.audience.signing import webhook_secret
from campaign.audience.storage import SHARDS, items_of, shard_of
from tests.unit.audience.samples import partner, reader


@pytest.mark.parametrize(
    "fields",
    [
        {"address": "not an address"},
        {"address": "reader@example.org\nBcc: other@example.org"},
        {"address": "https://partner.example.org/"},
        {"topics": []},
        {"topics": ["everything"]},
        {"topics": ["session:Upper Case"]},
        {"language": "fr"},
        {"channel": "pigeon"},
        {"id": "has#separator"},
    ],
)
def test_a_registration_with_a_fault_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        reader(**fields)


@pytest.mark.parametrize("address", ["ftp://partner.example.org/", "https://", "partner.example.org"])
def test_a_webhook_that_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        partner(address=address)


def test_the_address_is_kept_once() -> None:
    holding = [item for item in items_of(partner()) if "partner.example.org" in item.data]

    assert [item.sk for item in holding] == ["SUB"]


def test_a_topic_named_twice_is_followed_once() -> None:
    assert [item.sk for item in items_of(reader(topics=["sessions", "sessions"]))] == [
        "SUB",
        "TOPIC#sessions",
    ]


def test_shards_are_stable_and_all_used() -> None:
    assert shard_of("invented-reader") == 18
    assert {shard_of(f"reader-{number}") for number in range(2000)} == set(range(SHARDS))


def test_each_subscriber_has_a_secret_of_its_own_that_never_changes() -> None:
    secret = webhook_secret("campaign key", "invented-partner")

    assert secret == webhook_secret("campaign key", "invented-partner")
    assert secret != webhook_secret("campaign key", "another-partner")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
