import base64
from datetime import time
from typing import Any

import pytest
from pydantic import ValidationError

from campaign.audience.signing import webhook_secret
from campaign.audience.storage import SHARDS, items_of, rows_of, shard_of
from campaign.audience.subscriber import QuietHours
from tests.unit.audience.samples import partner, reader


@pytest.mark.parametrize(
    "fields",
    [
        {"address": "not an address"},
        {"address": "reader@example.org\nBcc: other@example.org"},
        {"address": "https://partner.example.org/"},
        {"topics": []},
        {"zone": "Mars/Olympus"},
        {"quiet": {"start": "21:00:30", "end": "09:00"}},
        {"cadence": "never"},
        {"channel": "sms", "address": "0500000000"},
        {"fallbacks": [{"channel": "email", "address": "other@example.org"}]},
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


def test_the_address_is_kept_once_and_sealed() -> None:
    subscriber = partner()
    items = items_of(subscriber)

    assert [item.sk for item in items if subscriber.contacts[0].sealed in item.data] == ["SUB"]
    assert not any("partner.example.org" in item.data for item in items)


@pytest.mark.parametrize(
    ("topics", "cadence", "rows"),
    [
        (["sessions", "sessions"], "immediate", ("everybody", "sessions")),
        (["everything"], "immediate", ("everybody", "sessions", "toolkits")),
        (["everything", "session:talk"], "digest", ("digest", "everybody", "sessions", "toolkits")),
        (
            ["sessions", "session:talk", "toolkit:care"],
            "immediate",
            ("everybody", "sessions", "toolkit:care"),
        ),
        (["session:talk", "toolkit:care"], "immediate", ("everybody", "session:talk", "toolkit:care")),
    ],
)
def test_each_choice_is_found_under_its_widest_topic(
    topics: list[str], cadence: str, rows: tuple[str, ...]
) -> None:
    assert rows_of(reader(topics=topics, cadence=cadence)) == rows


def test_quiet_hours_are_the_night_unless_told_otherwise() -> None:
    assert reader().quiet == QuietHours(start=time(21), end=time(9))
    assert reader(quiet={"start": "23:30", "end": "07:00"}).quiet.start == time(23, 30)
    assert reader().zone == "Asia/Dubai"


def test_shards_are_stable_and_all_used() -> None:
    assert shard_of("invented-reader") == 18
    assert {shard_of(f"reader-{number}") for number in range(2000)} == set(range(SHARDS))


def test_each_subscriber_has_a_secret_of_its_own_that_never_changes() -> None:
    secret = webhook_secret("campaign key", "invented-partner")

    assert secret == webhook_secret("campaign key", "invented-partner")
    assert secret != webhook_secret("campaign key", "another-partner")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
