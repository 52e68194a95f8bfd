"""`GET /v2/auth/authorize/`: the page on which a creator says yes or no to the app.

Nobody clicks here: what the creator in front of the browser will answer is set beforehand.
"""

import re
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict

from campaign_cli.loopback import Answer, Request
from tests.simulators.failures import Failure, RefusedError
from tests.simulators.models import SimulatedApp
from tests.simulators.oauth import TokenDesk

_CHALLENGE = re.compile(r"[0-9a-f]{64}")


class Decision(BaseModel):
    """Who is signed in at TikTok, and which scopes they allow; `None` for whoever cancels."""

    model_config = ConfigDict(frozen=True)

    open_id: str
    scopes: tuple[str, ...] | None = ("video.list",)


class AuthorizePage:
    """Sends the browser back with a code, or with the reason why there is none."""

    def __init__(self, app: SimulatedApp, tokens: TokenDesk) -> None:
        self._app = app
        self._tokens = tokens
        self.decision: Decision | None = None

    def answer(self, request: Request) -> Answer:
        asked = request.parameters
        redirect_uri, challenge = asked.get("redirect_uri", ""), asked.get("code_challenge", "")
        is_proper = (
            asked.get("client_key") == self._app.client_key
            and asked.get("response_type") == "code"
            and asked.get("code_challenge_method") == "S256"
            and _CHALLENGE.fullmatch(challenge)
            and redirect_uri.startswith("https://")
            and "?" not in redirect_uri
            and bool(asked.get("scope"))
        )
        if not is_proper or self.decision is None:
            raise RefusedError(Failure.INVALID_REQUEST)
        back = {"state": asked.get("state", "")}
        if self.decision.scopes is None:
            back |= {"error": "access_denied", "error_description": "The user cancelled"}
        else:
            open_id, scopes = self.decision.open_id, self.decision.scopes
            code = self._tokens.authorize(open_id, redirect_uri, scopes, challenge)
            back |= {"code": code, "scopes": ",".join(scopes)}
        return Answer(status=302, headers={"Location": f"{redirect_uri}?{urlencode(back)}"})
