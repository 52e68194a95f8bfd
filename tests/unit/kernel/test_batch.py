import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from pydantic import BaseModel

from campaign.kernel.batch import MAX_REASON, PartialBatchResponse, correlation_id_of, describe, process_batch
from campaign.kernel.errors import PermanentError, TransientError, UnderWayError
from campaign.kernel.observability import logger
from tests.unit.conftest import FixedClock, LogLines


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


def body(number: int) -> str:
    return json.dumps({"number": number, "correlation_id": f"c-{number}"})


def batch(*bodies: str) -> dict[str, object]:
    return {"Records": [{"messageId": f"m{i}", "body": body} for i, body in enumerate(bodies)]}


FAULTS: dict[int, Exception] = {
    1: TransientError("thing", "rule", "remedy"),
    2: PermanentError("thing", "rule", "remedy"),
    3: RuntimeError("a fault of ours"),
    4: ValueError("something stored is malformed"),
}


def handle(message: Message) -> None:
    logger.info("handled")
    if fault := FAULTS.get(message.number):
        raise fault


def process(
    *bodies: str, quarantine: Remembered, read: Callable[[str], Message] = Message.model_validate_json
) -> PartialBatchResponse:
    return process_batch(
        batch(*bodies), read, handle, source="unit", quarantine=quarantine, clock=FixedClock()
    )


def test_only_what_may_succeed_later_comes_back() -> None:
    quarantine = Remembered()

    answer = process(*map(body, range(4)), "not json", quarantine=quarantine)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}, {"itemIdentifier": "m3"}]}
    assert [kept for _, kept, _ in quarantine.entries] == [body(2), "not json"]


def test_who_only_sees_what_another_did_comes_back_and_nobody_is_told_of_a_failure(
    log_lines: LogLines,
) -> None:
    def meet_another(_: Message) -> None:
        raise UnderWayError("thing", "others are at work on it", "see what came of it")

    answer = process_batch(
        batch(body(0)),
        Message.model_validate_json,
        meet_another,
        source="unit",
        quarantine=Remembered(),
        clock=FixedClock(),
    )

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert [(line["level"], line["message"]) for line in log_lines()] == [
        ("INFO", "message is looked at again")
    ]


def test_a_value_error_of_the_work_says_nothing_about_the_message() -> None:
    quarantine = Remembered()

    assert process(body(4), quarantine=quarantine) == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert quarantine.entries == []


def test_a_reader_that_fails_for_another_reason_fails_its_message_alone() -> None:
    def read(text: str) -> Message:
        if text == body(7):
            raise RuntimeError("a fault of ours")
        return Message.model_validate_json(text)

    quarantine = Remembered()

    assert process(body(7), body(0), quarantine=quarantine, read=read) == {
        "batchItemFailures": [{"itemIdentifier": "m0"}]
    }
    assert quarantine.entries == []


def test_a_bad_message_stays_in_the_queue_while_the_quarantine_cannot_be_written() -> None:
    answer = process("not json", quarantine=Remembered(full=True))

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}


def test_the_reason_names_the_field_and_the_rule_but_not_the_value() -> None:
    quarantine = Remembered()

    process('{"number": "secret words"}', quarantine=quarantine)

    assert quarantine.entries[0][2] == "number: int_parsing"


def test_an_error_that_is_not_ours_is_described_by_its_kind_alone() -> None:
    assert describe(UnicodeError("secret words")) == "UnicodeError"


def test_a_reason_stays_short_however_many_rules_were_broken() -> None:
    class Strict(BaseModel, extra="forbid"):
        pass

    with pytest.raises(ValueError, match="extra_forbidden") as refusal:
        Strict.model_validate({f"field {number}": 0 for number in range(500)})

    assert len(describe(refusal.value)) == MAX_REASON


def test_every_line_about_a_message_carries_its_correlation_id_and_no_other_line_does(
    log_lines: LogLines,
) -> None:
    process(*map(body, range(4)), "not json", quarantine=Remembered())
    logger.info("afterwards")

    assert [(line["message"], line.get("correlation_id")) for line in log_lines()] == [
        ("handled", "c-0"),
        ("handled", "c-1"),
        ("message will be retried", "c-1"),
        ("handled", "c-2"),
        ("message quarantined", "c-2"),
        ("handled", "c-3"),
        ("message failed", "c-3"),
        ("message quarantined", None),
        ("afterwards", None),
    ]


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ({"correlation_id": "c-1"}, "c-1"),
        ({"detail": {"correlation_id": "upload:0f"}}, "upload:0f"),
        ({"announcement": {"correlation_id": "c-1"}}, "c-1"),
        ({"correlation_id": 7, "detail": [], "announcement": "c-1"}, None),
        ({"correlation_id": "words of a person"}, None),
        ({"correlation_id": "c" * 129}, None),
        ("c-1", None),
    ],
)
def test_the_correlation_id_is_found_wherever_a_message_has_it(message: Any, found: str | None) -> None:
    assert correlation_id_of(json.dumps(message)) == found


@pytest.mark.parametrize("text", ["not json", "[" * 100_000])
def test_what_is_no_message_has_no_correlation_id(text: str) -> None:
    assert correlation_id_of(text) is None
