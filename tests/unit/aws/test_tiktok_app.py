import json

import boto3
import pytest

from campaign.aws.tiktok_app import TikTokApp
from campaign.kernel.errors import NotFoundError
from campaign.tiktok.app import AppCredentials


@pytest.mark.parametrize(
    ("fields", "credentials"),
    [
        ({"client_key": "k", "client_secret": "s"}, AppCredentials("k", ("s",))),
        (
            {"client_key": "k", "client_secret": "s", "client_secret_next": "n"},
            AppCredentials("k", ("s", "n")),
        ),
        ({"client_key": "", "client_secret": "s"}, None),
        ({"client_secret": "s"}, None),
        ({"client_key": 7, "client_secret": "s"}, None),
    ],
)
def test_there_is_an_app_once_the_secret_has_a_client_key(
    aws: None, fields: dict[str, object], credentials: AppCredentials | None
) -> None:
    client = boto3.client("secretsmanager")
    arn = client.create_secret(Name="tiktok", SecretString=json.dumps(fields))["ARN"]
    app = TikTokApp(lambda: client, arn)

    assert app.find() == credentials
    if credentials is None:
        with pytest.raises(NotFoundError, match="client key"):
            app.get()
