"""From the button on our page to a connection, and out again."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from campaign.aws.departures import Departures
from campaign.creators.connecting import NotConnectedError
from campaign.creators.connection import ConnectionState
from campaign.creators.sign_in import Attempt, begin
from campaign.kernel.errors import PermanentError, TransientError
from campaign.tiktok.login import code_challenge
from campaign.videos.intake import CreatorLeft
from tests.simulators.failures import Failure
from tests.unit.conftest import LogLines
from tests.unit.creators.stage import API, NOOR, VERSION, Stage
from tests.unit.stored import items_under

pytestmark = pytest.mark.enable_socket
NOORS_KEYS = f"CREATOR#tiktok:{NOOR.open_id}"


def refusal(stage: Stage, attempt: Attempt, code: str | None, error: str | None = None) -> str:
    with pytest.raises(NotConnectedError) as refused:
        stage.connecting.end(attempt, code, error, API)
    return refused.value.page


def test_tiktok_is_asked_for_the_list_of_posts_and_nothing_else(stage: Stage) -> None:
    attempt, address = stage.connecting.begin("ar", VERSION, API)

    target = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(target.query).items()}
    assert f"{target.scheme}://{target.netloc}{target.path}" == f"{stage.tiktok.url}/v2/auth/authorize/"
    assert asked.pop("code_challenge") == code_challenge(attempt.verifier)
    assert asked == {
        "client_key": stage.tiktok.app.client_key,
        "scope": "video.list",
        "response_type": "code",
        "redirect_uri": f"{API}/connect/callback",
        "state": attempt.state,
        "code_challenge_method": "S256",
    }
    assert attempt.secret not in address
    assert attempt.verifier not in address


def test_nothing_that_is_stored_of_a_sign_in_lets_anybody_end_it(stage: Stage) -> None:
    attempt, _ = stage.connecting.begin("ar", VERSION, API)

    (item,) = items_under(stage.table, f"CONNECT#{attempt.key}")
    for secret in (attempt.state, attempt.secret, attempt.verifier):
        assert secret not in repr(item)
    assert item.expires_at == int((stage.clock() + timedelta(minutes=10)).timestamp())


def test_a_creator_who_agreed_is_connected(stage: Stage) -> None:
    connected = stage.connect()

    stored = stage.stored()
    assert stored == connected.connection
    assert stored.state is ConnectionState.CONNECTED
    assert (stored.consent.version, stored.consent.language) == (VERSION, "ar")
    assert stored.due_at == stage.clock(), "their posts are looked for at once"
    assert stored.tokens is not None
    assert stored.tokens.access_until - stage.clock() == timedelta(hours=2)
    assert stored.tokens.refresh_until - stage.clock() == timedelta(days=180)


def test_no_token_and_no_secret_is_stored_in_clear(stage: Stage) -> None:
    connected = stage.connect()

    answered = stage.tiktok.tokens.issued_to(NOOR.open_id)
    (item,) = items_under(stage.table, NOORS_KEYS)
    assert len(answered) == 2
    for secret in (*answered, connected.leave_secret, stage.tiktok.app.client_secret):
        assert secret not in repr(item)


def test_an_answer_counts_once(stage: Stage) -> None:
    attempt, _ = stage.connecting.begin("ar", VERSION, API)
    stage.connecting.end(attempt, stage.says_yes(NOOR.open_id, attempt), None, API)

    assert refusal(stage, attempt, stage.says_yes(NOOR.open_id, attempt)) == "expired"
    assert stage.calls("oauth.token") == 1


@pytest.mark.parametrize("forged", ["state", "cookie", "both", "late"])
def test_no_forged_answer_reaches_tiktok(stage: Stage, forged: str) -> None:
    mine, _ = stage.connecting.begin("ar", VERSION, API)
    attackers, _ = stage.connecting.begin("ar", VERSION, API)
    code = stage.says_yes("act.attacker", attackers)
    if forged == "late":
        stage.clock.advance(minutes=10)
    attempt = {
        "state": Attempt(begin("ar").state, mine.secret),
        "cookie": Attempt(mine.state, ""),
        "both": Attempt(attackers.state, mine.secret),  # the attacker's answer in my browser
        "late": mine,
    }[forged]

    assert refusal(stage, attempt, code) == "expired"
    assert stage.calls("oauth.token") == 0


def test_an_attackers_code_does_not_fit_my_sign_in(stage: Stage) -> None:
    mine, _ = stage.connecting.begin("ar", VERSION, API)
    attackers, _ = stage.connecting.begin("ar", VERSION, API)
    code = stage.says_yes("act.attacker", attackers)

    with pytest.raises(PermanentError, match="invalid_request"):
        stage.connecting.end(mine, code, None, API)
    assert stage.connections.get("act.attacker") is None


@pytest.mark.parametrize(
    ("error", "page"), [("access_denied", "declined"), ("server_error", "trouble"), (None, "trouble")]
)
def test_tiktoks_no_is_answered_kindly(stage: Stage, error: str | None, page: str) -> None:
    attempt, _ = stage.connecting.begin("en", VERSION, API)

    assert refusal(stage, attempt, None, error) == page


def test_without_the_scope_nothing_is_connected(stage: Stage) -> None:
    attempt, _ = stage.connecting.begin("ar", VERSION, API)
    code = stage.says_yes(NOOR.open_id, attempt, scopes=("user.info.basic",))

    assert refusal(stage, attempt, code) == "incomplete"
    assert stage.connections.get(NOOR.open_id) is None
    assert stage.tiktok.tokens.issued_to(NOOR.open_id) == []


def test_tokens_without_the_scope_that_cannot_be_revoked_are_dropped(stage: Stage) -> None:
    attempt, _ = stage.connecting.begin("ar", VERSION, API)
    code = stage.says_yes(NOOR.open_id, attempt, scopes=("user.info.basic",))
    stage.tiktok.fail_next("oauth.revoke", Failure.SERVER_ERROR)

    assert refusal(stage, attempt, code) == "incomplete"
    assert stage.connections.get(NOOR.open_id) is None


def test_who_is_connected_stays_so_when_a_second_sign_in_leaves_out_the_scope(stage: Stage) -> None:
    stage.connect()
    before = stage.stored()
    attempt, _ = stage.connecting.begin("ar", VERSION, API)
    code = stage.says_yes(NOOR.open_id, attempt, scopes=("user.info.basic",))

    assert refusal(stage, attempt, code) == "incomplete"
    assert stage.stored() == before
    assert stage.calls("oauth.revoke") == 0


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (Failure.INVALID_GRANT, NotConnectedError),
        (Failure.SERVER_ERROR, TransientError),
        (Failure.TEMPORARILY_UNAVAILABLE, TransientError),
        (Failure.GATEWAY_TIMEOUT, TransientError),
        (Failure.DROPPED_CONNECTION, TransientError),
        (Failure.INVALID_CLIENT, PermanentError),
        (Failure.INVALID_REQUEST, PermanentError),
        (Failure.UNSUPPORTED_GRANT_TYPE, PermanentError),
    ],
)
def test_each_error_of_the_exchange_connects_nobody(
    stage: Stage, failure: Failure, outcome: type[Exception]
) -> None:
    attempt, _ = stage.connecting.begin("ar", VERSION, API)
    stage.tiktok.fail_next("oauth.token", failure)

    with pytest.raises(outcome):
        stage.connecting.end(attempt, stage.says_yes(NOOR.open_id, attempt), None, API)
    assert stage.connections.get(NOOR.open_id) is None
    assert stage.calls("oauth.token") == 1, "a code works once: no second try"


def test_whoever_connects_again_has_the_new_connection_alone(stage: Stage) -> None:
    first = stage.connect()
    stage.clock.advance(days=1)
    second = stage.connect()

    assert stage.stored() == second.connection
    assert stage.connecting.find(NOOR.open_id, first.leave_secret) is None
    assert stage.connecting.find(NOOR.open_id, second.leave_secret) is not None


@pytest.mark.parametrize("open_id", ["", "act.nobody", "x" * 200, "with space", "\ud800"])
def test_a_link_to_nobody_leads_nowhere(stage: Stage, open_id: str) -> None:
    assert stage.connecting.find(open_id, "secret") is None


def test_a_creator_who_leaves_is_revoked_at_tiktok_and_forgotten(stage: Stage) -> None:
    connected = stage.connect()
    stored = stage.connecting.find(NOOR.open_id, connected.leave_secret)
    assert stored is not None

    stage.connecting.leave(stored, "request-1")

    assert stage.tiktok.tokens.issued_to(NOOR.open_id) == []
    assert stage.connections.get(NOOR.open_id) is None
    (left,) = stage.intake.messages
    assert (left["kind"], left["open_id"], left["reason"], left["correlation_id"]) == (
        "creator.left",
        NOOR.open_id,
        1,
        "request-1",
    )


def test_a_creator_can_leave_after_their_access_token_has_ended(stage: Stage) -> None:
    stage.connect()
    stage.clock.advance(hours=3)
    stored = stage.connections.get(NOOR.open_id)
    assert stored is not None

    stage.connecting.leave(stored, "request-1")

    assert stage.tiktok.tokens.issued_to(NOOR.open_id) == []
    assert stage.connections.get(NOOR.open_id) is None


@pytest.mark.parametrize(
    "failure", [Failure.SERVER_ERROR, Failure.INVALID_REQUEST, Failure.DROPPED_CONNECTION]
)
def test_a_creator_can_leave_while_tiktok_is_in_trouble(stage: Stage, failure: Failure) -> None:
    stage.connect()
    stage.tiktok.fail_next("oauth.revoke", failure)
    stored = stage.connections.get(NOOR.open_id)
    assert stored is not None

    stage.connecting.leave(stored, "request-1")

    assert stage.connections.get(NOOR.open_id) is None
    assert len(stage.intake.messages) == 1


def test_a_creator_can_leave_though_our_key_is_out_of_order(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    stage.connect()
    stored = stage.connections.get(NOOR.open_id)
    assert stored is not None
    monkeypatch.setattr(stage.key, "key_id", "arn:aws:kms:eu-west-1:123456789012:key/disabled")

    stage.connecting.leave(stored, "request-1")

    assert stage.connections.get(NOOR.open_id) is None
    assert [line["level"] for line in log_lines()][-3:] == ["ERROR", "WARNING", "INFO"]


def test_a_creator_who_has_to_connect_again_can_leave_too(stage: Stage) -> None:
    stage.connect()
    stored = stage.connections.get(NOOR.open_id)
    assert stored is not None
    stage.tokens.end(stored)
    ended = stage.connections.get(NOOR.open_id)
    assert ended is not None

    stage.connecting.leave(ended, "request-1")

    assert stage.calls("oauth.revoke") == 0
    assert stage.connections.get(NOOR.open_id) is None


def test_what_was_written_while_a_creator_left_goes_with_the_intakes_message(stage: Stage) -> None:
    stage.connect()
    stored = stage.connections.get(NOOR.open_id)
    assert stored is not None
    stage.connections.save(stored.connection, stored, stage.clock())

    stage.connecting.leave(stored, "request-1")
    assert stage.connections.get(NOOR.open_id) is not None

    Departures(stage.table, stage.clock).of(
        CreatorLeft.model_validate_json(json.dumps(stage.intake.messages[0]))
    )
    assert stage.connections.get(NOOR.open_id) is None


@pytest.mark.parametrize(("connected_again", "kept"), [(False, False), (True, True)])
def test_tiktoks_departure_ends_the_connection_unless_it_is_newer(
    stage: Stage, connected_again: bool, kept: bool
) -> None:
    stage.connect()
    stage.clock.advance(hours=1)
    left = CreatorLeft(
        platform="tiktok", open_id=NOOR.open_id, reason=1, observed_at=stage.clock(), correlation_id="left-1"
    )
    if connected_again:
        stage.clock.advance(minutes=1)
        stage.connect()

    Departures(stage.table, stage.clock).of(left)
    Departures(stage.table, stage.clock).of(left)

    assert (stage.connections.get(NOOR.open_id) is not None) is kept
