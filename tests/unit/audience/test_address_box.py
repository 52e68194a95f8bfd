import pytest

from campaign.audience.subscriber import Channel, Contact
from campaign.aws.address_box import SecretAddressBox
from campaign.kernel.errors import PermanentError
from tests.unit.audience.samples import BOX, Keys

ADDRESS = "reader@example.org"


def sealed(box: SecretAddressBox, subscriber_id: str = "invented-reader") -> Contact:
    return Contact(channel=Channel.EMAIL, sealed=box.seal(subscriber_id, Channel.EMAIL, ADDRESS))


def test_what_was_sealed_is_opened() -> None:
    assert BOX.open("invented-reader", sealed(BOX)) == ADDRESS


def test_the_same_address_is_sealed_differently_each_time() -> None:
    assert sealed(BOX).sealed != sealed(BOX).sealed


def test_a_ciphertext_in_another_subscribers_item_opens_nothing() -> None:
    with pytest.raises(PermanentError, match="no key in force"):
        BOX.open("another-reader", sealed(BOX))


def test_a_ciphertext_of_another_channel_opens_nothing() -> None:
    contact = sealed(BOX).model_copy(update={"channel": Channel.SMS})

    with pytest.raises(PermanentError):
        BOX.open("invented-reader", contact)


def test_during_a_change_of_keys_both_open_and_the_first_seals() -> None:
    changing = SecretAddressBox(Keys("new key", "audience key"))
    old, new = sealed(BOX), sealed(changing)

    assert changing.open("invented-reader", old) == changing.open("invented-reader", new) == ADDRESS
    assert SecretAddressBox(Keys("new key")).open("invented-reader", new) == ADDRESS
    assert not changing.is_sealed_anew("invented-reader", old)
    assert changing.is_sealed_anew("invented-reader", new)


def test_a_key_that_is_gone_is_said_without_the_address() -> None:
    with pytest.raises(PermanentError) as raised:
        SecretAddressBox(Keys("new key")).open("invented-reader", sealed(BOX))

    assert ADDRESS not in str(raised.value)


@pytest.mark.parametrize(
    ("channel", "one", "other"),
    [
        (Channel.EMAIL, "Reader@Example.org", "reader@example.org"),
        (Channel.WEBHOOK, "HTTPS://Partner.example.org", "https://partner.example.org/"),
        (Channel.SMS, "+971500000000", "+971500000000"),
    ],
)
def test_an_address_is_known_again_however_it_is_written(channel: Channel, one: str, other: str) -> None:
    assert BOX.digest(channel, one) == BOX.digest(channel, other)


def test_a_digest_tells_channels_addresses_paths_and_campaigns_apart() -> None:
    digests = {
        BOX.digest(Channel.EMAIL, ADDRESS),
        BOX.digest(Channel.EMAIL, "other@example.org"),
        BOX.digest(Channel.WEBHOOK, "https://partner.example.org/a"),
        BOX.digest(Channel.WEBHOOK, "https://partner.example.org/A"),
        SecretAddressBox(Keys(identity="another campaign")).digest(Channel.EMAIL, ADDRESS),
    }

    assert len(digests) == 5
    assert all(len(digest) == 32 for digest in digests)


def test_a_digest_outlives_a_change_of_keys() -> None:
    changed = SecretAddressBox(Keys("new key", identity="audience key"))

    assert changed.digest(Channel.EMAIL, ADDRESS) == BOX.digest(Channel.EMAIL, ADDRESS)
