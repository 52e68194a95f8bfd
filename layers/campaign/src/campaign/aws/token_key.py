"""The application's own key (KMS), under which creators' tokens are kept."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING

from campaign.aws.errors import translated

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

_KEY = "the application's token key"


class TokenKey:
    """Implements `campaign.creators.platform.Cipher`. A token (at most 4 KiB) is encrypted by KMS itself, so
    no data key is ever in memory; `about` is KMS's encryption context, and stands in CloudTrail."""

    def __init__(self, client: KMSClient, key_id: str) -> None:
        self.client = client
        self.key_id = key_id

    def seal(self, text: str, about: Mapping[str, str]) -> str:
        with translated(_KEY):
            answer = self.client.encrypt(
                KeyId=self.key_id, Plaintext=text.encode(), EncryptionContext=dict(about)
            )
        return b64encode(answer["CiphertextBlob"]).decode()

    def open(self, sealed: str, about: Mapping[str, str]) -> str:
        with translated(_KEY):
            answer = self.client.decrypt(
                KeyId=self.key_id, CiphertextBlob=b64decode(sealed), EncryptionContext=dict(about)
            )
        return answer["Plaintext"].decode()
