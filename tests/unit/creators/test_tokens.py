"""Renewing a connection's tokens: one at a time, and what becomes of it when that fails."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from campaign.creators.connection import Connection, ConnectionState
from campaign.creators.platform import ConnectionEndedError
from campaign.creators.storage import StoredConnection
from campaign.creators.tokens import LEASE, Tokens
from campaign.kernel.errors import CampaignError, ConflictError, PermanentError, TransientError
from tests.simulators.failures import Failure
from tests.unit.conftest import LogLines
from tests.unit.creators.stage import NOOR, Stage

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def old(stage: Stage) -> StoredConnection:
    """A connection whose access token has ended."""
    stage.connect()
    stage.clock.advance(hours=3)
    return read(stage)


def read(stage: Stage) -> StoredConnection:
    stored = stage.connections.get(NOOR.open_id)
    assert stored is not None
    return stored


def test_a_token_that_works_is_opened_and_not_renewed(stage: Stage) -> None:
    stage.connect()

    _, token = stage.tokens.access(read(stage))

    assert token in stage.tiktok.tokens.issued_to(NOOR.open_id)
    assert stage.refreshes() == 0


@pytest.mark.parametrize(("minutes_left", "refreshes"), [(6, 0), (5, 1), (0, 1)])
def test_a_token_is_renewed_shortly_before_its_end(stage: Stage, minutes_left: int, refreshes: int) -> None:
    stage.connect()
    stage.clock.advance(minutes=120 - minutes_left)

    stage.tokens.access(read(stage))

    assert stage.refreshes() == refreshes


def test_what_tiktok_returned_is_stored_with_its_own_times(stage: Stage, old: StoredConnection) -> None:
    new, token = stage.tokens.access(old)

    assert new == read(stage)
    assert new.connection.tokens is not None
    assert new.connection.tokens.access_until == stage.clock() + timedelta(hours=2)
    assert new.connection.tokens.refresh_until == stage.clock() + timedelta(days=180)
    assert new.connection.refreshing_until is None
    assert token in stage.tiktok.tokens.issued_to(NOOR.open_id)
    assert stage.tokens.access(new)[1] == token


def test_two_at_once_make_one_call_and_both_end_with_a_token_that_works(
    stage: Stage, old: StoredConnection
) -> None:
    stage.tiktok.delay_next("oauth.token", 0.3)

    def access(tokens: Tokens) -> str:
        try:
            return tokens.access(old)[1]
        except ConflictError:
            return ""

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(access, [stage.new_tokens(), stage.new_tokens()]))

    assert stage.refreshes() == 1
    assert "" in answers, "the other one is told to come back"
    assert stage.tokens.access(read(stage))[1] in answers


def test_whoever_comes_late_takes_what_another_has_renewed(stage: Stage, old: StoredConnection) -> None:
    _, token = stage.new_tokens().access(old)

    stored, same = stage.tokens.access(old)

    assert (same, stored) == (token, read(stage))
    assert stage.refreshes() == 1


def test_while_another_holds_the_claim_nobody_asks_tiktok(stage: Stage, old: StoredConnection) -> None:
    stage.tiktok.fail_next("oauth.token", Failure.DROPPED_CONNECTION)
    with pytest.raises(TransientError):
        stage.tokens.access(old)

    with pytest.raises(ConflictError):
        stage.tokens.access(read(stage))
    assert stage.refreshes() == 1

    stage.clock.now += LEASE
    stage.tokens.access(read(stage))
    assert stage.refreshes() == 2


def test_a_connection_that_ended_meanwhile_is_not_renewed(stage: Stage, old: StoredConnection) -> None:
    stage.connections.remove(old)

    with pytest.raises(ConflictError):
        stage.tokens.access(old)
    assert stage.refreshes() == 0


@pytest.mark.parametrize(
    "failure", [Failure.SERVER_ERROR, Failure.TEMPORARILY_UNAVAILABLE, Failure.GATEWAY_TIMEOUT]
)
def test_trouble_at_tiktok_leaves_the_tokens_for_another_try(
    stage: Stage, old: StoredConnection, failure: Failure
) -> None:
    stage.tiktok.fail_next("oauth.token", failure)

    with pytest.raises(TransientError):
        stage.tokens.access(old)

    assert read(stage).connection.tokens == old.connection.tokens
    stage.clock.now += LEASE
    stage.tokens.access(read(stage))


@pytest.mark.parametrize(
    "failure", [Failure.INVALID_CLIENT, Failure.INVALID_REQUEST, Failure.UNSUPPORTED_GRANT_TYPE]
)
def test_a_fault_of_the_app_is_not_the_creators(
    stage: Stage, old: StoredConnection, failure: Failure
) -> None:
    stage.tiktok.fail_next("oauth.token", failure)

    with pytest.raises(PermanentError, match=failure.value) as raised:
        stage.tokens.access(old)

    assert not isinstance(raised.value, ConnectionEndedError)
    assert read(stage).connection.state is ConnectionState.CONNECTED


def test_invalid_grant_asks_the_creator_to_connect_again_and_keeps_no_token(
    stage: Stage, old: StoredConnection, log_lines: LogLines
) -> None:
    stage.tiktok.fail_next("oauth.token", Failure.INVALID_GRANT)

    with pytest.raises(ConnectionEndedError):
        stage.tokens.access(old)

    ended = read(stage).connection
    assert (ended.state, ended.tokens, ended.due_at) == (ConnectionState.RECONNECT_NEEDED, None, None)
    assert ended.consent == old.connection.consent
    assert [line["creator"] for line in log_lines() if "connect again" in line["message"]] == [NOOR.open_id]
    with pytest.raises(ConnectionEndedError):
        stage.tokens.access(read(stage))

    stage.connect()
    assert read(stage).connection.state is ConnectionState.CONNECTED


class Dying:
    """A table whose process dies before the second write: after TikTok's answer, before it is stored."""

    def __init__(self, stage: Stage) -> None:
        self.kept = stage.connections
        self.writes = 0

    def save(self, connection: Connection, replaced: StoredConnection, at: Any) -> StoredConnection:
        self.writes += 1
        if self.writes == 2:
            raise KeyboardInterrupt
        return self.kept.save(connection, replaced, at)


