"""One call to TikTok's open API, and its answer as far as it can be trusted: a JSON object of a bounded size.

Asks once: whoever calls knows what another try may cost.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import urllib3

from campaign.kernel.errors import TransientError
from campaign.tiktok import answers

MAX_BYTES = 4_194_304
"""A page of 100 videos has some 100 KB."""
_THING = "TikTok"
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
        status, body = answers.ask(self._http, _THING, "POST", self.url + path, MAX_BYTES, **request)
        return Answer(status, answers.json_object(_THING, status, body) if body else {})


def trouble(rule: str) -> TransientError:
    return answers.trouble(_THING, rule)
