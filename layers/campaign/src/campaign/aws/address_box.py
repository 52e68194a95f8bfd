"""Subscribers' addresses under the campaign's own key: libsodium's secret box (XSalsa20-Poly1305)."""

from __future__ import annotations

from base64 import b64decode, b64encode
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from campaign.audience.addresses import normalised
from campaign.audience.subscriber import Channel, Contact
from campaign.aws.audience_key import AudienceKey
from campaign.kernel.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_secretsmanager import SecretsManagerClient


class Keys(Protocol):
    """The secret `AudienceKey`, as `campaign.aws.audience_key.AudienceKey` reads it."""

    def sealing(self) -> tuple[str, ...]:
        """Addresses are sealed with the first, and opened with any."""

    def identity(self) -> str:
        """What digests are made with: it outlives a change of the others, or nobody would be known again."""


class SecretAddressBox:
    """Implements `campaign.audience.addresses.AddressBox`.

    Each subscriber and channel has a key of its own, derived from the campaign's: a ciphertext that is put
    into another's item opens nothing.
    """

    def __init__(self, keys: Keys) -> None:
        self.keys = keys

    def seal(self, subscriber_id: str, channel: Channel, address: str) -> str:
        key = self.keys.sealing()[0]
        return b64encode(_box(key, subscriber_id, channel).encrypt(address.encode())).decode()

    def open(self, subscriber_id: str, contact: Contact) -> str:
        sealed = b64decode(contact.sealed)
        for key in self.keys.sealing():
            try:
                return _box(key, subscriber_id, contact.channel).decrypt(sealed).decode()
            except CryptoError:
                continue
        raise PermanentError(
            f"subscriber {subscriber_id}",
            "no key in force opens its address",
            "put the earlier key back beside the new one, as key_next",
        )

    def is_sealed_anew(self, subscriber_id: str, contact: Contact) -> bool:
        """Whether it is under the key that addresses are sealed with now."""
        try:
            _box(self.keys.sealing()[0], subscriber_id, contact.channel).decrypt(b64decode(contact.sealed))
        except CryptoError:
            return False
        return True

    def digest(self, channel: Channel, address: str) -> str:
        text = f"{channel} {normalised(channel, address)}"
        return blake2b(
            text.encode(), digest_size=16, key=_derived(self.keys.identity(), "digest")
        ).hexdigest()


def address_box(client: Callable[[], SecretsManagerClient], arn: str) -> SecretAddressBox:
    """Over the secret of this ARN."""
    return SecretAddressBox(AudienceKey(client, arn))


def _box(key: str, subscriber_id: str, channel: Channel) -> SecretBox:
    return SecretBox(_derived(key, f"address {channel} {subscriber_id}"))


def _derived(key: str, purpose: str) -> bytes:
    """32 bytes for one purpose. BLAKE2 takes keys of up to 64 bytes: a longer secret is hashed first."""
    return blake2b(purpose.encode(), digest_size=32, key=blake2b(key.encode()).digest()).digest()
