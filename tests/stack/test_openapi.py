"""Every route of docs/openapi, tried on the deployed stack with what nobody would send."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest
import urllib3
from jsonschema import Draft202012Validator

from campaign_cli.openapi.documents import documents
from campaign_cli.second_factor import Authenticator
from campaign_cli.staff import Group, Staff, generated_password
from campaign_cli.staff_api import StaffApi
from tests.stack.conftest import Campaign

pytestmark = [pytest.mark.stack, pytest.mark.late]
"""Late, so that most functions have started: where many start at once, each takes long."""

SERVED_AT = {"public": "PublicApiUrl", "staff": "StaffApiUrl"}
BODY = json.dumps({"none": "such"}).encode()
AT_ONCE = 2
PATIENCE = 120
"""Seconds for an answer: how fast one comes is no question here."""
DOCUMENTS = documents()


class Asked(NamedTuple):
    """A request, and what the document says may come of it."""

    document: str
    method: str
    path: str
    operation: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


def every_route() -> Iterator[Asked]:
    for document in SERVED_AT:
        for path, methods in DOCUMENTS[document]["paths"].items():
            for method, operation in methods.items():
                yield Asked(document, method.upper(), path, operation)


@pytest.fixture(scope="module")
def token(campaign: Campaign) -> str:
    """Of somebody who is in every group: what is refused is refused for what it says."""
    email, password = "everything@example.org", generated_password()
    Staff(campaign.deployment).add(email, list(Group), password)
    return StaffApi.sign_in(campaign.deployment, email, password, Authenticator()).token


def answer_of(campaign: Campaign, asked: Asked, token: str | None) -> urllib3.BaseHTTPResponse:
    path = asked.path
    for parameter in asked.operation["parameters"]:
        path = path.replace(f"{{{parameter['name']}}}", "none-such")
    found = campaign.reach(campaign.outputs[SERVED_AT[asked.document]] + path)
    headers = {**found.headers, "Content-Type": "application/json"}
    if token is not None and asked.document == "staff":
        headers["Authorization"] = token
    body = None if asked.method in {"GET", "DELETE"} else BODY
    return urllib3.request(
        asked.method, found.url, body=body, headers=headers, retries=False, redirect=False, timeout=PATIENCE
    )


def against(asked: Asked, answer: urllib3.BaseHTTPResponse) -> str | None:
    """What of the answer is not documented."""
    said = asked.operation["responses"].get(str(answer.status))
    if said is None or answer.status >= 500:
        return f"{asked.name}: {answer.status}"
    if "content" not in said:
        return None if not answer.data else f"{asked.name}: {answer.status} has a body"
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if kind not in said["content"]:
        return f"{asked.name}: {answer.status} is {kind}"
    if kind == "text/html":
        return None
    components = DOCUMENTS[asked.document]["components"]
    schema = {**said["content"][kind]["schema"], "components": components}
    faults = list(Draft202012Validator(schema).iter_errors(json.loads(answer.data)))
    return f"{asked.name}: {answer.status}: {faults[0].message}" if faults else None


def test_what_nobody_would_send_is_answered_as_documented(campaign: Campaign, token: str) -> None:
    asked = list(every_route())
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda each: answer_of(campaign, each, token), asked))

    assert len(asked) > 80
    faults = [against(each, answer) for each, answer in zip(asked, answers, strict=True)]
    assert [fault for fault in faults if fault] == []


def test_without_a_sign_in_no_route_of_staff_is_answered_by_a_function(campaign: Campaign) -> None:
    asked = [each for each in every_route() if each.document == "staff"]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        statuses = set(pool.map(lambda each: answer_of(campaign, each, None).status, asked))

    assert statuses == {401}
