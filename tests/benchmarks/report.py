"""The report of one run: what was measured beside its peers and bars, and what it costs."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import deliveries, hub, imports, intake, layers, loads, straight, texts
from tests.benchmarks import measured as run
from tests.benchmarks import ratios as kept_ratios
from tests.benchmarks.bill import MILLION, Prices, Quantities, seconds
from tests.benchmarks.measured import Measured
from tests.templates import ROOT

FOLDER = ROOT / "docs" / "reports"
REPORT, FIGURES = FOLDER / "bench.md", FOLDER / "bench.json"


def bars_missed(found: Measured) -> list[str]:
    """What the campaign's own bars say, whatever was kept of earlier runs."""
    return [
        *intake.missed(found.intake),
        *deliveries.missed(found.deliveries),
        *hub.missed(found.hub),
        *imports.missed(found.imports),
        *layers.missed(found.layers),
        *(fault for what, line in run.lines(found).items() for fault in straight.missed(what, line)),
    ]


def missed(found: Measured, prices: Prices) -> list[str]:
    """Bars, and ratios that became worse than those that are kept."""
    return bars_missed(found) + kept_ratios.missed(run.ratios(found, prices), kept_ratios.read())


def render(found: Measured, prices: Prices) -> str:
    return "\n".join(_lines(found, prices)) + "\n"


def write(found: Measured, prices: Prices, folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    run.write(found, folder / FIGURES.name)
    (folder / REPORT.name).write_text(render(found, prices), "utf-8")


def _lines(found: Measured, prices: Prices) -> Iterator[str]:
    machine, faults = found.machine, found.faults
    yield "# Cost and speed"
    yield ""
    yield "Written by `make bench` from one run; bench.json beside it has all figures."
    yield "Ratios are to peers of the same run."
    yield ""
    yield f"- **When:** {found.at:%Y-%m-%d %H:%M} UTC"
    yield f"- **Machine:** {machine.processor}, {machine.cores} cores, {machine.system}"
    yield f"- **Python:** {machine.python}"
    yield (
        f"- **Load:** {machine.load[0]:.1f} processes wanted a core before, {machine.load[1]:.1f} at the "
        f"end. Above {machine.cores} the machine was shared: times are too high, and ratios spread as the "
        "quartiles show."
    )
    yield "- **Outcome:** " + (
        "every bar and every kept ratio holds" if not faults else f"{len(faults)} missed"
    )
    yield from (f"  - {fault}" for fault in faults)
    yield ""
    yield from _section("A video in the intake", intake.table(found.intake))
    yield from _section("A delivery", deliveries.table(found.deliveries))
    yield from _section("The hub", [*hub.table(found.hub), *hub.table_whole(found.whole)])
    yield from _section("A screened text", texts.table(found.texts))
    yield "## Straight lines"
    yield ""
    yield f"Least squares; the bar is the power with which the cost grows, at most {straight.GROWTH_BAR}."
    yield ""
    yield "| what | line |"
    yield "|---|---|"
    yield from (f"| {what} | {line} |" for what, line in run.lines(found).items())
    yield ""
    yield from _section("Imports", imports.table(found.imports))
    yield from _section("Layers", layers.table(found.layers))
    yield from _prices(found, prices)


def _section(title: str, lines: list[str]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield "```text"
    yield from lines
    yield "```"
    yield ""


def _prices(found: Measured, prices: Prices) -> Iterator[str]:
    steps, assumed = found.steps, prices.assumed
    yield "## What it costs"
    yield ""
    yield f"List prices of {prices.region}, {prices.date}, in USD, without free allowances and volume tiers;"
    yield "**no bill was seen**. A run is billed for its CPU here, stretched by the share of a core that its"
    yield f"memory buys ({assumed.core_mb:,} MB are one), and for its calls one after the other at the"
    yield "milliseconds assumed in tests/benchmarks/prices.toml. The idiom's functions have the memory of"
    yield "ours, log nothing, and get what both need: the video's item with its indexes, relay and figures."
    yield ""
    yield "| step, of an item | items a run | CPU µs | billed ms | calls | RRU | WRU | log bytes |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, step in steps.items():
        yield (
            f"| {name}, {step.megabytes} MB | {step.items:,.0f} | {step.microseconds:,.0f} "
            f"| {seconds(step, assumed) * 1e3:.2f} | {sum(step.calls.values()):.3f} | {step.read_units:.2f} "
            f"| {step.write_units:.2f} | {step.log_bytes:.0f} |"
        )
    yield ""
    yield from _compared(
        "A million videos, through the queue to state, bus and figures (by webhook "
        f"{prices.line('sqs_request', 0.9 * MILLION):.2f} more for the queue)",
        loads.video(steps, assumed),
        loads.video_in_the_idiom(steps, assumed),
        prices,
    )
    yield from _compared(
        "A million deliveries by mail",
        loads.delivery(steps, assumed),
        loads.delivery_in_the_idiom(steps, assumed),
        prices,
    )
    yield from _compared(
        f"A million readers, {assumed.pages_a_visit} pages each and all for the first time (a page of "
        f"{found.visit.page / 1e3:.1f} KB sent on average, {found.visit.once / 1e3:.1f} KB once)",
        loads.visit(found.visit, assumed),
        loads.visit_in_the_idiom(found.visit, steps, assumed),
        prices,
    )
    yield "### Prices"
    yield ""
    yield "| what | USD | for | read |"
    yield "|---|---|---|---|"
    yield from (
        f"| [{one.what}]({one.source}) | {one.usd:.10g} | {one.per:,} | {one.read} |"
        for one in prices.price.values()
    )


def _compared(title: str, ours: Quantities, idiom: Quantities, prices: Prices) -> Iterator[str]:
    yield f"### {title}"
    yield ""
    yield "| | ours | USD | Powertools' idiom | USD |"
    yield "|---|---|---|---|---|"
    for name in sorted({*ours, *idiom}):
        mine, theirs = ours.get(name, 0.0) * MILLION, idiom.get(name, 0.0) * MILLION
        yield (
            f"| {prices.price[name].what} | {mine:,.4g} | {prices.line(name, mine):,.2f} "
            f"| {theirs:,.4g} | {prices.line(name, theirs):,.2f} |"
        )
    mine, theirs = prices.usd(ours) * MILLION, prices.usd(idiom) * MILLION
    yield f"| **together** | | **{mine:,.2f}** | | **{theirs:,.2f}** ({mine / theirs:.2f} of it) |"
    yield ""
