from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from campaign.aws.batch_writes import LIMIT, BatchWriteError, Outcome, write_batch
from campaign.aws.errors import translated
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.item import Item
from tests.unit.stored import items_under


def item(name: str, version: int = 1, **more: object) -> Item:
    return Item(pk=f"X#{name}", sk="X", version=version, data="{}", changed_at="2026-03-01")._replace(**more)  # type: ignore[arg-type]  # fields by name


FULL = item(
    "full",
    change="x.changed",
    correlation_id="c",
    gsi1=("one", "a"),
    gsi2=("two", "b"),
    expires_at=1_900_000_000,
)


def test_what_is_written_is_read_back_whole(table: Table) -> None:
    table.put(FULL, expected=None)

    assert table.get(FULL.pk, FULL.sk) == FULL
    assert table.get("X#none", "X") is None


def test_a_second_first_write_is_a_conflict(table: Table) -> None:
    table.put(item("a"), expected=None)

    with pytest.raises(ConflictError):
        table.put(item("a"), expected=None)


def test_a_write_over_an_unexpected_version_is_a_conflict(table: Table) -> None:
    table.put(item("a"), expected=None)
    table.put(item("a", 2), expected=1)

    with pytest.raises(ConflictError):
        table.put(item("a", 2), expected=1)


