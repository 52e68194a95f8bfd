"""The campaign's app at TikTok, as an operator has put it into its secret."""

from __future__ import annotations

from campaign.aws.secrets import Secret
from campaign.kernel.errors import NotFoundError
from campaign.tiktok.app import AppCredentials


class TikTokApp:
    """The app's key and secret, read together."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    def find(self) -> AppCredentials | None:
        """None while there is no client key: connecting and searching are off. Raises TransientError when the
        secret cannot be read."""
        client_secret = self._secret.value()
        client_key = self._secret.fields().get("client_key")
        if not isinstance(client_key, str) or client_key == "":
            return None
        return AppCredentials(client_key=client_key, client_secret=client_secret)

    def get(self) -> AppCredentials:
        """Raises NotFoundError while there is no client key."""
        app = self.find()
        if app is None:
            raise NotFoundError(
                "TikTok's client key", "there is none", "put it into the secret: docs/operations.md"
            )
        return app
