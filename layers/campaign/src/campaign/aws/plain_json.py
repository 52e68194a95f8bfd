"""DynamoDB's JSON written and read in one step.

A request or an answer is JSON of just the structure that boto3 takes and gives, but for binary values. Still
botocore walks through it value by value in Python, a quarter of the CPU of the intake (docs/decisions.md).
Its events let that be done here: all else, from signing to retries, stays botocore's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import from_json, to_json

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_BODY = "campaign.body"


def with_plain_json(client: DynamoDBClient, *operations: str) -> DynamoDBClient:
    """The client itself; the operations, such as BatchGetItem, may carry no binary values from now on.

    It must be made with `parameter_validation=False`: botocore gets nothing to see that it could validate.
    """
    for operation in operations:
        events = client.meta.events
        events.register(f"before-parameter-build.dynamodb.{operation}", _write)
        events.register(f"before-call.dynamodb.{operation}", _put_in)
        events.register(f"before-parse.dynamodb.{operation}", _read)
    return client


def _write(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    """Leaves botocore the parameters without what is in them: its endpoint rules look at each."""
    context[_BODY] = to_json(params)
    params.update({name: type(value)() for name, value in params.items()})


def _put_in(params: dict[str, Any], context: dict[str, Any], **_: object) -> None:
    params["body"] = context[_BODY]


def _read(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: object) -> None:
    """Errors are left to botocore, which knows what each of them means."""
    if response_dict["status_code"] == 200:
        customized_response_dict.update(from_json(response_dict["body"]))
        response_dict["body"] = b"{}"
