"""That `make bench` still measures what it says; its figures are judged by the bench alone."""

from dataclasses import replace

import pytest

from tests.benchmarks import deliveries, imports, intake
from tests.benchmarks.batches import CASES
from tests.benchmarks.intake import Cost

EVEN = [1.0, 1.0]


def test_the_intake_and_its_peers_make_the_calls_they_are_compared_by() -> None:
    costs = intake.measure(repetitions=2, batch_count=1)

    calls = {case: [cost.calls for cost in by_handler.values()] for case, by_handler in costs.items()}
    assert calls == dict(zip(CASES, ([0.2, 1.0, 3.0], [0.2, 1.0, 3.0], [0.1, 1.0, 1.0]), strict=True))
    assert len(intake.table(costs)) == 1 + len(CASES) * 4


def test_an_import_is_measured_in_a_process_of_its_own() -> None:
    spent = imports.measure(repetitions=2, of=["receive_webhook"])

    assert all(milliseconds > 0 for repetitions in spent.values() for milliseconds in repetitions)
    assert len(imports.table(spent)) == 3


@pytest.mark.parametrize(
    ("ours", "faults"),
    [
        (Cost([50.0, 50.0], 0.3), []),
        (Cost([51.0, 51.0], 0.3), ["all new: 0.51 of the bare handler's CPU, the bar is 0.5"]),
        (Cost([50.0, 50.0], 0.4), ["all new: 0.40 AWS calls a record, the bar is 0.3"]),
    ],
)
def test_a_missed_bar_of_the_intake_is_named(ours: Cost, faults: list[str]) -> None:
    assert intake.missed({"all new": {"ours": ours, "bare": Cost([100.0, 100.0], 1.0)}}) == faults


def test_a_missed_bar_of_an_import_is_named() -> None:
    spent = {imports.BASE: EVEN, "import functions.ingest_videos.app": [1.7, 1.7]}

    assert [fault.partition(":")[0] for fault in imports.missed(spent)] == ["ingest_videos"]


def test_deliveries_and_their_peer_make_the_calls_they_are_compared_by() -> None:
    costs = deliveries.measure([96, 48])

    (ours, _), (bare,) = costs["ours"], costs["bare"]
    assert (ours.ses_calls, ours.dynamodb_calls) == (2 / 48, 4 / 48)
    assert ours.write_units == 5.0, "a claim and a reader's count by transaction, and what came of it"
    assert (bare.ses_calls, bare.dynamodb_calls, bare.write_units) == (1.0, 1.0, 1.0)
    assert len(deliveries.table(costs)) == 4


BARE = deliveries.Cost(1_000, 100.0, 1.0, 1.0, 1.0)
GOOD = deliveries.Cost(1_000, 80.0, 0.1, 0.1, 5.0)


@pytest.mark.parametrize(
    ("most", "faults"),
    [
        (GOOD, []),
        (replace(GOOD, microseconds=101.0), ["1.01 of the bare peer's CPU", "costs 1.26 times one of 1,000"]),
        (replace(GOOD, ses_calls=0.11), ["0.110 calls of SES a delivery"]),
        (replace(GOOD, dynamodb_calls=0.11), ["0.110 calls of DynamoDB a delivery"]),
    ],
)
def test_a_missed_bar_of_deliveries_is_named(most: deliveries.Cost, faults: list[str]) -> None:
    missed = deliveries.missed({"ours": [GOOD, most], "bare": [BARE]})

    assert len(missed) == len(faults)
    assert all(fault in found for fault, found in zip(faults, missed, strict=True))
