"""A simulator with the demo's cast on the test's clock, and a plain HTTP client."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import urllib3

from tests.simulators.cast import CREATORS, VIDEOS
from tests.simulators.server import TikTokSimulator
from tests.unit.conftest import FixedClock

Json = dict[str, Any]
REDIRECT_URI = "https://campaign.example/connected"


class Caller:
    """A client of the simulator without any cleverness: one request, one answer."""

    def __init__(self, simulator: TikTokSimulator) -> None:
        self._simulator = simulator
        self._pool = urllib3.PoolManager(retries=False)

    def get(self, path: str, **parameters: str) -> urllib3.BaseHTTPResponse:
        return self._pool.request(
            "GET", f"{self._simulator.url}{path}", fields=parameters, redirect=False, timeout=5
        )

    def post_form(self, path: str, **form: str) -> urllib3.BaseHTTPResponse:
        app = self._simulator.app
        fields = {"client_key": app.client_key, "client_secret": app.client_secret, **form}
        return self._pool.request(
            "POST", f"{self._simulator.url}{path}", fields=fields, encode_multipart=False, timeout=5
        )

    def post_json(self, path: str, token: str, body: Mapping[str, Any]) -> urllib3.BaseHTTPResponse:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return self._pool.request(
            "POST", f"{self._simulator.url}{path}", body=json.dumps(body), headers=headers, timeout=5
        )

    def client_token(self) -> str:
        return str(self.post_form("/v2/oauth/token/", grant_type="client_credentials").json()["access_token"])

    def connect(self, open_id: str, *scopes: str) -> Json:
        """Walks a creator through the consent page and exchanges the code."""
        code = self._simulator.tokens.authorize(open_id, REDIRECT_URI, scopes or ("video.list",))
        answer = self.post_form(
            "/v2/oauth/token/", grant_type="authorization_code", code=code, redirect_uri=REDIRECT_URI
        )
        tokens: Json = answer.json()
        return tokens


@pytest.fixture
def simulator(clock: FixedClock) -> Iterator[TikTokSimulator]:
    with TikTokSimulator(CREATORS, VIDEOS, clock=clock) as running:
        yield running


@pytest.fixture
def caller(simulator: TikTokSimulator) -> Caller:
    return Caller(simulator)
