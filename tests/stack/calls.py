"""What the deployed functions really called, from the embedded AWS's own trail."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from campaign_cli.deployment import Deployment

TARGET = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents"


@dataclass(frozen=True)
class Call:
    """One API call. `function` is the folder's name, from the user agent that the template sets."""

    function: str
    service: str
    operation: str
    parameters: dict[str, Any]
    resources: dict[str, str]


def calls_of(deployment: Deployment) -> Iterator[Call]:
    for found in _events(deployment):
        event = json.loads(found["CloudTrailEvent"])
        if "app/" in event["userAgent"]:
            yield Call(
                function=event["userAgent"].partition("app/")[2].split()[0].replace("-", "_"),
                service=event["eventSource"].partition(".")[0],
                operation=event["eventName"],
                parameters=event["requestParameters"] or {},
                resources={each["ResourceType"]: each["ResourceName"] for each in found["Resources"]},
            )


def _events(deployment: Deployment) -> Iterator[dict[str, Any]]:
    """Newest first. MiniStack answers fifty at the most and gives no token for the next: we ask for what
    came before the oldest, by fractions of a second, which boto3 would round."""
    seen: set[str] = set()
    before: dict[str, float] = {}
    while page := [found for found in _lookup(deployment, before) if found["EventId"] not in seen]:
        yield from page
        seen |= {found["EventId"] for found in page}
        before = {"EndTime": page[-1]["EventTime"]}


def _lookup(deployment: Deployment, body: dict[str, float]) -> list[dict[str, Any]]:
    client = deployment.client("cloudtrail")
    credentials = deployment.session.get_credentials()
    assert credentials is not None
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": TARGET}
    request = AWSRequest("POST", client.meta.endpoint_url, headers=headers, data=json.dumps(body))
    SigV4Auth(credentials, "cloudtrail", client.meta.region_name).add_auth(request)
    answer = urllib3.request(
        "POST", client.meta.endpoint_url, body=request.data, headers=dict(request.headers.items())
    )
    events: list[dict[str, Any]] = json.loads(answer.data)["Events"]
    return events
