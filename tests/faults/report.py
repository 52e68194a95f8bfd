"""The sweep as a page: function × fault × plays × differences."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from tests.faults.calls import Fault
from tests.faults.explained import RULES
from tests.faults.sweep import PAIR, TWICE, Result

KINDS = [*(fault.value for fault in Fault), PAIR, TWICE]


def report(results: Sequence[Result], at: datetime, minutes: float, machine: str) -> str:
    functions = sorted({result.run.function for result in results})
    unexplained = [result for result in results if result.unexplained]
    lines = [
        "# Faults at every call",
        "",
        f"Made by `make faults` on {at:%Y-%m-%d}: {machine}, {minutes:.0f} minutes.",
        "",
        f"{len(functions)} functions, {len({(r.run.function, r.run.event) for r in results})} events, "
        f"**{len(results)} plays, {len(unexplained)} with a difference that no rule explains.**",
        "",
        "Each function of the template is given each of its sample events once without a fault. Then, for "
        "every call that it makes to AWS or to somebody's server, it plays again with a fault at that call; "
        "its trigger brings the event again as it would (the batch or a part of it, the stream cut in two, "
        "the schedule's retries and its next time, the client's request once more); and everything that is "
        "left is compared: the table, queues, schedules, buckets, what was sent, dead letters, answers.",
        "",
        "- *ended before*, *ended after*: the process dies before the call, or after it took effect.",
        "- *throttled*: the call is refused until the SDK gives up; an HTTP server answers 429.",
        "- *no answer*: it took effect, and the SDK gives up waiting. *asked again*: the SDK repeats it.",
        "- *a copy meanwhile*: before the call a second copy does all of the same.",
        "- *two faults*: pairs drawn with a seed, the second often in the redelivery. *given twice*: no "
        "fault, but the trigger brings the event again.",
        "",
        "A cell says how many plays there were, and behind a slash in how many of them something differed "
        "that a rule below explains; an unexplained one is **bold**. A call that only reads has no effect "
        "to lose: it is ended before, throttled, and met by a copy. Of a series of the same call, such as "
        "a query for each shard or a write for each page, its ends and a few between are tried.",
        "",
        "| function | calls | " + " | ".join(KINDS) + " |",
        "|---|--:|" + "--:|" * len(KINDS),
    ]
    for function in functions:
        own = [result for result in results if result.run.function == function]
        calls = sum(1 for result in own if result.run.kind == Fault.BEFORE.value)
        cells = [_cell([result for result in own if result.run.kind == kind]) for kind in KINDS]
        lines.append(f"| {function} | {calls} | " + " | ".join(cells) + " |")
    used = Counter(name for result in results for name in result.rules)
    lines += ["", "## What a fault may change", "", "| rule | plays | why |", "|---|--:|---|"]
    for name, rule in RULES.items():
        lines.append(f"| {name} | {used[name]} | {' '.join((rule.__doc__ or '').split())} |")
    if unexplained:
        lines += ["", "## Unexplained", ""]
        lines += [f"- {result.run}: {result.unexplained[0]}" for result in unexplained]
    return "\n".join(lines) + "\n"


def _cell(results: list[Result]) -> str:
    explained = sum(bool(result.rules) and not result.unexplained for result in results)
    unexplained = sum(bool(result.unexplained) for result in results)
    text = f"{len(results)}" + (f"/{explained}" if explained else "")
    return f"{text} **{unexplained}**" if unexplained else text
