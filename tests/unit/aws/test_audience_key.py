import json

import boto3
import pytest

from campaign.aws.audience_key import AudienceKey
from campaign.kernel.errors import TransientError


def key_of(**fields: str) -> AudienceKey:
    client = boto3.client("secretsmanager")
    arn = client.create_secret(Name="audience", SecretString=json.dumps(fields))["ARN"]
    return AudienceKey(lambda: client, arn)


@pytest.mark.usefixtures("aws")
class TestAudienceKey:
    def test_a_fresh_key_is_for_everything(self) -> None:
        key = key_of(key="first")

        assert (key.sealing(), key.identity()) == (("first",), "first")

    def test_the_first_key_stays_what_people_are_known_by(self) -> None:
        key = key_of(key="second", key_next="first", identity="first")

        assert (key.sealing(), key.identity()) == (("second", "first"), "first")

    def test_without_a_key_nothing_is_sealed_or_known(self) -> None:
        key = key_of(identity="first")

        with pytest.raises(TransientError):
            key.sealing()
        with pytest.raises(TransientError):
            key.identity()
