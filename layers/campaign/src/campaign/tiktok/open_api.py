"""TikTok's API for apps: requests by POST, answers that are JSON or are not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import urllib3
from urllib3.exceptions import HTTPError

from campaign.kernel.errors import TransientError

MAX_BYTES = 4_194_304
"""A page of 100 videos has some 100 KB."""
_TIMEOUT = urllib3.Timeout(connect=3.0, read=15.0)


class Reply(NamedTuple):
    """`answer` is None where the body is no JSON object: a gateway answers HTML."""

    status: int
    answer: dict[str, Any] | None


class OpenApi:
    """Asks once, follows no redirect; whoever asks decides about another try."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)

    def post_form(self, path: str, fields: Mapping[str, str]) -> Reply:
        """Raises TransientError when no answer comes, or one of more than MAX_BYTES."""
        return self._post(path, fields=fields, encode_multipart=False)

    def post_json(self, path: str, body: Mapping[str, Any], token: str) -> Reply:
        """The same with JSON and a bearer token."""
        return self._post(path, json=body, headers={"Authorization": f"Bearer {token}"})

    def _post(self, path: str, **content: Any) -> Reply:
        try:
            response = self._http.request(
                "POST", self.url + path, redirect=False, preload_content=False, **content
            )
            try:
                body = response.read(MAX_BYTES + 1, decode_content=True)
            finally:
                response.close()
        except HTTPError as error:
            raise _trouble(f"it could not be asked ({type(error).__name__})") from error
        if len(body) > MAX_BYTES:
            raise _trouble(f"it answered with more than {MAX_BYTES} bytes")
        return Reply(response.status, _json_object(body))


def _trouble(rule: str) -> TransientError:
    return TransientError("TikTok's API", rule, "ask again later")


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None
