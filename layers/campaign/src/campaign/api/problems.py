"""Errors become problem documents (RFC 9457): which thing, which rule, what to do - and never the content."""

import json
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import ValidationError

from campaign.api.statuses import status_of
from campaign.kernel.errors import CampaignError
from campaign.kernel.observability import logger
from campaign.kernel.problem import CONTENT_TYPE, faults, problem


def _problem(status: HTTPStatus, detail: str, **members: Any) -> Response[str]:
    document = json.dumps(problem(status, detail, **members), ensure_ascii=False)
    return Response(status_code=status.value, content_type=CONTENT_TYPE, body=document)


def api_of(*routers: Router) -> APIGatewayRestResolver:
    """An API with these routes; every error that one of them raises is answered as a problem document, unless
    its router knows a better answer."""
    app = APIGatewayRestResolver()
    app.exception_handler(CampaignError)(_refused)
    app.exception_handler(ValidationError)(_malformed)
    app.exception_handler(Exception)(_failed)
    app.not_found(_unknown_route)
    for router in routers:  # last: what they say of an error replaces what is said above
        app.include_router(router)
    return app


def _refused(error: CampaignError) -> Response[str]:
    return _problem(status_of(error), f"{error.thing}: {error.rule}; {error.remedy}")


def _malformed(error: ValidationError) -> Response[str]:
    return _problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "the body does not fit; correct each of the errors",
        errors=faults(error),
    )


def _unknown_route(_: Exception) -> Response[str]:
    return _problem(HTTPStatus.NOT_FOUND, "there is no such route; docs/operations.md lists them")


def _failed(error: Exception) -> Response[str]:
    logger.error("request failed", error=type(error).__name__, exc_info=error)
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "a fault of ours; it is logged, please try again later")
