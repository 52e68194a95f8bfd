"""The public REST API: its requests, its routes, and a problem document for everything that goes wrong.

Two pages of code instead of Powertools' event handler, which adds as much to a cold start as our own code
altogether (measured; docs/decisions.md). API Gateway has matched the route already: its `resource` names it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from campaign.api.bodies import sized_text
from campaign.api.statuses import status_of
from campaign.kernel.errors import CampaignError, TooManyError, TransientError
from campaign.kernel.observability import logger
from campaign.kernel.problem import CONTENT_TYPE, problem
from campaign.submissions.texts import trouble_messages

Answer = dict[str, Any]
NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Request:
    """A request as API Gateway hands it over, and the context of the run that answers it."""

    event: Mapping[str, Any]
    context: LambdaContext

    @property
    def id(self) -> str:
        return str(self.event["requestContext"]["requestId"])

    @property
    def source_address(self) -> str:
        """As API Gateway itself saw it: a header may say anything."""
        return str(self.event["requestContext"]["identity"]["sourceIp"])

    @property
    def path_id(self) -> str:
        """What stands in the path for `{id}`."""
        return str(self.event["pathParameters"]["id"])

    def query(self, name: str) -> str:
        """Empty where it is missing."""
        return str((self.event.get("queryStringParameters") or {}).get(name) or "")

    def header(self, name: str) -> str | None:
        """Names are matched without case."""
        headers = self.event.get("headers") or {}
        return next((value for key, value in headers.items() if key.lower() == name.lower()), None)

    def text(self, max_bytes: int) -> str:
        return sized_text(self.event.get("body"), bool(self.event.get("isBase64Encoded")), max_bytes)

    @property
    def api_url(self) -> str:
        """The address of the API, without a slash at its end."""
        return own_address(self.event)

    @property
    def hub_url(self) -> str:
        """The address of the public pages, without a slash at its end."""
        return hub_address(self.event)


def own_address(event: Mapping[str, Any]) -> str:
    """Of the API, as its stage is configured: never what a request says about itself."""
    return str((event.get("stageVariables") or {})["public_url"])


def hub_address(event: Mapping[str, Any]) -> str:
    """Of the hub, as the API's stage is configured."""
    return str((event.get("stageVariables") or {})["hub_url"])


Route = Callable[[Request], Answer]
Routes = dict[tuple[str, str], Route]
"""By method and resource, such as `("GET", "/submissions/{id}")`."""


def answer(routes: Routes, event: Mapping[str, Any], context: LambdaContext) -> Answer:
    route = routes.get((event["httpMethod"], event["resource"]))
    if route is None:
        return problem_answer(HTTPStatus.NOT_FOUND, "there is no such route; docs/operations.md lists them")
    try:
        return route(Request(event, context))
    except TooManyError as error:
        headers = {"Retry-After": str(error.retry_after)}
        return problem_answer(status_of(error), str(error), headers, messages=trouble_messages("busy"))
    except TransientError as error:
        return problem_answer(status_of(error), str(error), messages=trouble_messages("later"))
    except CampaignError as error:
        return problem_answer(status_of(error), str(error))
    except Exception:
        logger.exception("request failed")
        return problem_answer(
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "a fault of ours; it is logged, please try again later",
            messages=trouble_messages("later"),
        )


def json_answer(status: HTTPStatus, document: object) -> Answer:
    return text_answer(status, json.dumps(document, ensure_ascii=False), "application/json", NO_STORE)


def problem_answer(
    status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None, **members: Any
) -> Answer:
    document = json.dumps(problem(status, detail, **members), ensure_ascii=False)
    return text_answer(status, document, CONTENT_TYPE, NO_STORE | dict(headers or {}))


def text_answer(status: HTTPStatus, text: str, content_type: str, headers: Mapping[str, str]) -> Answer:
    return {
        "statusCode": status.value,
        "headers": {"Content-Type": content_type, **headers},
        "body": text,
        "isBase64Encoded": False,
    }
