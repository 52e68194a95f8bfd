"""What the search makes of answers that are not in TikTok's documents, and how it keeps its token."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from campaign.tiktok.app import AppCredentials
from campaign.tiktok.app_token import EARLY, AppToken, CredentialsRefusedError
from campaign.tiktok.open_api import MAX_BYTES, OpenApi
from campaign.tiktok.search_api import Action, Page, SearchApi, SearchRefusedError, spellings
from campaign.tiktok.search_days import Days
from campaign.tiktok.search_state import InFlight
from campaign_cli.loopback import Answer, LoopbackServer, Request, json_answer
from tests.simulators.models import Endpoint, SimulatedApp
from tests.simulators.server import TikTokSimulator
from tests.unit.conftest import FixedClock
from tests.unit.videos.messages import NOON

pytestmark = pytest.mark.enable_socket

APP = SimulatedApp()
CREDENTIALS = AppCredentials(APP.client_key, (APP.client_secret,))
FLIGHT = InFlight(window=Days(first=date(2026, 3, 1), last=date(2026, 3, 1)), began_at=NOON, search_id="7")
TOKEN = {"access_token": "clt.unit", "expires_in": 7200, "token_type": "Bearer"}
OK = {"code": "ok", "message": "", "log_id": "1"}


def asked(answer: Answer | Callable[[Request], Answer]) -> Page:
    """What the client makes of one answer to a query."""

    def respond(request: Request) -> Answer:
        if "oauth" in request.path:
            return json_answer(200, TOKEN)
        return answer(request) if callable(answer) else answer

    with LoopbackServer(respond) as server:
        token = AppToken(OpenApi(server.url), FixedClock())
        return SearchApi(token, CREDENTIALS, ["EndTheStigma"], FixedClock()).page(FLIGHT)


def page(**data: Any) -> Answer:
    return json_answer(200, {"data": data, "error": OK})


def test_a_page_is_read() -> None:
    rows = [{"id": 2**62 + 1}]

    assert asked(page(videos=rows, cursor=100, search_id=2**62 + 3, has_more=True)) == Page(
        rows, 100, str(2**62 + 3), True, NOON
    )


@pytest.mark.parametrize("data", [{"videos": None, "has_more": False}, {"has_more": False}])
def test_an_empty_last_page_may_lack_everything_else(data: dict[str, Any]) -> None:
    assert asked(page(**data)).rows == []


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=200, content_type="text/html", body=b"<html>sign in</html>"),
        Answer(status=504, content_type="text/html", body=b"<html>504</html>"),
        Answer(status=200, body=b"[]"),
        Answer(status=200, body=b"[" * 100_000),
        Answer(status=200, body=b'{"data": "' + b"x" * MAX_BYTES + b'"}'),
        json_answer(200, {"data": {}, "error": "ok"}),
        json_answer(200, {"data": [], "error": OK}),
        json_answer(418, {"error": {"code": ["a list"], "message": None}}),
        json_answer(500, {"error": {"code": "never_heard_of", "message": "?"}}),
        page(videos={}, has_more=False),
        page(videos=[], has_more="false"),
        page(videos=[], has_more=True, search_id="7"),
        page(videos=[], has_more=True, search_id="7", cursor=True),
        page(videos=[], has_more=True, search_id="7", cursor=-1),
        page(videos=[], has_more=True, cursor=100),
    ],
)
def test_what_is_no_page_is_trouble_that_may_pass(answer: Answer) -> None:
    with pytest.raises(SearchRefusedError) as refused:
        asked(answer)
    assert refused.value.action is Action.REPEAT
    assert not refused.value.was_read


def test_a_redirect_is_not_followed_and_takes_no_token_away() -> None:
    paths = []

    def elsewhere(request: Request) -> Answer:
        paths.append(request.path)
        return Answer(status=307, headers={"Location": "http://127.0.0.1:9/elsewhere"}, body=b"{}")

    with pytest.raises(SearchRefusedError, match="307"):
        asked(elsewhere)
    assert paths == ["/v2/research/video/query/"]


def test_a_refused_first_page_is_not_a_lost_search() -> None:
    error = {"code": "invalid_params", "message": "Invalid count or cursor"}
    first = FLIGHT.model_copy(update={"search_id": None})
    with LoopbackServer(
        lambda request: (
            json_answer(200, TOKEN) if "oauth" in request.path else json_answer(400, {"error": error})
        )
    ) as server:
        token = AppToken(OpenApi(server.url), FixedClock())
        with pytest.raises(SearchRefusedError) as refused:
            SearchApi(token, CREDENTIALS, ["EndTheStigma"], FixedClock()).page(first)
    assert refused.value.action is Action.SKIP_WINDOW


def test_a_hashtag_is_asked_for_in_each_form_once() -> None:
    assert spellings(["#EndTheStigma", "endthestigma", "أمل"]) == [
        "EndTheStigma",
        "endthestigma",
        "أمل",
        "امل",
    ]


def test_a_token_is_kept_until_shortly_before_it_ends(clock: FixedClock) -> None:
    with TikTokSimulator(clock=clock) as tiktok:
        token = AppToken(OpenApi(tiktok.url), clock)
        first = token.value(CREDENTIALS)
        clock.advance(seconds=7200 - EARLY.total_seconds() - 1)
        assert token.value(CREDENTIALS) == first
        clock.advance(seconds=1)
        assert token.value(CREDENTIALS) != first


def test_other_credentials_have_another_token(clock: FixedClock) -> None:
    with TikTokSimulator(clock=clock) as tiktok:
        token = AppToken(OpenApi(tiktok.url), clock)
        first = token.value(CREDENTIALS)
        assert token.value(AppCredentials(APP.client_key, (APP.client_secret, "next"))) != first
        assert len(tiktok.calls_of(Endpoint.OAUTH_TOKEN)) == 2


def test_while_the_secret_is_rotated_its_successor_is_tried_too(clock: FixedClock) -> None:
    with TikTokSimulator(clock=clock) as tiktok:
        rotated = AppCredentials(APP.client_key, ("old", APP.client_secret))
        assert AppToken(OpenApi(tiktok.url), clock).value(rotated)


def test_credentials_that_are_refused_are_said_to_be(clock: FixedClock) -> None:
    refused = pytest.raises(CredentialsRefusedError, match="client key and secret are refused")
    with TikTokSimulator(clock=clock) as tiktok, refused:
        AppToken(OpenApi(tiktok.url), clock).value(AppCredentials(APP.client_key, ("wrong",)))


def test_a_short_lived_token_is_asked_for_anew_each_time() -> None:
    tokens = iter(["clt.1", "clt.2"])
    with LoopbackServer(
        lambda _: json_answer(200, TOKEN | {"access_token": next(tokens), "expires_in": 30})
    ) as server:
        token = AppToken(OpenApi(server.url), FixedClock(NOON + timedelta(hours=1)))
        assert [token.value(CREDENTIALS) for _ in range(2)] == ["clt.1", "clt.2"]
