"""Every failure of TikTok's contract in the shape that a client sees, and the script that plays them."""

from collections import defaultdict, deque
from enum import StrEnum
from typing import NamedTuple

from campaign_cli.loopback import Answer, json_answer
from tests.simulators.models import Endpoint


class Failure(StrEnum):
    INVALID_PARAMS = "invalid_params"
    INVALID_CURSOR = "invalid_cursor"
    SCOPE_PERMISSION_MISSED = "scope_permission_missed"
    ACCESS_TOKEN_INVALID = "access_token_invalid"
    SCOPE_NOT_AUTHORIZED = "scope_not_authorized"
    RATE_LIMIT = "rate_limit_exceeded"
    DAILY_QUOTA = "daily_quota_limit_exceeded"
    INTERNAL_ERROR = "internal_error"
    GATEWAY_TIMEOUT = "gateway_timeout"
    INVALID_REQUEST = "invalid_request"
    INVALID_CLIENT = "invalid_client"
    INVALID_GRANT = "invalid_grant"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    SERVER_ERROR = "server_error"
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"
    OEMBED_MISSING = "oembed_missing"
    DROPPED_CONNECTION = "dropped_connection"


class ErrorShape(NamedTuple):
    status: int
    code: str
    message: str


API_ERRORS = {
    Failure.INVALID_PARAMS: ErrorShape(400, "invalid_params", "Invalid query params"),
    Failure.INVALID_CURSOR: ErrorShape(400, "invalid_params", "Invalid count or cursor"),
    Failure.SCOPE_PERMISSION_MISSED: ErrorShape(400, "scope_permission_missed", "Needs another scope"),
    Failure.ACCESS_TOKEN_INVALID: ErrorShape(401, "access_token_invalid", "The access token is invalid"),
    Failure.SCOPE_NOT_AUTHORIZED: ErrorShape(401, "scope_not_authorized", "The scope was not granted"),
    Failure.RATE_LIMIT: ErrorShape(429, "rate_limit_exceeded", "Too many requests"),
    Failure.DAILY_QUOTA: ErrorShape(429, "daily_quota_limit_exceeded", "The quota of the day is used up"),
    Failure.INTERNAL_ERROR: ErrorShape(500, "internal_error", "Something is wrong. Please try again later."),
}

# The documents give no HTTP status for these; the ones below are those of RFC 6749.
OAUTH_ERRORS = {
    Failure.INVALID_REQUEST: ErrorShape(400, "invalid_request", "A parameter is missing or malformed"),
    Failure.INVALID_CLIENT: ErrorShape(401, "invalid_client", "Client key or secret is incorrect"),
    Failure.INVALID_GRANT: ErrorShape(
        400, "invalid_grant", "The code or refresh token is invalid or expired"
    ),
    Failure.UNSUPPORTED_GRANT_TYPE: ErrorShape(400, "unsupported_grant_type", "The grant type is unknown"),
    Failure.SERVER_ERROR: ErrorShape(500, "server_error", "The authorization server failed"),
    Failure.TEMPORARILY_UNAVAILABLE: ErrorShape(503, "temporarily_unavailable", "Please try again later"),
}

GATEWAY_PAGE = b"<html><head><title>504 Gateway Time-out</title></head><body></body></html>"


class RefusedError(Exception):
    """An endpoint declines a request; the server turns it into the answer of that failure."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def data_answer(data: dict[str, object], log_id: str) -> Answer:
    """A success in the envelope of the v2 API."""
    return json_answer(200, {"data": data, "error": {"code": "ok", "message": "", "log_id": log_id}})


def failure_answer(failure: Failure, log_id: str) -> Answer | None:
    """The answer that plays a failure; `None` for a connection that is dropped."""
    if api := API_ERRORS.get(failure):
        error = {"code": api.code, "message": api.message, "log_id": log_id}
        return json_answer(api.status, {"data": {}, "error": error})
    if oauth := OAUTH_ERRORS.get(failure):
        body = {"error": oauth.code, "error_description": oauth.message, "log_id": log_id}
        return json_answer(oauth.status, body)
    if failure is Failure.OEMBED_MISSING:
        return json_answer(400, {"message": "Something went wrong", "code": 400})
    if failure is Failure.GATEWAY_TIMEOUT:
        return Answer(status=504, content_type="text/html", body=GATEWAY_PAGE)
    return None


class FailureScript:
    """What the next answers of each endpoint will suffer, in the order in which it was asked for."""

    def __init__(self) -> None:
        self._failures: defaultdict[Endpoint, deque[Failure]] = defaultdict(deque)
        self._delays: defaultdict[Endpoint, deque[float]] = defaultdict(deque)

    def fail_next(self, endpoint: Endpoint | str, failure: Failure, times: int = 1) -> None:
        self._failures[Endpoint(endpoint)].extend([failure] * times)

    def delay_next(self, endpoint: Endpoint | str, seconds: float, times: int = 1) -> None:
        self._delays[Endpoint(endpoint)].extend([seconds] * times)

    def take_failure(self, endpoint: Endpoint) -> Failure | None:
        return self._failures[endpoint].popleft() if self._failures[endpoint] else None

    def take_delay(self, endpoint: Endpoint) -> float:
        """Seconds to wait before this answer."""
        return self._delays[endpoint].popleft() if self._delays[endpoint] else 0.0
