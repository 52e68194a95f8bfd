"""TikTok's Login Kit: the address of its authorize page, and the tokens of a creator who said yes there.

Source: TikTok for Developers, "Login Kit" and "Manage User Access Tokens with OAuth v2". An error has
`error`, `error_description` and `log_id`; of its HTTP status nothing is documented, so the body decides.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from campaign.creators.platform import SCOPE, ConnectionEndedError, Grant
from campaign.creators.sign_in import Attempt
from campaign.kernel.errors import NotFoundError, PermanentError
from campaign.tiktok.app import AppCredentials
from campaign.tiktok.open_api import Answer, OpenApi, trouble
from campaign.videos.intake import OpenId

_GRANTS = "/v2/oauth/token/"
_REVOKE = "/v2/oauth/revoke/"
_TRY_AGAIN = frozenset({"server_error", "temporarily_unavailable"})
_KNOWN = frozenset({"invalid_request", "invalid_client", "unsupported_grant_type", "invalid_scope"})
Secret = Annotated[str, StringConstraints(min_length=1, max_length=4096)]
Seconds = Annotated[int, Field(ge=1)]


class _TokenAnswer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    access_token: Secret
    expires_in: Seconds
    open_id: OpenId
    refresh_token: Secret
    refresh_expires_in: Seconds
    scope: str


class AuthorizePage:
    """Implements `campaign.creators.connecting.SignInPage`. `address` is that of TikTok's page, as it is
    configured; `find` answers None while the campaign has no app."""

    def __init__(self, address: str, find: Callable[[], AppCredentials | None]) -> None:
        self.page = address
        self.find = find

    def is_on(self) -> bool:
        return self.find() is not None

    def address(self, redirect_uri: str, attempt: Attempt) -> str:
        app = self.find()
        if app is None:
            raise NotFoundError("TikTok's client key", "there is none", "put it into the secret")
        query = {
            "client_key": app.client_key,
            "scope": SCOPE,
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "state": attempt.state,
            "code_challenge": code_challenge(attempt.verifier),
            "code_challenge_method": "S256",
        }
        return f"{self.page}?{urlencode(query)}"


def code_challenge(verifier: str) -> str:
    """In hexadecimal, as TikTok documents it, where RFC 7636 has base64url."""
    return hashlib.sha256(verifier.encode()).hexdigest()


class Login:
    """Implements `campaign.creators.platform.TokenDesk`."""

    def __init__(self, api: OpenApi, credentials: Callable[[], AppCredentials]) -> None:
        self.api = api
        self.credentials = credentials

    def exchange(self, code: str, redirect_uri: str, verifier: str) -> Grant:
        return self._grant(
            grant_type="authorization_code", code=code, redirect_uri=redirect_uri, code_verifier=verifier
        )

    def refresh(self, refresh_token: str) -> Grant:
        return self._grant(grant_type="refresh_token", refresh_token=refresh_token)

    def revoke(self, access_token: str) -> None:
        _checked(self._post(_REVOKE, token=access_token))

    def _grant(self, **fields: str) -> Grant:
        answer = _checked(self._post(_GRANTS, **fields))
        try:
            tokens = _TokenAnswer.model_validate(answer)
        except ValidationError as error:
            missing = ", ".join(str(fault["loc"][0]) for fault in error.errors(include_input=False))
            raise PermanentError(
                "TikTok's tokens", f"they came without a usable {missing}", "see its documents"
            ) from None
        return Grant(
            open_id=tokens.open_id,
            access_token=tokens.access_token,
            access_lifetime=timedelta(seconds=tokens.expires_in),
            refresh_token=tokens.refresh_token,
            refresh_lifetime=timedelta(seconds=tokens.refresh_expires_in),
            scope=tuple(filter(None, tokens.scope.split(","))),
        )

    def _post(self, path: str, **fields: str) -> Answer:
        """By the app's next secret too, while it is being rotated: a code or token that came with a secret
        that is refused is not used up."""
        app = self.credentials()
        for client_secret in app.client_secrets:
            answer = self.api.post_form(
                path, {"client_key": app.client_key, "client_secret": client_secret, **fields}
            )
            if answer.fields.get("error") != "invalid_client":
                break
        return answer


def _checked(answer: Answer) -> Mapping[str, Any]:
    """The answer's fields; the error's own words are not repeated, they may hold what was sent."""
    error = answer.fields.get("error")
    code = error if isinstance(error, str) else None  # elsewhere TikTok sends an object
    if code == "invalid_grant":
        raise ConnectionEndedError(
            "TikTok", "it takes this code or token no more", "ask the creator to connect again"
        )
    if code in _TRY_AGAIN or answer.may_pass or answer.status == 429:
        raise trouble(f"it answered {answer.status}")
    if error or answer.status != 200:
        named = code if code in _KNOWN else "an error of another name"
        raise PermanentError("TikTok", f"it refused with {named}", "check the app's key, secret and scopes")
    return answer.fields
