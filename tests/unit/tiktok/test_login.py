import pytest

from campaign.creators.platform import Grant
from campaign.creators.sign_in import begin
from campaign.kernel.errors import NotFoundError, PermanentError, TransientError
from campaign.tiktok.app import AppCredentials
from campaign.tiktok.login import AuthorizePage, Login
from campaign.tiktok.open_api import OpenApi
from campaign_cli.loopback import Answer, LoopbackServer, Request, json_answer

pytestmark = pytest.mark.enable_socket
TOKENS = {
    "access_token": "planted-access",
    "expires_in": 7200,
    "open_id": "act.noor",
    "refresh_token": "planted-refresh",
    "refresh_expires_in": 86400,
    "scope": "video.list,user.info.basic",
    "token_type": "Bearer",
}


def refreshed(answer: Answer) -> Grant:
    with LoopbackServer(lambda _: answer) as server:
        return Login(OpenApi(server.url), lambda: AppCredentials("key", ("secret",))).refresh("planted-old")


def test_a_grant_never_shows_its_tokens() -> None:
    grant = refreshed(json_answer(200, TOKENS))

    assert grant.scope == ("video.list", "user.info.basic")
    assert "planted" not in repr(grant)
    assert "secret" not in repr(AppCredentials("key", ("secret",)))


@pytest.mark.parametrize("name", sorted(TOKENS.keys() - {"token_type"}))
def test_tokens_that_lack_something_are_refused_without_being_repeated(name: str) -> None:
    with pytest.raises(PermanentError, match=name) as raised:
        refreshed(json_answer(200, {**TOKENS, name: None}))
    assert "planted" not in str(raised.value)


def test_an_error_of_a_new_name_is_not_repeated_in_our_words() -> None:
    with pytest.raises(PermanentError) as raised:
        refreshed(json_answer(400, {"error": "planted-error", "error_description": "planted-old"}))
    assert "planted" not in str(raised.value)


@pytest.mark.parametrize("error", [{"code": "internal_error", "message": ""}, ["internal_error"]])
@pytest.mark.parametrize(("status", "expected"), [(500, TransientError), (400, PermanentError)])
def test_an_error_in_another_form_is_read_by_its_status(
    error: object, status: int, expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        refreshed(json_answer(status, {"error": error}))


def test_without_an_app_there_is_no_page_to_send_anybody_to() -> None:
    page = AuthorizePage("https://www.tiktok.com/v2/auth/authorize/", lambda: None)

    assert not page.is_on()
    with pytest.raises(NotFoundError):
        page.address("https://api.example/connect/callback", begin("ar"))


def test_while_the_secret_is_rotated_its_successor_is_tried_too() -> None:
    def answer(request: Request) -> Answer:
        if b"client_secret=next" in request.body:
            return json_answer(200, TOKENS)
        return json_answer(401, {"error": "invalid_client", "error_description": "", "log_id": "1"})

    with LoopbackServer(answer) as server:
        login = Login(OpenApi(server.url), lambda: AppCredentials("key", ("old", "next")))
        assert login.refresh("planted-old").open_id == "act.noor"
