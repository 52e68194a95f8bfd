"""The staff API as API Gateway calls it, one room of routes at a time."""

import json
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.api.problems import api_of
from tests.unit.conftest import FakeLambdaContext


class StaffApi:
    """Calls are signed in as a member of `groups`."""

    def __init__(
        self, *rooms: Router, app: APIGatewayRestResolver | None = None, sub: str = "staff-1"
    ) -> None:
        self._sub = sub
        self._app = app or api_of(*rooms)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        groups: str = "publisher",
        **query: str,
    ) -> tuple[int, dict[str, Any]]:
        """Status and document; the document of an answer without a body is empty."""
        claims = {"sub": self._sub, "email": "sami@example.org", "cognito:groups": groups}
        event = {
            "httpMethod": method,
            "path": path,
            "headers": {},
            "queryStringParameters": query or None,
            "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
            "requestContext": {
                "requestId": "request-1",
                "authorizer": {"claims": claims},
            },
            "body": json.dumps(body) if body is not None else None,
            "isBase64Encoded": False,
        }
        answer = self._app.resolve(event, FakeLambdaContext())  # type: ignore[arg-type]  # as much as it reads
        return answer["statusCode"], json.loads(answer.get("body") or "{}")
