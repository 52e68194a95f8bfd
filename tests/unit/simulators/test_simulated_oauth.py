from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.simulators.authorize import Decision
from tests.simulators.cast import CREATORS
from tests.simulators.failures import Failure
from tests.simulators.models import Endpoint
from tests.simulators.oauth import challenge_of
from tests.simulators.server import TikTokSimulator
from tests.unit.conftest import FixedClock
from tests.unit.simulators.conftest import REDIRECT_URI, Caller

pytestmark = pytest.mark.enable_socket
OPEN_ID = CREATORS[0].open_id
TOKEN = "/v2/oauth/token/"
LIST = "/v2/video/list/?fields=id"


def test_client_credentials_give_a_token_of_two_hours(caller: Caller) -> None:
    answer = caller.post_form(TOKEN, grant_type="client_credentials").json()

    assert (answer["expires_in"], answer["token_type"]) == (7200, "Bearer")
    assert set(answer) == {"access_token", "expires_in", "token_type"}


def test_a_wrong_client_secret_is_refused(caller: Caller) -> None:
    answer = caller.post_form(TOKEN, grant_type="client_credentials", client_secret="wrong")

    assert answer.json()["error"] == "invalid_client"
    assert set(answer.json()) == {"error", "error_description", "log_id"}


def test_an_unknown_grant_type_is_refused(caller: Caller) -> None:
    assert caller.post_form(TOKEN, grant_type="password").json()["error"] == "unsupported_grant_type"


def test_credentials_that_are_not_a_form_are_refused(caller: Caller) -> None:
    answer = caller.post_json(TOKEN, "", {"grant_type": "client_credentials"})

    assert answer.json()["error"] == "invalid_request"


def test_a_code_gives_the_tokens_of_its_creator(caller: Caller) -> None:
    tokens = caller.connect(OPEN_ID)

    assert tokens["open_id"] == OPEN_ID
    assert tokens["scope"] == "video.list"
    assert tokens["refresh_expires_in"] == 180 * 24 * 3600


def test_a_code_works_once(simulator: TikTokSimulator, caller: Caller) -> None:
    code = simulator.tokens.authorize(OPEN_ID, REDIRECT_URI)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}

    first, second = caller.post_form(TOKEN, **form), caller.post_form(TOKEN, **form)

    assert (first.status, second.json()["error"]) == (200, "invalid_grant")


def test_a_code_is_bound_to_its_redirect_uri(simulator: TikTokSimulator, caller: Caller) -> None:
    code = simulator.tokens.authorize(OPEN_ID, REDIRECT_URI)

    answer = caller.post_form(
        TOKEN, grant_type="authorization_code", code=code, redirect_uri="https://b.example"
    )

    assert answer.json()["error"] == "invalid_grant"


def test_a_refresh_ends_the_old_refresh_token(caller: Caller) -> None:
    old = caller.connect(OPEN_ID)["refresh_token"]

    renewed = caller.post_form(TOKEN, grant_type="refresh_token", refresh_token=old).json()
    again = caller.post_form(TOKEN, grant_type="refresh_token", refresh_token=old).json()

    assert renewed["refresh_token"] != old
    assert again["error"] == "invalid_grant"


def test_of_two_refreshes_at_once_one_wins(caller: Caller) -> None:
    old = caller.connect(OPEN_ID)["refresh_token"]

    with ThreadPoolExecutor(2) as pool:
        racing = [
            pool.submit(caller.post_form, TOKEN, grant_type="refresh_token", refresh_token=old) for _ in "ab"
        ]

    assert sorted(race.result().status for race in racing) == [200, 400]


def test_a_refresh_token_ends_with_its_time(caller: Caller, clock: FixedClock) -> None:
    tokens = caller.connect(OPEN_ID)
    clock.advance(days=180)

    answer = caller.post_form(TOKEN, grant_type="refresh_token", refresh_token=tokens["refresh_token"])

    assert answer.json()["error"] == "invalid_grant"


def test_an_access_token_ends_with_its_time(caller: Caller, clock: FixedClock) -> None:
    tokens = caller.connect(OPEN_ID)
    clock.advance(hours=2)

    answer = caller.post_json(LIST, tokens["access_token"], {})

    assert (answer.status, answer.json()["error"]["code"]) == (401, "access_token_invalid")


def test_a_revoked_creator_is_out(caller: Caller) -> None:
    tokens = caller.connect(OPEN_ID)

    revoked = caller.post_form("/v2/oauth/revoke/", token=tokens["access_token"])

    assert (revoked.status, revoked.data) == (200, b"")
    assert caller.post_json(LIST, tokens["access_token"], {}).status == 401
    refreshed = caller.post_form(TOKEN, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refreshed.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(("verifier", "status"), [("proper", 200), ("other", 400), (None, 400)])
def test_a_code_that_came_with_a_challenge_asks_for_its_verifier(
    simulator: TikTokSimulator, caller: Caller, verifier: str | None, status: int
) -> None:
    challenge = challenge_of({"code_verifier": "proper"})
    code = simulator.tokens.authorize(OPEN_ID, REDIRECT_URI, code_challenge=challenge)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}

    answer = caller.post_form(TOKEN, **form, **({"code_verifier": verifier} if verifier else {}))

    assert answer.status == status


ASKED = {
    "client_key": "simulated_client_key",
    "response_type": "code",
    "scope": "video.list",
    "redirect_uri": REDIRECT_URI,
    "state": "s",
    "code_challenge": "0" * 64,
    "code_challenge_method": "S256",
}


def test_the_authorize_page_sends_back_with_a_code_or_a_reason(
    simulator: TikTokSimulator, caller: Caller
) -> None:
    simulator.authorize_page.decision = Decision(open_id=OPEN_ID)
    yes = caller.get("/v2/auth/authorize/", **ASKED).headers["Location"]
    simulator.authorize_page.decision = Decision(open_id=OPEN_ID, scopes=None)
    no = caller.get("/v2/auth/authorize/", **ASKED).headers["Location"]

    assert yes.startswith(f"{REDIRECT_URI}?state=s&code=")
    assert no.startswith(f"{REDIRECT_URI}?state=s&error=access_denied&")


@pytest.mark.parametrize("name", sorted(ASKED.keys() - {"state"}))
def test_the_authorize_page_takes_nothing_improper(
    simulator: TikTokSimulator, caller: Caller, name: str
) -> None:
    simulator.authorize_page.decision = Decision(open_id=OPEN_ID)

    assert caller.get("/v2/auth/authorize/", **ASKED | {name: ""}).status == 400


def test_an_unknown_token_cannot_be_revoked(caller: Caller) -> None:
    assert caller.post_form("/v2/oauth/revoke/", token="unknown").json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    ("failure", "status"),
    [(Failure.INVALID_GRANT, 400), (Failure.SERVER_ERROR, 500), (Failure.TEMPORARILY_UNAVAILABLE, 503)],
)
def test_the_token_desk_fails_on_demand(
    simulator: TikTokSimulator, caller: Caller, failure: Failure, status: int
) -> None:
    simulator.fail_next(Endpoint.OAUTH_TOKEN, failure)

    answer = caller.post_form(TOKEN, grant_type="client_credentials")

    assert (answer.status, answer.json()["error"]) == (status, failure.value)