def test_a_crash_between_tiktoks_answer_and_the_write_asks_the_creator_to_connect_again(
    stage: Stage, old: StoredConnection
) -> None:
    dying = Tokens(Dying(stage), stage.tokens.desk, stage.key, stage.clock)  # type: ignore[arg-type]  # only save
    with pytest.raises(KeyboardInterrupt):
        dying.access(old)

    with pytest.raises(ConflictError):
        stage.tokens.access(read(stage))
    stage.clock.now += LEASE
    with pytest.raises(ConnectionEndedError):
        stage.tokens.access(read(stage))

    assert read(stage).connection.state is ConnectionState.RECONNECT_NEEDED


def test_a_crash_before_tiktoks_answer_costs_nothing(
    stage: Stage, old: StoredConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(stage.tokens.desk, "refresh", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            stage.tokens.access(old)

    stage.clock.now += LEASE
    stage.tokens.access(read(stage))

    assert read(stage).connection.state is ConnectionState.CONNECTED


def test_new_tokens_of_a_creator_who_left_meanwhile_are_not_stored(
    stage: Stage, old: StoredConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh = stage.tokens.desk.refresh

    def leave_first(token: str) -> Any:
        stage.connections.remove(read(stage))
        return refresh(token)

    monkeypatch.setattr(stage.tokens.desk, "refresh", leave_first)

    with pytest.raises(CampaignError):
        stage.tokens.access(old)
    assert stage.connections.get(NOOR.open_id) is None


def test_a_token_opens_for_its_own_creator_and_kind_alone(stage: Stage) -> None:
    tokens = stage.connect().connection.tokens
    assert tokens is not None

    about = {"creator": f"tiktok:{NOOR.open_id}", "token": "access"}
    assert stage.key.open(tokens.access, about) in stage.tiktok.tokens.issued_to(NOOR.open_id)
    for other in ({"token": "refresh"}, {"creator": "tiktok:act.other"}):
        with pytest.raises(ClientError):
            stage.key.open(tokens.access, about | other)
