"""The figures of docs/scale.md that follow from a run of the bench: written between two marks of that
document."""

from collections.abc import Iterator, Mapping
from math import ceil
from pathlib import Path

from tests.benchmarks import loads
from tests.benchmarks.bill import MILLION, Prices, seconds, total
from tests.benchmarks.measured import Measured
from tests.templates import ROOT, functions

FILE = ROOT / "docs" / "scale.md"
BEGIN, END = "<!-- made by make bench: begin -->", "<!-- made by make bench: end -->"
VIDEOS_A_SECOND = 2_000
SUBSCRIBERS = 10 * MILLION
READERS = 100 * MILLION
_OF_AN_ITEM = 2
"""Write units of a video's item, which has between one and two KB."""
DAY, TEN_MINUTES = 86_400, 600
_GROUPS = {
    "DynamoDB": ("dynamodb_write", "dynamodb_read", "dynamodb_replicated_write"),
    "Lambda": ("lambda_request", "lambda_gb_second"),
    "queues, bus": ("sqs_request", "bus_event", "schedule"),
    "mail": ("mail",),
    "CDN, bucket": ("cdn_request", "cdn_gb", "s3_read", "s3_write"),
    "logs, between regions": ("log_gb", "region_gb"),
}


def of_a_day(measured: Measured, prices: Prices) -> dict[str, dict[str, float]]:
    """Quantities of each load."""
    assumed = prices.assumed
    return {
        f"{VIDEOS_A_SECOND:,} videos a second, all day": total(
            [loads.video(measured.steps, assumed)], VIDEOS_A_SECOND * DAY
        ),
        f"{SUBSCRIBERS // MILLION} million subscribers, told once": total(
            [loads.delivery(measured.steps, assumed)], SUBSCRIBERS
        ),
        f"{READERS // MILLION} million readers, {assumed.pages_a_visit} pages each": total(
            [loads.visit(measured.visit, assumed)], READERS
        ),
    }


def in_two_regions(quantities: Mapping[str, float]) -> dict[str, float]:
    """One writes, the other stands by: each write is billed as a replicated one in both, and travels as at
    least 1 KB."""
    doubled = dict(quantities)
    writes = doubled.pop("dynamodb_write", 0.0)
    return total([doubled, {"dynamodb_replicated_write": 2 * writes, "region_gb": writes / MILLION}])


def block(measured: Measured, prices: Prices) -> str:
    return "\n".join([BEGIN, "", *_block(measured, prices), "", END])


def _block(measured: Measured, prices: Prices) -> Iterator[str]:
    yield f"Measured on {measured.at:%Y-%m-%d}, prices of {prices.date} (tests/benchmarks/prices.toml)."
    yield ""
    yield "| USD a day | " + " | ".join(_GROUPS) + " | one region | two regions |"
    yield "|---|" + "---|" * (len(_GROUPS) + 2)
    sums, both = 0.0, 0.0
    for name, quantities in of_a_day(measured, prices).items():
        parts = [
            prices.usd({each: quantities[each] for each in group if each in quantities})
            for group in _GROUPS.values()
        ]
        one, two = prices.usd(quantities), prices.usd(in_two_regions(quantities))
        sums, both = sums + one, both + two
        yield (
            f"| {name} | "
            + " | ".join(f"{part:,.0f}" for part in parts)
            + f" | **{one:,.0f}** | **{two:,.0f}** |"
        )
    yield f"| **together** |{' |' * len(_GROUPS)} **{sums:,.0f}** | **{both:,.0f}** |"
    yield ""
    yield "| needed | figure | default quota | so |"
    yield "|---|---|---|---|"
    yield from _needs(measured, prices)


