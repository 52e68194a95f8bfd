"""Calls with plain JSON say and answer the same as botocore's own, and fail in the same way."""

from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from campaign.aws.batch_writes import Outcome, write_batch
from campaign.aws.clients import user_agent
from campaign.aws.plain_json import with_plain_json
from campaign.aws.table import Table
from campaign.aws.video_intake import BATCH_OPERATIONS, CLIENT_CONFIG
from campaign.kernel.item import Item
from tests.unit.template_resources import Resources

ARABIC = Item(pk="X#1", sk="X", version=1, data='{"caption":"طلب المساعدة 🫶"}', changed_at="2026-03-01")


@pytest.fixture
def plain(resources: Resources) -> Table:
    return Table(
        with_plain_json(boto3.client("dynamodb", config=CLIENT_CONFIG), *BATCH_OPERATIONS),
        resources.table_name,
    )


def test_what_plain_json_wrote_is_what_botocore_reads(plain: Table, table: Table) -> None:
    assert write_batch(plain.client, plain.name, [(ARABIC, None)]) == [Outcome.WRITTEN]

    assert table.get(*ARABIC.key) == ARABIC


def test_what_botocore_wrote_is_what_plain_json_reads(plain: Table, table: Table) -> None:
    table.put(ARABIC, expected=None)

    assert plain.get_many([ARABIC.key]) == {ARABIC.key: ARABIC}


def test_an_answer_still_says_how_it_came(plain: Table) -> None:
    keys: Any = {plain.name: {"Keys": [{"pk": {"S": "X#1"}, "sk": {"S": "X"}}]}}

    answer = plain.client.batch_get_item(RequestItems=keys)

    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_call_carries_the_id_of_its_application(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SDK_UA_APP_ID", "ingest-videos")
    client = boto3.client("dynamodb", config=Config(user_agent=user_agent()))
    agents: list[Any] = []
    client.meta.events.register(
        "before-send", lambda request, **_: agents.append(request.headers["User-Agent"])
    )

    Table(client, resources.table_name).get_many([ARABIC.key])

    assert [b"app/ingest-videos" in agent for agent in agents] == [True]


def test_an_error_is_botocores_own(plain: Table) -> None:
    elsewhere = Table(plain.client, "no-such-table")

    with pytest.raises(ClientError) as raised:
        elsewhere.get_many([ARABIC.key])
    assert raised.value.response["Error"]["Code"] == "ResourceNotFoundException"
