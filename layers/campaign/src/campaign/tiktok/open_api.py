"""One call to TikTok's open API, and its answer as far as it can be trusted: a JSON object of a bounded size.

Asks once: whoever calls knows what another try may cost.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError

from campaign.kernel.errors import TransientError

MAX_BYTES = 4_194_304
"""A page of 100 videos has some 100 KB."""
_TIMEOUT = urllib3.Timeout(connect=3.0, read=15.0)  # seconds


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    fields: Mapping[str, Any]

    @property
    def may_pass(self) -> bool:
        """Whether it is a trouble of the moment, whatever the body says."""
        return self.status >= HTTPStatus.INTERNAL_SERVER_ERROR


class OpenApi:
    """`url`: the base, without a slash at its end."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)

    def post_form(self, path: str, fields: Mapping[str, str]) -> Answer:
        return self._answer(path, fields=dict(fields), encode_multipart=False)

    def post_json(self, path: str, access_token: str, body: Mapping[str, Any]) -> Answer:
        headers = {"Authorization": f"Bearer {access_token}", "Content-Type": "application/json"}
        return self._answer(path, body=json.dumps(body).encode(), headers=headers)

    def _answer(self, path: str, **request: Any) -> Answer:
        """Raises TransientError for no answer, and for one that is no JSON object: a gateway answers HTML."""
        try:
            response = self._http.request(
                "POST", self.url + path, redirect=False, preload_content=False, **request
            )
            try:
                body = response.read(MAX_BYTES + 1, decode_content=True)
            finally:
                response.close()
        except HTTPError as error:
            raise trouble(f"it could not be asked ({type(error).__name__})") from None
        if len(body) > MAX_BYTES:
            raise trouble(f"it answered with more than {MAX_BYTES} bytes")
        return Answer(response.status, _json_object(body, response.status))


def trouble(rule: str) -> TransientError:
    return TransientError("TikTok", rule, "ask again later")


def _json_object(body: bytes, status: int) -> dict[str, Any]:
    if not body:
        return {}
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise trouble(f"it answered {status} with something other than a JSON object")
    return fields
