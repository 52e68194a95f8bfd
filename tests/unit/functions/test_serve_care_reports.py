from typing import Any

import boto3
import pytest

from tests.unit.conftest import FakeLambdaContext
from tests.unit.functions.test_open_cases import MINUTES
from tests.unit.functions.test_sample_events import names, sample
from tests.unit.template_resources import Resources

# status, and a word of the answer
ANSWERED = {
    "report_a_reply": (201, "reply-tiktok-"),
    "report_a_reply_as_operator": (403, "moderator or care-reviewer or lead"),
    "report_a_reply_without_its_author": (422, "/author"),
}


def test_every_sample_is_in_its_table() -> None:
    assert names("serve_care_reports") == set(ANSWERED)


@pytest.mark.parametrize("name", sorted(ANSWERED))
def test_a_report_is_answered_as_documented(
    name: str, resources: Resources, load_function: Any, lambda_context: FakeLambdaContext
) -> None:
    key = boto3.client("kms").create_key()["KeyMetadata"]["Arn"]
    secret = boto3.client("secretsmanager").create_secret(Name="any", SecretString='{"key": "k"}')["ARN"]
    app = load_function(
        "serve_care_reports",
        TABLE_NAME=resources.table_name,
        CARE_KEY_ARN=key,
        CARE_RETENTION_DAYS=30,
        PUBLIC_API_SECRET_ARN=secret,
        **MINUTES,
    )

    answer = app.handler(sample("serve_care_reports", name), lambda_context)

    status, words = ANSWERED[name]
    assert answer["statusCode"] == status
    assert words in answer["body"]
