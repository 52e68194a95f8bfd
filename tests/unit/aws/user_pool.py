"""Cognito's answers about a user pool's care groups, held against botocore's own description of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.stub import Stubber

from campaign.api.care_desk import LEAD, REVIEWER

POOL = "eu-west-1_pool"
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def user(name: str, /, *, status: str = "CONFIRMED", enabled: bool = True, **said: str) -> dict[str, Any]:
    attributes = {"sub": f"id-of-{name}", "email": f"{name}@example.org", **said}
    return {
        "Username": attributes["sub"],
        "Attributes": [{"Name": key, "Value": value} for key, value in attributes.items()],
        "UserCreateDate": _LONG_AGO,
        "UserLastModifiedDate": _LONG_AGO,
        "Enabled": enabled,
        "UserStatus": status,
    }


MEMBERS: Mapping[str, list[list[dict[str, Any]]]] = {
    REVIEWER: [
        [user("rana"), user("hana", status="FORCE_CHANGE_PASSWORD"), user("lina")],
        [user("omar", name="Omar of the nights"), user("nour", enabled=False)],
    ],
    LEAD: [[user("lina")]],
}
"""Page by page: hana was invited and has not come yet, nour was shut out."""


def cognito() -> Any:
    """A client that is asked for the reviewers, then for the leads."""
    client = boto3.client("cognito-idp")
    stubber = Stubber(client)
    for group, pages in MEMBERS.items():
        for place, users in enumerate(pages):
            asked = {"UserPoolId": POOL, "GroupName": group}
            asked |= {"NextToken": str(place)} if place else {}
            more = {"NextToken": str(place + 1)} if place + 1 < len(pages) else {}
            stubber.add_response("list_users_in_group", {"Users": users, **more}, asked)
    stubber.activate()
    return client
