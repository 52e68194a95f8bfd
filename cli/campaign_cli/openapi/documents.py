"""The documents: which routes there are says the template, everything else of them the code."""

import json
import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

from cfnlint.decode import cfn_yaml
from pydantic import TypeAdapter

from campaign.kernel.problem import CONTENT_TYPE
from campaign.webhooks.refusals import NotJsonError, SignatureError
from campaign_cli.openapi.public import FORM, JSON, PAGE, SAID, Said
from campaign_cli.openapi.routes import Route, every_route
from campaign_cli.project import ROOT

FOLDER = ROOT / "docs" / "openapi"
REF = "#/components/schemas/{model}"
APIS = {"PublicApi": "public", "StaffApi": "staff"}

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457: which thing, which rule, what to do; never what was sent.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
GATEWAY: dict[str, Any] = {
    "title": "Gateway",
    "description": "API Gateway's own word, for a request that reached no function.",
    "type": "object",
    "required": ["message"],
    "properties": {"message": {"type": ["string", "null"]}},
}
_STAFF_PROBLEMS = (
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_STAFF_GATEWAY = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.GATEWAY_TIMEOUT,
)
_PUBLIC_GATEWAY = tuple(each for each in _STAFF_GATEWAY if each is not HTTPStatus.UNAUTHORIZED)


class RouteError(Exception):
    """The template and the code do not have the same routes."""


def texts() -> dict[Path, str]:
    """Each document's file and what should stand in it."""
    return {FOLDER / f"{name}.json": _text(document) for name, document in documents().items()}


def documents() -> dict[str, dict[str, Any]]:
    built = {name: _document(api, name) for api, name in APIS.items()}
    return {**built, "tiktok-webhook": _tiktok_webhook()}


def write() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8")


def routes_of(api: str) -> Iterator[tuple[str, str, str]]:
    """(function, method, path) of every route that the template lets in."""
    template = cfn_yaml.load(str(ROOT / "template.yaml"))
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        for event in properties.get("Events", {}).values():
            if event["Type"] == "Api" and event["Properties"]["RestApiId"]["Ref"] == api:
                function = properties["CodeUri"].removeprefix("functions/")
                yield function, event["Properties"]["Method"], event["Properties"]["Path"]


def _document(api: str, name: str) -> dict[str, Any]:
    served = {route_key(route.function, route.method, route.path): route for route in every_route()}
    schemas: dict[str, Any] = {}
    paths: dict[str, dict[str, Any]] = {}
    for function, method, path in routes_of(api):
        route = served.get(route_key(function, method, path))
        if route is None and function != "receive_partner_webhook":
            raise RouteError(f"{function} has no {method} {path}, though the template lets it in")
        operation = _operation(function, method, path, route, schemas, public=api == "PublicApi")
        paths.setdefault(path, {})[method.lower()] = operation
    return _whole(name, paths, schemas)


def route_key(function: str, method: str, path: str) -> tuple[str, str, str]:
    return function, method, re.sub(r"\{[^}]+\}", "{}", path)


def _operation(
    function: str, method: str, path: str, route: Route | None, schemas: dict[str, Any], *, public: bool
) -> dict[str, Any]:
    name = f"{method} {path}"
    operation: dict[str, Any] = {
        "operationId": re.sub(r"[^a-z]+", "-", name.lower()).strip("-"),
        "tags": [function],
        "summary": route.summary if route else "receive",
        "parameters": [_path_parameter(each) for each in re.findall(r"\{([^}]+)\}", path)],
    }
    if route and route.description:
        operation["description"] = route.description
    if public:
        return operation | _said(SAID[name], operation["parameters"], schemas)
    if route is None:
        raise RouteError(f"{name} is served by no router")
    operation["parameters"] += map(_query_parameter, route.queries)
    return operation | _staff(route, method, schemas)


