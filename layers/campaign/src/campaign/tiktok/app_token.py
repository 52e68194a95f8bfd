"""The app's own token, for what needs no creator: given for client key and secret, kept in memory.

Source: TikTok for Developers, "Client Access Token Management": `POST /v2/oauth/token/`, two hours at the
time of writing; what is told in `expires_in` counts.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from campaign.kernel.clock import Clock
from campaign.kernel.errors import PermanentError
from campaign.tiktok.app import AppCredentials
from campaign.tiktok.open_api import OpenApi, trouble

PATH = "/v2/oauth/token/"
EARLY = timedelta(seconds=60)
"""A token is given up so long before its end, so that it does not end on its way."""


class CredentialsRefusedError(PermanentError):
    """TikTok does not know this client key, or not with this secret."""


class AppToken:
    """Of one app at `api`, where it is good for."""

    def __init__(self, api: OpenApi, clock: Clock) -> None:
        self.api = api
        self._clock = clock
        self._of: AppCredentials | None = None
        self._value = ""
        self._ends_at: datetime | None = None

    def value(self, credentials: AppCredentials) -> str:
        """A token that is good for another minute.

        Raises CredentialsRefusedError; TransientError for everything else that is no token.
        """
        if self._of != credentials or self._ends_at is None or self._clock() >= self._ends_at:
            self._value, self._ends_at = self._asked_for(credentials)
            self._of = credentials
        return self._value

    def forget(self) -> None:
        """It was refused, whatever its end."""
        self._ends_at = None

    def _asked_for(self, credentials: AppCredentials) -> tuple[str, datetime]:
        asked_at = self._clock()
        for client_secret in credentials.client_secrets:
            answer = self.api.post_form(
                PATH,
                {
                    "client_key": credentials.client_key,
                    "client_secret": client_secret,
                    "grant_type": "client_credentials",
                },
            )
            token, seconds = answer.fields.get("access_token"), answer.fields.get("expires_in")
            if isinstance(token, str) and token and isinstance(seconds, int):
                return token, asked_at + timedelta(seconds=seconds) - EARLY
            if answer.fields.get("error") not in ("invalid_client", "unauthorized_client"):
                raise trouble(f"it answered {answer.status} without a token")
        raise CredentialsRefusedError(
            "TikTok's token", "client key and secret are refused", "put those of the app into TikTok's secret"
        )
