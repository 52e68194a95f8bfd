import pytest
from botocore.exceptions import ClientError

from campaign.audience.follower import Channel
from campaign.audience.storage import Recipient
from campaign.aws.audience import AudienceTable
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, NotFoundError, TransientError
from tests.unit.audience.samples import partner, reader


@pytest.fixture
def audience(table: Table) -> AudienceTable:
    return AudienceTable(table)


def test_a_follower_comes_back_as_registered(audience: AudienceTable) -> None:
    audience.register(partner())

    assert audience.find("invented-partner") == partner()


def test_an_id_that_is_taken_conflicts_and_changes_nothing(audience: AudienceTable) -> None:
    audience.register(reader())

    with pytest.raises(ConflictError, match="the id is taken"):
        audience.register(reader(address="other@example.org", topics=["toolkits"]))
    assert audience.find("invented-reader") == reader()
    assert list(audience.recipients(["toolkits"])) == []


def test_followers_of_several_topics_are_found_once(audience: AudienceTable) -> None:
    audience.register(reader(topics=["sessions", "session:ramadan-talk"]))
    audience.register(partner(topics=["session:ramadan-talk"]))
    audience.register(reader(id="elsewhere", topics=["toolkits"]))

    found = sorted(audience.recipients(["sessions", "session:ramadan-talk"]))

    assert found == [
        Recipient("invented-partner", Channel.WEBHOOK),
        Recipient("invented-reader", Channel.EMAIL),
    ]


def test_a_removed_follower_leaves_nothing_behind(audience: AudienceTable, table: Table) -> None:
    audience.register(partner())
    audience.remove("invented-partner")

    assert list(table.query("SUB#invented-partner")) == []
    assert list(audience.recipients(["sessions", "toolkits"])) == []
    assert audience.find("invented-partner") is None


def test_removing_nobody_is_not_found(audience: AudienceTable) -> None:
    with pytest.raises(NotFoundError, match="follower nobody"):
        audience.remove("nobody")


@pytest.mark.parametrize(
    ("reason", "expected"), [("TransactionConflict", TransientError), ("Other", ClientError)]
)
def test_a_transaction_that_was_cancelled_for_another_reason_is_told_apart(
    audience: AudienceTable, monkeypatch: pytest.MonkeyPatch, reason: str, expected: type[Exception]
) -> None:
    def cancelled(**_: object) -> None:
        answer = {
            "Error": {"Code": "TransactionCanceledException"},
            "CancellationReasons": [{"Code": reason}],
        }
        raise ClientError(answer, "TransactWriteItems")  # type: ignore[arg-type]  # the stub lacks the reasons

    monkeypatch.setattr(audience.table.client, "transact_write_items", cancelled)

    with pytest.raises(expected):
        audience.register(reader())
