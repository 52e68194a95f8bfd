import json

import boto3
import pytest

from campaign.api.subscribers import subscriber_routes
from campaign.audience.signing import webhook_secret
from campaign.aws.audience import AudienceTable
from campaign.aws.secrets import Secret
from campaign.aws.table import Table
from tests.unit.api.staff import StaffApi
from tests.unit.audience.samples import BOX, HOOK, MAIL, address_of
from tests.unit.conftest import FixedClock
from tests.unit.stored import items_under


class Key:
    def value(self) -> str:
        return "campaign key"


class Names:
    """A name server that knows one address, for every host."""

    def __init__(self, address: str) -> None:
        self.address = address

    def resolve(self, host: str) -> list[str]:
        return [self.address]


@pytest.fixture
def names() -> Names:
    return Names("93.184.215.14")


@pytest.fixture
def api(table: Table, clock: FixedClock, names: Names) -> StaffApi:
    return StaffApi(
        subscriber_routes(AudienceTable(table), BOX, Key(), ("demo.localhost",), clock, names.resolve)
    )


def test_a_reader_is_registered_and_the_address_is_not_repeated(api: StaffApi, table: Table) -> None:
    assert api.call("POST", "/subscribers", MAIL) == (201, {"id": "invented-reader", "topics": ["sessions"]})
    found = AudienceTable(table).find("invented-reader")
    assert found is not None
    assert address_of(found) == "reader@example.org"


def test_a_webhook_subscriber_gets_its_secret_and_the_table_does_not(api: StaffApi, table: Table) -> None:
    status, answer = api.call("POST", "/subscribers", HOOK)

    secret = webhook_secret("campaign key", "invented-partner")
    assert (status, answer) == (
        201,
        {"id": "invented-partner", "topics": ["sessions", "toolkits"], "secret": secret},
    )
    found = AudienceTable(table).find("invented-partner")
    assert found is not None
    assert address_of(found) == HOOK["address"]
    assert not any(secret in item.data for item in items_under(table, "SUB#invented-partner"))


def test_a_webhook_at_a_private_address_is_refused(api: StaffApi, table: Table, names: Names) -> None:
    names.address = "10.0.0.8"

    status, problem = api.call("POST", "/subscribers", HOOK)

    assert status == 422
    assert "not public" in problem["detail"]
    assert AudienceTable(table).find("invented-partner") is None


def test_while_the_signing_key_cannot_be_read_a_webhook_is_not_registered(
    table: Table, clock: FixedClock, names: Names
) -> None:
    client = boto3.client("secretsmanager")
    arn = client.create_secret(Name="signing", SecretString="{}")["ARN"]
    key = Secret(lambda: client, arn, "key", clock)
    api = StaffApi(subscriber_routes(AudienceTable(table), BOX, key, (), clock, names.resolve))

    assert api.call("POST", "/subscribers", HOOK)[0] == 503
    assert AudienceTable(table).find("invented-partner") is None


def test_a_subscriber_may_have_addresses_for_when_the_usual_ones_provider_fails(
    api: StaffApi, table: Table, names: Names
) -> None:
    fallbacks = [
        {"channel": "sms", "address": "+971500000000"},
        {"channel": "webhook", "address": "https://a.example/"},
    ]

    assert api.call("POST", "/subscribers", {**MAIL, "fallbacks": fallbacks})[0] == 201
    found = AudienceTable(table).find("invented-reader")

    assert found is not None
    assert [BOX.open(found.id, contact) for contact in found.contacts] == [
        "reader@example.org",
        "+971500000000",
        "https://a.example/",
    ]
    names.address = "10.0.0.8"
    assert api.call("POST", "/subscribers", {**MAIL, "id": "other", "fallbacks": fallbacks})[0] == 422


def test_an_allowed_host_may_be_private(api: StaffApi, names: Names) -> None:
    names.address = "127.0.0.1"

    assert api.call("POST", "/subscribers", {**HOOK, "address": "http://demo.localhost:8080/"})[0] == 201


def test_a_malformed_registration_is_refused_without_repeating_the_address(api: StaffApi) -> None:
    status, problem = api.call("POST", "/subscribers", {**MAIL, "address": "planted at example"})

    assert status == 422
    assert "planted" not in json.dumps(problem)


def test_an_id_is_taken_once_until_it_is_removed(api: StaffApi) -> None:
    api.call("POST", "/subscribers", MAIL)
    assert api.call("POST", "/subscribers", MAIL)[0] == 409

    assert api.call("DELETE", "/subscribers/invented-reader") == (204, {})
    assert api.call("DELETE", "/subscribers/invented-reader")[0] == 404
    assert api.call("POST", "/subscribers", MAIL)[0] == 201


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/subscribers"), ("DELETE", "/subscribers/invented-reader")]
)
def test_only_publishers_may(api: StaffApi, method: str, path: str) -> None:
    assert api.call(method, path, MAIL, groups="moderator,operator")[0] == 403
