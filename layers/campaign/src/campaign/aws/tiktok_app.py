"""The campaign's app at TikTok, as an operator has put it into its secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.aws.secrets import Secret
from campaign.kernel.clock import Clock, utc_now
from campaign.kernel.errors import NotFoundError
from campaign.tiktok.app import AppCredentials

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_secretsmanager import SecretsManagerClient


class TikTokApp:
    """The app's key and secret, read together."""

    def __init__(self, client: Callable[[], SecretsManagerClient], arn: str, clock: Clock = utc_now) -> None:
        self._secret = Secret(client, arn, "client_secret", clock)

    def find(self) -> AppCredentials | None:
        """None while there is no client key: connecting and searching are off. Raises TransientError when the
        secret cannot be read."""
        client_secrets = self._secret.values()
        client_key = self._secret.fields().get("client_key")
        if not isinstance(client_key, str) or client_key == "":
            return None
        return AppCredentials(client_key, client_secrets)

    def get(self) -> AppCredentials:
        """Raises NotFoundError while there is no client key."""
        app = self.find()
        if app is None:
            raise NotFoundError(
                "TikTok's client key", "there is none", "put it into the secret: docs/operations.md"
            )
        return app
