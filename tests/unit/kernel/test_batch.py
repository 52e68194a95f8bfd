import json
from datetime import datetime

from pydantic import BaseModel

from campaign.kernel.batch import describe, process_batch
from campaign.kernel.errors import PermanentError, TransientError
from tests.unit.conftest import FixedClock


class Remembered:
    def __init__(self, *, full: bool = False) -> None:
        self.entries: list[tuple[str, str, str]] = []
        self.full = full

    def put(self, source: str, body: str, reason: str, received_at: datetime) -> None:
        if self.full:
            raise TransientError("quarantine", "throttled", "try again")
        self.entries.append((source, body, reason))


class Message(BaseModel):
    number: int


def batch(*bodies: str) -> dict[str, object]:
    return {"Records": [{"messageId": f"m{i}", "body": body} for i, body in enumerate(bodies)]}


def handle(body: str) -> None:
    message = Message.model_validate_json(body)
    if message.number == 1:
        raise TransientError("thing", "rule", "remedy")
    if message.number == 2:
        raise PermanentError("thing", "rule", "remedy")
    if message.number == 3:
        raise RuntimeError("a fault of ours")


def test_only_what_may_succeed_later_comes_back() -> None:
    quarantine = Remembered()

    answer = process_batch(
        batch(*(json.dumps({"number": n}) for n in range(4)), "not json"),
        handle,
        source="unit",
        quarantine=quarantine,
        clock=FixedClock(),
    )

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}, {"itemIdentifier": "m3"}]}
    assert [body for _, body, _ in quarantine.entries] == ['{"number": 2}', "not json"]


def test_a_bad_message_stays_in_the_queue_while_the_quarantine_cannot_be_written() -> None:
    answer = process_batch(
        batch("not json"), handle, source="unit", quarantine=Remembered(full=True), clock=FixedClock()
    )

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}


def test_the_reason_names_the_field_and_the_rule_but_not_the_value() -> None:
    quarantine = Remembered()

    process_batch(
        batch('{"number": "secret words"}'), handle, source="unit", quarantine=quarantine, clock=FixedClock()
    )

    assert quarantine.entries[0][2] == "number: int_parsing"


def test_an_error_that_is_not_ours_is_described_by_its_kind_alone() -> None:
    assert describe(UnicodeError("secret words")) == "UnicodeError"