class LostAnswer:
    """The first request takes effect and its answer is lost; `meanwhile` is done before botocore sends it
    again."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.meanwhile = meanwhile
        self.lost = False

    def __call__(self, send: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        answer = send(*arguments, **named)
        if self.lost:
            return answer
        self.lost = True
        self.meanwhile()
        raise EndpointConnectionError(endpoint_url="https://dynamodb.example")


@contextmanager
def losing(table: Table, lost: LostAnswer) -> Iterator[None]:
    endpoint = table.client._endpoint  # type: ignore[attr-defined]  # where botocore sends
    send = endpoint._get_response
    with (
        patch.object(endpoint, "_get_response", partial(_answered, lost, send)),
        patch("time.sleep"),
    ):
        yield


def _answered(lost: LostAnswer, send: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    try:
        return lost(send, *arguments, **named)
    except EndpointConnectionError as error:
        return None, error


def test_a_write_whose_answer_was_lost_is_no_conflict_with_itself(table: Table) -> None:
    with losing(table, lost := LostAnswer()):
        table.put(item("a"), expected=None)

    assert lost.lost
    assert table.get("X#a", "X") == item("a")


def test_a_write_that_another_one_followed_while_its_answer_was_lost_is_a_conflict(table: Table) -> None:
    later = Table(boto3.client("dynamodb"), table.name)
    lost = LostAnswer(lambda: later.put(item("a", 2), expected=1))

    with losing(table, lost), pytest.raises(ConflictError):
        table.put(item("a"), expected=None)


def test_head_and_snapshot_are_written_together_or_not_at_all(table: Table) -> None:
    head, snapshot = item("a"), item("a")._replace(sk="REV#000001")
    table.put_revision(head, snapshot, expected=None)

    with pytest.raises(ConflictError):
        table.put_revision(item("a", 3), snapshot._replace(sk="REV#000003"), expected=2)

    assert [found.sk for found in items_under(table, "X#a")] == ["REV#000001", "X"]


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("ConditionalCheckFailed", ConflictError),
        ("TransactionConflict", TransientError),
        ("ThrottlingError", TransientError),
        ("ProvisionedThroughputExceeded", TransientError),
        ("ValidationError", ClientError),
    ],
)
def test_a_cancelled_transaction_is_told_apart_by_its_reason(
    table: Table, monkeypatch: pytest.MonkeyPatch, reason: str, expected: type[Exception]
) -> None:
    def cancelled(**_: object) -> None:
        answer = {
            "Error": {"Code": "TransactionCanceledException"},
            "CancellationReasons": [{"Code": "None"}, {"Code": reason}],
        }
        raise ClientError(answer, "TransactWriteItems")  # type: ignore[arg-type]  # the stub lacks the reasons

    monkeypatch.setattr(table.client, "transact_write_items", cancelled)

    with pytest.raises(expected) as raised:
        table.transact("thing", [table.put_action(item("a"), None), table.delete_action("X#b", "X")])
    assert type(raised.value) is expected


def test_a_transaction_puts_and_deletes_together(table: Table) -> None:
    table.put(item("old"), expected=None)

    table.transact("thing", [table.put_action(item("new"), None), table.delete_action("X#old", "X")])

    assert table.get("X#new", "X") == item("new")
    assert table.get("X#old", "X") is None


def test_many_keys_are_read_in_one_call_and_the_missing_left_out(table: Table) -> None:
    table.put(item("a"), expected=None)

    assert table.get_many([("X#a", "X"), ("X#a", "X"), ("X#b", "X")]) == {("X#a", "X"): item("a")}
    assert table.get_many([]) == {}
    with pytest.raises(ValueError, match="at most 100"):
        table.get_many((f"X#{n}", "X") for n in range(101))


def test_an_index_is_read_page_by_page_in_its_order(table: Table) -> None:
    for number in range(7):
        table.put(item(str(number), gsi1=("list", f"{number}")), expected=None)

    assert [found.pk for found in table.query_index("gsi1", "list", since="3", page_size=2)] == [
        "X#3", "X#4", "X#5", "X#6",
    ]  # fmt: skip
    assert next(table.query_index("gsi1", "list", newest_first=True)).pk == "X#6"


def test_keys_are_read_up_to_a_time_from_an_index_that_has_nothing_else(table: Table) -> None:
    for number in range(4):
        table.put(item(str(number), gsi3=("due", f"{number}")), expected=None)
    table.put(item("other", gsi3=("elsewhere", "0")), expected=None)

    assert list(table.query_keys("gsi3", "due", until="2")) == [
        ("0", ("X#0", "X")),
        ("1", ("X#1", "X")),
        ("2", ("X#2", "X")),
    ]


def test_what_is_taken_is_taken_once(table: Table) -> None:
    table.put(FULL, expected=None)

    assert [table.take(*FULL.key) for _ in "ab"] == [FULL, None]


def test_only_the_version_that_was_read_is_deleted(table: Table) -> None:
    table.put(item("a"), expected=None)
    table.put(item("a", 2), expected=1)

    for key, version in (("X#a", 1), ("X#none", 1)):
        with pytest.raises(ConflictError):
            table.delete(key, "X", expected=version)
    table.delete("X#a", "X", expected=2)

    assert table.get("X#a", "X") is None


def test_deleting_twice_is_no_error(table: Table) -> None:
    table.put(item("a"), expected=None)
    table.delete("X#a", "X")
    table.delete("X#a", "X")

    assert table.get("X#a", "X") is None


def test_a_batch_reports_exactly_the_writes_that_clashed(table: Table) -> None:
    table.put(FULL, expected=None)
    plain = item("full", 2)

    outcomes = write_batch(
        table.client,
        table.name,
        [(item("new"), None), (FULL, None), (plain, FULL), (item("gone", 2), item("gone"))],
    )

    assert outcomes == [Outcome.WRITTEN, Outcome.CLASHED, Outcome.WRITTEN, Outcome.CLASHED]
    assert table.get("X#full", "X") == plain, "indexes, change and expiry of the old version are removed"


def test_a_batch_has_its_limit(table: Table) -> None:
    assert write_batch(table.client, table.name, []) == []
    with pytest.raises(ValueError, match="at most 25"):
        write_batch(table.client, table.name, [(item(str(n)), None) for n in range(LIMIT + 1)])


class Answering:
    """A client whose every batch is answered with one error code."""

    def __init__(self, code: str) -> None:
        self.code = code

    def batch_execute_statement(self, **_: object) -> dict[str, object]:
        return {"Responses": [{"Error": {"Code": self.code}}]}


def test_throttling_an_item_that_is_refused_and_a_fault_of_the_deployment_are_told_apart() -> None:
    assert write_batch(Answering("ThrottlingError"), "t", [(item("a"), None)]) == [Outcome.THROTTLED]  # type: ignore[arg-type]  # a stand-in
    assert write_batch(Answering("ValidationError"), "t", [(item("a"), None)]) == [Outcome.REFUSED]  # type: ignore[arg-type]  # a stand-in
    with pytest.raises(BatchWriteError, match="AccessDenied"):
        write_batch(Answering("AccessDenied"), "t", [(item("a"), None)])  # type: ignore[arg-type]  # a stand-in


ERRORS: list[tuple[str, int, type[Exception]]] = [
    ("ThrottlingException", 400, TransientError),
    ("RequestThrottled", 400, TransientError),
    ("Throttled", 400, TransientError),
    ("Unknown", 503, TransientError),
    ("AccessDeniedException", 400, ClientError),
]


@pytest.mark.parametrize(("code", "status", "expected"), ERRORS)
def test_only_what_may_pass_is_transient(code: str, status: int, expected: type[Exception]) -> None:
    answer = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}}

    with pytest.raises(expected), translated("thing"):
        raise ClientError(answer, "Op")  # type: ignore[arg-type]  # a part of an answer


def test_items_of_a_partition_are_read_by_the_start_of_their_sort_key_over_pages(table: Table) -> None:
    for sk in ("NOTE#2", "NOTE#1", "NOTE#3", "OTHER"):  # a page ends at 1 MB
        table.put(Item("THING#1", sk, 1, "x" * 390_000, "2026-03-01T12:00:00.000000Z"), expected=None)

    assert [item.sk for item in table.query("THING#1", "NOTE#")] == ["NOTE#1", "NOTE#2", "NOTE#3"]


def test_a_counter_stops_at_its_limit(table: Table) -> None:
    counted = [table.count_up("LIMIT#1", "2026-03-01T12", limit=2, expires_at=1) for _ in range(3)]
    assert counted == [True, True, False]


def test_a_counter_of_a_table_that_is_not_there_is_a_fault(table: Table) -> None:
    with pytest.raises(ClientError):
        Table(table.client, "nowhere").count_up("LIMIT#1", "2026", limit=1, expires_at=1)