def _staff(route: Route, method: str, schemas: dict[str, Any]) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status in sorted(route.successes):
        empty = status is HTTPStatus.NO_CONTENT
        responses[str(status.value)] = _answer(status, {} if empty else {JSON: {"type": "object"}})
    problems: Iterable[HTTPStatus] = _STAFF_PROBLEMS
    if method != "GET" or route.path.endswith("/text"):  # reading a case's words is written down
        problems = (*problems, HTTPStatus.CONFLICT)
    _add(responses, problems, CONTENT_TYPE, _ref("Problem"))
    _add(responses, _STAFF_GATEWAY, JSON, _ref("Gateway"))
    document: dict[str, Any] = {"security": [{"staff": []}], "responses": _sorted(responses)}
    if route.body:
        document["requestBody"] = {"required": True, "content": {JSON: _body(route.body, schemas)}}
    return document


def _said(said: Said, parameters: list[dict[str, Any]], schemas: dict[str, Any]) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, schema in said.documents.items():
        _add(responses, (status,), JSON, schema)
    _add(responses, said.pages, PAGE, {"type": "string"})
    _add(responses, said.problems, CONTENT_TYPE, _ref("Problem"))
    _add(responses, _PUBLIC_GATEWAY, JSON, _ref("Gateway"))
    parameters += [_query_parameter(name) for name in said.query]
    document: dict[str, Any] = {
        "security": [{"partner": []}] if said.signed else [],
        "responses": _sorted(responses),
    }
    bodies: dict[str, Any] = {}
    if said.form:
        fields = {name: {"type": "array", "items": {"type": "string"}} for name in said.form}
        bodies[FORM] = {"schema": {"type": "object", "properties": fields}}
    if said.body:
        bodies[JSON] = _body(said.body, schemas)
    if bodies:
        document["requestBody"] = {"content": bodies}
    return document


def _body(model: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    adapter = model if isinstance(model, TypeAdapter) else TypeAdapter(model)
    schema = adapter.json_schema(ref_template=REF)
    schemas |= schema.pop("$defs", {})
    title = schema.get("title")
    if title:
        schemas[title] = schema
        return {"schema": _ref(title)}
    return {"schema": schema}


def _add(
    responses: dict[str, Any], statuses: Iterable[HTTPStatus], content_type: str, schema: dict[str, Any]
) -> None:
    for status in statuses:
        answer = responses.setdefault(str(status.value), _answer(status, {}))
        answer.setdefault("content", {})[content_type] = {"schema": schema}


def _answer(status: HTTPStatus, content: dict[str, dict[str, Any]]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": status.phrase}
    if content:
        answer["content"] = {kind: {"schema": schema} for kind, schema in content.items()}
    return answer


def _path_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _query_parameter(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string"}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": REF.format(model=name)}


def _tiktok_webhook() -> dict[str, Any]:
    refusals = (
        NotJsonError.status,
        SignatureError.status,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.SERVICE_UNAVAILABLE,
    )
    responses: dict[str, Any] = {"200": {"description": "Taken, or of no consequence."}}
    _add(responses, refusals, CONTENT_TYPE, _ref("Problem"))
    operation = {
        "operationId": "receive-webhook",
        "tags": ["receive_webhook"],
        "summary": "receive",
        "description": "TikTok's own events, at a function URL.",
        "security": [{"tiktok": []}],
        "requestBody": {"content": {JSON: {"schema": {"type": "object"}}}},
        "responses": _sorted(responses),
    }
    return _whole("tiktok-webhook", {"/": {"post": operation}}, {})


def _whole(name: str, paths: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    schemes = {
        "public": {"partner": _header("webhook-signature", "Standard Webhooks, over the raw body.")},
        "staff": {"staff": _header("Authorization", "The id token of a Cognito sign-in.")},
        "tiktok-webhook": {"tiktok": _header("TikTok-Signature", "HMAC-SHA256, over the raw body.")},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Campaign: {name.replace('-', ' ')}",
            "version": "1",
            "description": "Generated by `make openapi` from the routes and models of the code.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "securitySchemes": schemes[name],
            "schemas": {"Problem": PROBLEM, "Gateway": GATEWAY, **schemas},
        },
    }


def _header(name: str, description: str) -> dict[str, str]:
    return {"type": "apiKey", "in": "header", "name": name, "description": description}


def _sorted(responses: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(responses.items()))


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    write()