def _needs(measured: Measured, prices: Prices) -> Iterator[str]:
    steps, assumed = measured.steps, prices.assumed
    writes = VIDEOS_A_SECOND * (steps["ingest_videos"].write_units + steps["count_figures"].write_units)
    items = VIDEOS_A_SECOND * _OF_AN_ITEM
    of_table = items + VIDEOS_A_SECOND * steps["count_figures"].write_units
    yield _need(
        "videos: write units a second, of the table and all indexes",
        f"{writes:,.0f}: the table {of_table:,.0f}, {items:,} by videos; indexes 1 and 2 {items:,} each",
        "DynamoDB, table-level write throughput: 40,000 a table and an index; 4,000 of a new one on demand",
        "warm throughput before the day; a new table has less" if of_table > 4_000 else "nothing",
    )
    for function, rate in (
        ("ingest_videos", VIDEOS_A_SECOND),
        ("relay_changes", VIDEOS_A_SECOND),
        ("count_figures", VIDEOS_A_SECOND),
    ):
        yield _at_once(function, rate, measured, prices)
    mails = SUBSCRIBERS / TEN_MINUTES
    yield _need(
        "subscribers: mails a second, for all within ten minutes",
        f"{mails:,.0f}",
        "SES, sending rate: 14 a second out of the sandbox, and sending quota 50,000 a day",
        f"**binds first**: {SUBSCRIBERS / 14 / DAY:,.1f} days at 14 a second, {SUBSCRIBERS / 50_000:,.0f} at "
        "50,000 a day",
    )
    yield _need(
        "subscribers: write units a second for ten minutes",
        f"{mails * steps['deliver'].write_units:,.0f}",
        "DynamoDB, table-level write throughput: 40,000",
        f"**binds second**: {SUBSCRIBERS * steps['deliver'].write_units / 40_000 / 60:,.0f} minutes at that",
    )
    yield _at_once("deliver", mails, measured, prices)
    seen = loads.visit(measured.visit, assumed)
    requests, gigabits = READERS * seen["cdn_request"] / DAY, READERS * seen["cdn_gb"] * 8 / DAY
    yield _need(
        "readers: requests a second, and Gbit, spread over the day; ten times in its peak",
        f"{requests:,.0f}; {gigabits:,.2f}",
        "CloudFront, requests per second per distribution: 250,000; data transfer rate: 150 Gbit",
        "nothing; the peak is "
        + ("below" if requests * 10 < 250_000 and gigabits * 10 < 150 else "**above**")
        + " both",
    )
    yield _need(
        "readers: requests of the bucket a second in that peak",
        f"{10 * READERS * seen['s3_read'] / DAY:,.0f}",
        "S3: 5,500 GET a second and prefix",
        "nothing",
    )


def _at_once(function: str, a_second: float, measured: Measured, prices: Prices) -> str:
    busy = a_second * seconds(measured.steps[function], prices.assumed)
    limits = [
        event["Properties"]["ScalingConfig"]["MaximumConcurrency"]
        for event in functions()[function]["Events"].values()
        if "ScalingConfig" in event["Properties"]
    ]
    ours = f"`MaximumConcurrency` {limits[0]}, ours; " if limits else ""
    raised = f"raise it to {ceil(busy * 1.5)}" if limits and limits[0] < busy else "nothing"
    return _need(
        f"`{function}`: at a time, at {a_second:,.0f} a second",
        f"{busy:,.0f}",
        f"{ours}Lambda, concurrent executions: 1,000 in the account and region, 10 in a fresh one",
        raised,
    )


def _need(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def written_into(document: str, made: str) -> str:
    """The document with this block in the place of its last one. Raises ValueError when its marks are
    gone."""
    before, begins, rest = document.partition(BEGIN)
    _, ends, after = rest.partition(END)
    if not (begins and ends):
        raise ValueError(
            f"{FILE.name} has no marks {BEGIN} and {END}: put them back where the figures belong"
        )
    return before + made + after


def write(measured: Measured, prices: Prices, file: Path = FILE) -> None:
    file.write_text(written_into(file.read_text("utf-8"), block(measured, prices)), "utf-8")
