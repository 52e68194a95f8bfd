"""What the APIs take and answer is written down, and changes only on purpose."""

from typing import Any

import pytest

from campaign_cli.openapi import documents
from campaign_cli.openapi.public import SAID
from campaign_cli.openapi.routes import every_route


def test_the_documents_in_the_repository_are_those_of_the_code() -> None:
    stored = {path: path.read_text(encoding="utf-8") for path in documents.FOLDER.glob("*.json")}

    assert stored == documents.texts(), "run `make openapi`"


def test_the_code_serves_every_route_that_the_template_lets_in_and_no_other() -> None:
    let_in = {documents.route_key(*route) for api in documents.APIS for route in documents.routes_of(api)}
    served = {documents.route_key(route.function, route.method, route.path) for route in every_route()}

    assert served == {key for key in let_in if key[0] != "receive_partner_webhook"}


def test_what_is_written_down_by_hand_is_of_routes_that_there_are() -> None:
    assert set(SAID) == {f"{method} {path}" for _, method, path in documents.routes_of("PublicApi")}


def operations() -> list[Any]:
    return [
        pytest.param(operation, id=operation["operationId"])
        for document in documents.documents().values()
        for methods in document["paths"].values()
        for operation in methods.values()
    ]


@pytest.mark.parametrize("operation", operations())
def test_every_refusal_is_a_problem_document_a_page_or_the_gateways_own(operation: dict[str, Any]) -> None:
    kinds = {"application/problem+json", "text/html", "application/json"}
    refusals = {status: answer for status, answer in operation["responses"].items() if status >= "400"}

    assert refusals
    assert all(answer["content"] and set(answer["content"]) <= kinds for answer in refusals.values())


def test_every_body_that_staff_send_has_its_schema() -> None:
    staff = documents.documents()["staff"]["paths"]
    without = {
        f"{method} {path}"
        for path, methods in staff.items()
        for method, operation in methods.items()
        if method in {"post", "put", "patch"} and "requestBody" not in operation
    }

    assert without == {
        "post /series/{id}/cancel",
        "post /series/{id}/publish",
        "post /care/break",
        "post /care/cases/{id}/renew",
        "post /care/cases/{id}/release",
        "post /care/cases/{id}/escalate",
    }
