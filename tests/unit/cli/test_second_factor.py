"""The second factor of the staff's sign-in from the command line."""

from datetime import UTC, datetime
from typing import Any

import pytest

from campaign_cli.errors import CommandError
from campaign_cli.second_factor import AtTheTerminal, Authenticator, grouped, totp
from campaign_cli.staff_tokens import id_token

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""That of RFC 6238: "12345678901234567890"."""


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """Appendix B of RFC 6238, the last six of its eight digits."""
    assert totp(SECRET, datetime.fromtimestamp(seconds, UTC)) == code


def test_an_authenticator_answers_for_the_secret_that_it_was_given() -> None:
    authenticator = Authenticator(lambda: datetime.fromtimestamp(59, UTC))

    assert authenticator.set_up(SECRET) == authenticator.code() == "287082"


def test_a_key_is_shown_in_fours() -> None:
    assert grouped("ABCDEFGHIJ") == "ABCD EFGH IJ"


def test_a_code_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPAIGN_STAFF_CODE", "123456")

    assert AtTheTerminal().code() == "123456"


class Cognito:
    """Asks `challenge` after a right password; `responses` has what it was answered."""

    def __init__(self, challenge: str) -> None:
        self.challenge = challenge
        self.responses: list[dict[str, Any]] = []

    def admin_initiate_auth(self, **_: Any) -> dict[str, Any]:
        parameters = {"USER_ID_FOR_SRP": "an-id"}
        return {"ChallengeName": self.challenge, "Session": "asked", "ChallengeParameters": parameters}

    def associate_software_token(self, **asked: Any) -> dict[str, str]:
        assert asked == {"Session": "asked"}
        return {"SecretCode": SECRET, "Session": "associated"}

    def verify_software_token(self, **asked: Any) -> dict[str, str]:
        assert asked == {"Session": "associated", "UserCode": "287082"}
        return {"Session": "verified"}

    def admin_respond_to_auth_challenge(self, **response: Any) -> dict[str, Any]:
        self.responses.append(response)
        return {"AuthenticationResult": {"IdToken": "token"}}


class Deployment:
    def __init__(self, cognito: Cognito) -> None:
        self.cognito = cognito
        self.outputs = {"UserPoolId": "pool", "StaffClientId": "client"}

    def client(self, _: str) -> Cognito:
        return self.cognito


def signed_in(challenge: str, authenticator: Authenticator) -> tuple[str, list[dict[str, Any]]]:
    cognito = Cognito(challenge)
    deployment: Any = Deployment(cognito)
    return id_token(deployment, "a@example.org", "password", authenticator), cognito.responses


def test_whoever_has_no_second_factor_sets_one_up_and_is_asked_for_it_from_then_on() -> None:
    authenticator = Authenticator(lambda: datetime.fromtimestamp(59, UTC))

    assert signed_in("MFA_SETUP", authenticator)[0] == "token"
    token, (response,) = signed_in("SOFTWARE_TOKEN_MFA", authenticator)

    assert token == "token"
    assert response["Session"] == "asked"
    assert response["ChallengeResponses"] == {"USERNAME": "an-id", "SOFTWARE_TOKEN_MFA_CODE": "287082"}


def test_the_session_goes_on_from_step_to_step() -> None:
    (response,) = signed_in("MFA_SETUP", Authenticator(lambda: datetime.fromtimestamp(59, UTC)))[1]

    assert (response["ChallengeName"], response["Session"]) == ("MFA_SETUP", "verified")


def test_a_new_password_is_chosen_in_the_console() -> None:
    with pytest.raises(CommandError, match="NEW_PASSWORD_REQUIRED; sign in to the console first"):
        signed_in("NEW_PASSWORD_REQUIRED", Authenticator())
