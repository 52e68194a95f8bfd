"""Asking TikTok once, without following a redirect, for an answer of a bounded size."""

import json
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError

from campaign.kernel.errors import TransientError


def ask(
    http: urllib3.PoolManager, thing: str, method: str, url: str, max_bytes: int, **request: Any
) -> tuple[int, bytes]:
    """Status and body. Raises TransientError, about `thing`, for no answer and for one that is too large."""
    try:
        response = http.request(method, url, redirect=False, preload_content=False, **request)
        try:
            body = response.read(max_bytes + 1, decode_content=True)
        finally:
            response.close()
    except HTTPError as error:
        raise trouble(thing, f"it could not be asked ({type(error).__name__})") from None
    if len(body) > max_bytes:
        raise trouble(thing, f"it answered with more than {max_bytes} bytes")
    return response.status, body


def json_object(thing: str, status: int, body: bytes) -> dict[str, Any]:
    """Raises TransientError for everything else: a gateway answers HTML."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise trouble(thing, f"it answered {status} with something other than a JSON object")
    return answer


def trouble(thing: str, rule: str) -> TransientError:
    return TransientError(thing, rule, "ask again later")
