"""The secret `AudienceKey`: `key`, during a change also `key_next`, and after one `identity`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.aws.secrets import Secret
from campaign.kernel.clock import Clock, utc_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_secretsmanager import SecretsManagerClient


class AudienceKey:
    """Implements `campaign.aws.address_box.Keys`. Raises TransientError while the secret cannot be read.

    `key` seals; `key` and `key_next` open. Digests and links are made with `identity`, or with `key` where
    that is not given: whoever changes the key puts the first one there (docs/operations.md), so that people
    are known again and the links in mails that they keep go on opening.
    """

    def __init__(self, client: Callable[[], SecretsManagerClient], arn: str, clock: Clock = utc_now) -> None:
        self.secret = Secret(client, arn, "key", clock)

    def sealing(self) -> tuple[str, ...]:
        return self.secret.values()

    def identity(self) -> str:
        first = self.secret.value()
        kept = self.secret.fields().get("identity")
        return kept if isinstance(kept, str) and kept else first
