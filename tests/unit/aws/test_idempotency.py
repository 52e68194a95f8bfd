from collections.abc import Callable

import boto3
import pytest

from campaign.aws.idempotency import Once
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, PermanentError, TransientError
from tests.unit.conftest import FakeLambdaContext

KEY = "an-idempotency-key"


class Work:
    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        self.times = 0
        self.then = then

    def __call__(self) -> str:
        self.times += 1
        self.then()
        return f"answer {self.times}"


@pytest.fixture
def once(table: Table) -> Once:
    return Once(table, "unit")


def do(once: Once, work: Work, key: str = KEY, payload: object = "body") -> str:
    return once.do(key, payload, work, FakeLambdaContext())  # type: ignore[arg-type]  # as much as it reads


def test_a_repetition_is_answered_and_not_done(once: Once) -> None:
    work = Work()
    assert [do(once, work), do(once, work)] == ["answer 1", "answer 1"]
    assert do(once, work, key="another-idempotency-key") == "answer 2"


def test_another_body_under_the_same_key_is_refused(once: Once) -> None:
    do(once, Work())
    with pytest.raises(PermanentError, match="another body"):
        do(once, Work(), payload="other")


def test_a_repetition_meanwhile_is_a_conflict(once: Once) -> None:
    def again() -> None:
        with pytest.raises(ConflictError, match="at work"):
            do(once, Work())

    assert do(once, Work(again)) == "answer 1"


def test_what_failed_may_be_done_again(once: Once) -> None:
    def fail() -> None:
        raise TransientError("it", "failed", "again")

    with pytest.raises(TransientError, match="failed"):
        do(once, Work(fail))
    assert do(once, Work()) == "answer 1"


def test_a_table_that_cannot_be_reached_is_trouble(table: Table) -> None:
    once = Once(Table(table.client, "no-such-table"), "unit")
    with pytest.raises(TransientError):
        do(once, Work())


def test_the_record_holds_the_answer_and_hashes_and_expires(once: Once, table: Table) -> None:
    do(once, Work(), payload="planted words")
    (item,) = boto3.client("dynamodb").scan(TableName=table.name)["Items"]
    assert item["pk"]["S"] == "IDEMPOTENCY#unit"
    assert item["data"]["S"] == '"answer 1"'
    assert "expires_at" in item
    assert "planted" not in str(item)
    assert KEY not in str(item)
