import time

import pytest
import urllib3

from tests.simulators.cast import VIDEOS
from tests.simulators.failures import Failure
from tests.simulators.models import Endpoint
from tests.simulators.server import TikTokSimulator
from tests.unit.simulators.conftest import Caller

pytestmark = pytest.mark.enable_socket
QUERY = "/v2/research/video/query/?fields=id"


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (Failure.INVALID_PARAMS, 400, "invalid_params"),
        (Failure.INVALID_CURSOR, 400, "invalid_params"),
        (Failure.SCOPE_PERMISSION_MISSED, 400, "scope_permission_missed"),
        (Failure.ACCESS_TOKEN_INVALID, 401, "access_token_invalid"),
        (Failure.SCOPE_NOT_AUTHORIZED, 401, "scope_not_authorized"),
        (Failure.RATE_LIMIT, 429, "rate_limit_exceeded"),
        (Failure.DAILY_QUOTA, 429, "daily_quota_limit_exceeded"),
        (Failure.INTERNAL_ERROR, 500, "internal_error"),
    ],
)
def test_each_row_of_the_error_table_can_be_played(
    simulator: TikTokSimulator, caller: Caller, failure: Failure, status: int, code: str
) -> None:
    simulator.fail_next("research.query", failure)

    answer = caller.post_json(QUERY, "any", {})

    assert (answer.status, answer.json()["error"]["code"]) == (status, code)
    assert set(answer.json()["error"]) == {"code", "message", "log_id"}


def test_a_gateway_answers_html(simulator: TikTokSimulator, caller: Caller) -> None:
    simulator.fail_next(Endpoint.RESEARCH_QUERY, Failure.GATEWAY_TIMEOUT)

    answer = caller.post_json(QUERY, "any", {})

    assert (answer.status, answer.headers["Content-Type"]) == (504, "text/html")
    assert answer.data.startswith(b"<html>")


def test_failures_end_after_the_times_asked_for(simulator: TikTokSimulator, caller: Caller) -> None:
    simulator.fail_next(Endpoint.OEMBED, Failure.OEMBED_MISSING, times=2)

    statuses = [caller.get("/oembed", url=VIDEOS[0].url).status for _ in range(3)]

    assert statuses == [400, 400, 200]


def test_a_failure_is_kept_for_its_own_endpoint(simulator: TikTokSimulator, caller: Caller) -> None:
    simulator.fail_next(Endpoint.RESEARCH_QUERY, Failure.RATE_LIMIT)

    assert caller.get("/oembed", url=VIDEOS[0].url).status == 200


def test_an_unknown_endpoint_cannot_be_scripted(simulator: TikTokSimulator) -> None:
    with pytest.raises(ValueError, match="reserch"):
        simulator.fail_next("reserch.query", Failure.RATE_LIMIT)


def test_a_connection_can_drop(simulator: TikTokSimulator, caller: Caller) -> None:
    simulator.fail_next(Endpoint.OEMBED, Failure.DROPPED_CONNECTION)

    with pytest.raises(urllib3.exceptions.ProtocolError):
        caller.get("/oembed", url=VIDEOS[0].url)

    assert simulator.calls_of(Endpoint.OEMBED)[0].status is None


def test_an_answer_can_be_slow(simulator: TikTokSimulator, caller: Caller) -> None:
    simulator.delay_next(Endpoint.OEMBED, seconds=0.2)
    started = time.monotonic()

    answer = caller.get("/oembed", url=VIDEOS[0].url)

    assert answer.status == 200
    assert time.monotonic() - started >= 0.2


def test_every_request_is_in_the_log(simulator: TikTokSimulator, caller: Caller) -> None:
    caller.get("/oembed", url=VIDEOS[0].url)
    caller.get("/no/such/path")

    known, unknown = simulator.requests

    assert (known.endpoint, known.request.parameters, known.status) == (
        Endpoint.OEMBED,
        {"url": VIDEOS[0].url},
        200,
    )
    assert (unknown.endpoint, unknown.status) == (None, 404)
