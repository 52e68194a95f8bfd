"""Tokens of the simulated platform: issued, rotated, expired by the clock, revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict

from campaign_cli.loopback import Answer, Request, json_answer
from tests.simulators.failures import Failure, RefusedError
from tests.simulators.models import Clock, SimulatedApp

ACCESS_LIFETIME = timedelta(hours=2)
REFRESH_LIFETIME = timedelta(days=180)
CODE_LIFETIME = timedelta(minutes=5)


class Grant(BaseModel):
    """What a code or token stands for; `open_id` is `None` for the app's own client token."""

    model_config = ConfigDict(frozen=True)

    open_id: str | None
    scopes: tuple[str, ...]
    expires_at: datetime
    redirect_uri: str | None = None
    code_challenge: str | None = None


class TokenDesk:
    """`/v2/oauth/token/`, `/v2/oauth/revoke/` and the check of bearer tokens."""

    def __init__(self, app: SimulatedApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self._codes: dict[str, Grant] = {}
        self._access: dict[str, Grant] = {}
        self._refresh: dict[str, Grant] = {}

    def authorize(
        self,
        open_id: str,
        redirect_uri: str,
        scopes: tuple[str, ...] = ("video.list",),
        code_challenge: str | None = None,
    ) -> str:
        """A creator says yes on TikTok's page: the code that their browser brings back, good for one use."""
        code = secrets.token_urlsafe(24)
        expires_at = self._clock() + CODE_LIFETIME
        self._codes[code] = Grant(
            open_id=open_id,
            scopes=scopes,
            expires_at=expires_at,
            redirect_uri=redirect_uri,
            code_challenge=code_challenge,
        )
        return code

    def disconnect(self, open_id: str) -> None:
        """The creator leaves: every code and token of theirs ends."""
        for store in (self._codes, self._access, self._refresh):
            for key in [key for key, grant in store.items() if grant.open_id == open_id]:
                del store[key]

    def require(self, request: Request, scope: str) -> Grant:
        """The grant behind the bearer token of a request.

        Raises:
            RefusedError: the token is missing, unknown or expired, or lacks the scope.
        """
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        grant = self._access.get(token)
        if kind != "Bearer" or grant is None or grant.expires_at <= self._clock():
            raise RefusedError(Failure.ACCESS_TOKEN_INVALID)
        if scope not in grant.scopes:
            raise RefusedError(Failure.SCOPE_NOT_AUTHORIZED)
        return grant

    def token(self, request: Request) -> Answer:
        form = self._authenticated_form(request)
        match form.get("grant_type"):
            case "client_credentials":
                return json_answer(200, self._issue_access(None, self._app.scopes))
            case "authorization_code":
                grant = self._spend(self._codes, form.get("code"))
                if form.get("redirect_uri") != grant.redirect_uri:
                    raise RefusedError(Failure.INVALID_GRANT)
                if grant.code_challenge is not None and grant.code_challenge != challenge_of(form):
                    raise RefusedError(Failure.INVALID_REQUEST)
                return json_answer(200, self._issue_pair(grant))
            case "refresh_token":
                return json_answer(
                    200, self._issue_pair(self._spend(self._refresh, form.get("refresh_token")))
                )
            case _:
                raise RefusedError(Failure.UNSUPPORTED_GRANT_TYPE)

    def issued_to(self, open_id: str) -> list[str]:
        """The creator's tokens that still count."""
        stores = (self._access, self._refresh)
        return [key for store in stores for key, grant in store.items() if grant.open_id == open_id]

    def age(self, open_id: str) -> None:
        """The creator's access tokens end before their time, as TikTok may have it."""
        for key in [key for key, grant in self._access.items() if grant.open_id == open_id]:
            del self._access[key]

    def revoke(self, request: Request) -> Answer:
        grant = self._access.get(self._authenticated_form(request).get("token", ""))
        if grant is None or grant.open_id is None:
            raise RefusedError(Failure.INVALID_REQUEST)
        self.disconnect(grant.open_id)
        return Answer()

    def _authenticated_form(self, request: Request) -> dict[str, str]:
        media_type = request.headers.get("content-type", "").split(";")[0].strip()
        if media_type != "application/x-www-form-urlencoded":
            raise RefusedError(Failure.INVALID_REQUEST)
        form = dict(parse_qsl(request.body.decode()))
        given = (form.get("client_key"), form.get("client_secret"))
        if given != (self._app.client_key, self._app.client_secret):
            raise RefusedError(Failure.INVALID_CLIENT)
        return form

    def _spend(self, store: dict[str, Grant], key: str | None) -> Grant:
        grant = store.pop(key or "", None)
        if grant is None or grant.expires_at <= self._clock():
            raise RefusedError(Failure.INVALID_GRANT)
        return grant

    def _issue_pair(self, grant: Grant) -> dict[str, object]:
        refresh_token = f"rft.{secrets.token_urlsafe(24)}"
        expires_at = self._clock() + REFRESH_LIFETIME
        self._refresh[refresh_token] = Grant(
            open_id=grant.open_id, scopes=grant.scopes, expires_at=expires_at
        )
        return self._issue_access(grant.open_id, grant.scopes) | {
            "open_id": grant.open_id,
            "scope": ",".join(grant.scopes),
            "refresh_token": refresh_token,
            "refresh_expires_in": int(REFRESH_LIFETIME.total_seconds()),
        }

    def _issue_access(self, open_id: str | None, scopes: tuple[str, ...]) -> dict[str, object]:
        token = f"{'clt' if open_id is None else 'act'}.{secrets.token_urlsafe(24)}"
        self._access[token] = Grant(
            open_id=open_id, scopes=scopes, expires_at=self._clock() + ACCESS_LIFETIME
        )
        return {
            "access_token": token,
            "expires_in": int(ACCESS_LIFETIME.total_seconds()),
            "token_type": "Bearer",
        }


def challenge_of(form: dict[str, str]) -> str:
    """In hexadecimal: so TikTok's Login Kit documents it, unlike RFC 7636."""
    return hashlib.sha256(form.get("code_verifier", "").encode()).hexdigest()
