"""The short form of `make bench`: what no noise changes, calls, units and prices, is compared with what was
kept. Shares of CPU are left to the long form: beside other tests they say nothing."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks import hub, imports, loads, ratios, report, scale, steps, straight, texts, units
from tests.benchmarks import measured as run
from tests.benchmarks.answers import Asked
from tests.benchmarks.bill import Prices, of_step, prices, seconds, total
from tests.benchmarks.steps import IDIOM, Step
from tests.templates import APPLICATION, functions

STEP = Step(512, 10, 1_000.0, {"PutItem": 2.0}, 1.0, 3.0, 1.0, 1.0, 100.0)


@pytest.fixture(scope="module")
def counted() -> dict[str, Step]:
    return steps.measure(runs=10)  # a hundred videos: a full run of what reads the stream


def test_what_is_counted_is_not_worse_than_what_was_kept(counted: dict[str, Step]) -> None:
    kept = ratios.read()

    found = run.counted(counted, hub.weigh(), prices())

    assert ratios.missed(found, kept) == []


def test_the_idiom_makes_the_calls_it_is_compared_by(counted: dict[str, Step]) -> None:
    calls = {name: step.calls for name, step in counted.items() if name.startswith(IDIOM)}

    assert calls == {
        f"{IDIOM}ingest_videos": {"PutItem": 2.0, "UpdateItem": 1.0},
        f"{IDIOM}deliver": {"GetItem": 1.0, "PutItem": 2.0, "SendEmail": 1.0, "UpdateItem": 1.0},
        f"{IDIOM}page": {"Query": 1.0},
    }


def test_a_run_is_billed_for_its_share_of_a_core_and_for_its_calls() -> None:
    assumed = prices().assumed

    billed = seconds(STEP, assumed)

    assert billed == pytest.approx(0.001 * 1769 / 512 + 2 * assumed.milliseconds["PutItem"] / 1e3)
    assert of_step(STEP, assumed)["lambda_gb_second"] == pytest.approx(billed / 2)


def test_a_sum_is_of_quantities_and_their_prices() -> None:
    quantities = total([{"mail": 1.0, "lambda_request": 0.5}, {"lambda_request": 0.5}], 1_000)

    assert prices().usd(quantities) == pytest.approx(0.10 + 0.0002)
    with pytest.raises(KeyError, match="snail"):
        prices().usd({"snail": 1})


def test_every_price_says_where_and_how_it_was_read() -> None:
    known = prices().price.values()

    assert all(price.source.startswith("https://aws.amazon.com/") and price.read for price in known)


def _put(item: units.Attributes) -> Asked:
    return Asked("PutItem", json.dumps({"Item": item}).encode(), b"{}")


def test_a_write_is_billed_in_the_table_and_in_each_index_that_holds_it() -> None:
    plain: units.Attributes = {"pk": {"S": "p"}, "sk": {"S": "s"}, "data": {"S": "x" * 1_100}}
    first_index = {"gsi1pk": {"S": "a"}, "gsi1sk": {"S": "b"}}
    indexed = plain | first_index | {"gsi3pk": {"S": "c"}, "gsi3sk": {"S": "d"}}
    first, second = units.Units(), units.Units()

    first.add([_put(plain)])
    second.add([_put(indexed), _put(indexed | {"gsi3sk": {"S": "e"}})])

    assert first.written == 2
    assert second.written == (2 + 2 + 1) + (2 + 2 + 2), (
        "index 3 has keys alone, and a new key is a delete and a put"
    )


@pytest.mark.parametrize(
    ("now", "faults"),
    [
        ({"calls": 0.2, "price": 0.5}, []),
        ({"calls": 0.19, "price": 0.5}, []),
        ({"calls": 0.3, "price": 0.5}, ["calls: 0.3 was 0.2 and may be 0.202"]),
        ({"calls": 0.2}, ["price: not measured any more, --renew the ratios"]),
        ({"calls": 0.2, "price": 0.5, "new": 1.0}, ["new: not kept yet, --renew the ratios"]),
    ],
)
def test_a_ratio_that_became_worse_is_named(now: dict[str, float], faults: list[str]) -> None:
    kept = ratios.Kept({"exact": 0.01}, {"exact": {"calls": 0.2, "price": 0.5}})

    assert ratios.missed({"exact": now}, kept) == faults


def test_renewed_ratios_are_read_again(tmp_path: Path) -> None:
    file = tmp_path / "ratios.toml"

    ratios.write({"exact": {"a video: calls": 0.2}, "cpu": {"deliver": 0.75}}, file)

    kept = ratios.read(file)
    assert kept.ratios == {"exact": {"a video: calls": 0.2}, "cpu": {"deliver": 0.75}}
    assert kept.tolerance == ratios.TOLERANCES


@pytest.fixture(scope="module")
def last() -> run.Measured:
    return run.read(report.FIGURES)


def test_a_made_up_regression_fails_the_bench(last: run.Measured) -> None:
    """The kept figures of the last run, but for a delivery that makes a call of SES for each mail."""
    deliver = last.steps["deliver"]
    worse = replace(deliver, calls=deliver.calls | {"SendBulkEmail": 1.0})

    faults = report.missed(replace(last, steps=last.steps | {"deliver": worse}), prices())

    assert any(fault.startswith("deliver: calls: 1.083 was 0.125") for fault in faults), faults


def test_a_cost_that_grows_with_the_square_is_no_straight_line() -> None:
    numbers = (1_000, 10_000, 100_000)

    straight_line = straight.line([(number, 3.0 * number) for number in numbers])
    bent = straight.line([(number, 3.0 * number**2) for number in numbers])

    assert straight.missed("a load", straight_line) == []
    assert straight_line.each == pytest.approx(3.0)
    assert [fault.partition(":")[0] for fault in straight.missed("a load", bent)] == ["a load"]


def test_the_report_and_the_figures_of_scale_are_those_of_the_last_run(last: run.Measured) -> None:
    """Whoever changes a price writes both anew: `python -m tests.benchmarks --again`."""
    known: Prices = prices()

    assert report.REPORT.read_text("utf-8") == report.render(last, known)
    assert scale.block(last, known) in scale.FILE.read_text("utf-8")


def test_scale_without_its_marks_is_not_written() -> None:
    with pytest.raises(ValueError, match="has no marks"):
        scale.written_into("# Scale", "figures")


def test_two_regions_cost_each_write_twice() -> None:
    assert scale.in_two_regions({"dynamodb_write": 1e6, "mail": 5.0}) == {
        "mail": 5.0,
        "dynamodb_replicated_write": 2e6,
        "region_gb": 1.0,
    }


def test_a_text_of_each_length_is_screened() -> None:
    costs = texts.measure((150, 500), repetitions=1)

    assert [len(texts.text(cost.characters)) for cost in costs] == [150, 500]
    assert all(cost.microseconds > 0 for cost in costs)


def test_readers_are_sent_pages_and_what_is_loaded_once() -> None:
    visit = loads.visit(loads.Visit(page=1_000.0, once=5_000.0, files_once=2), prices().assumed)

    assert visit["cdn_request"] == 4 + 2
    assert visit["cdn_gb"] == pytest.approx(9_000 / 1e9)


def test_every_number_that_the_template_wants_is_one_in_the_bench_too() -> None:
    numbers = {name for name, each in APPLICATION["Parameters"].items() if each["Type"] == "Number"}
    asked = {
        (function, name)
        for function, properties in functions().items()
        for name, value in properties["Environment"]["Variables"].items()
        if isinstance(value, dict) and value.get("Ref") in numbers
    }

    assert asked
    assert {imports.environment(function)[name].isdecimal() for function, name in asked} == {True}
