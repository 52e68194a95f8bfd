"""A peer of the hub's static pages as the documentation of Powertools for AWS Lambda has it: each reader asks
a function behind a REST API, which reads what the page shows and answers with it.

https://docs.aws.amazon.com/powertools/python/latest/core/event_handler/api_gateway/
"""

from html import escape
from typing import Any

import boto3
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext

dynamodb = boto3.client("dynamodb")
app = APIGatewayRestResolver()


@app.get("/<language>/videos")
def videos(language: str) -> Response[str]:
    found = dynamodb.query(
        TableName="state",
        IndexName="gsi1",
        KeyConditionExpression="gsi1pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"FEATURED#{language}"}},
        ScanIndexForward=False,
        Limit=6,
    )
    rows = "".join(f"<li>{escape(item['data']['S'])}</li>" for item in found["Items"])
    page = f"<!doctype html><html lang={language}><title>Videos</title><ul>{rows}</ul></html>"
    return Response(status_code=200, content_type="text/html", body=page, compress=True)


def handler(event: dict[str, Any], context: LambdaContext) -> object:
    return app.resolve(event, context)
