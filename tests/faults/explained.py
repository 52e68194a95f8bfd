"""Differences that a fault may make, each by the name of the policy that allows it, and nothing wider."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campaign.announcements.classes import CLASSES, Milestone
from tests.faults.calls import Fault
from tests.faults.comparison import Difference
from tests.faults.triggers import kind_of


@dataclass(frozen=True)
class Told:
    """What is known of a play with a fault."""

    function: str
    event: str
    kind: str
    faults: Mapping[int, Fault]
    calls: Sequence[str]
    words: str = ""
    """The event as it came."""

    @property
    def at_most_once(self) -> bool:
        """Whether it is of announcements that may be lost rather than doubled, and of no other."""
        milestones = re.findall(r'"milestone\W+([a-z.]+)', self.words)
        return bool(milestones) and not any(
            CLASSES[Milestone(name)].repeat_when_ambiguous for name in milestones
        )


Rule = Callable[[Told, list[Difference]], list[Difference]]
"""Answers what it does not explain."""


def queued_twice(_told: Told, found: list[Difference]) -> list[Difference]:
    """SQS delivers at least once, and so do we: a message that is in its queue twice is known by its key, its
    version or its moment to the function that reads it (each event of that function is given twice here)."""
    return [one for one in found if not (one.place.startswith("queue ") and one.count > 0 and one.had)]


def told_twice(told: Told, found: list[Difference]) -> list[Difference]:
    """The bus hears of a change at least once: whoever listens knows the second by its id."""
    if told.function != "relay_changes":
        return found
    return [one for one in found if not (one.place == "out PutEvents" and one.count > 0 and one.had)]


def given_up_twice(told: Told, found: list[Difference]) -> list[Difference]:
    """What can never be done goes to the dead-letter queue as often as it came."""
    if told.kind != "given twice":
        return found
    return [one for one in found if not (one.place == "dead" and one.count > 0 and one.had)]


def counted_twice(told: Told, found: list[Difference]) -> list[Difference]:
    """A limit counts requests, not what came of them: a client that asks again is counted again, and one
    whose count was written without an answer as well. It only ever refuses sooner."""
    if kind_of(told.function) != "Api":
        return found
    ours = [one for one in found if one.place == "table" and '"pk": "LIMIT#' in one.thing]
    hits = {True: 0, False: 0}
    for one in ours:
        hits[one.count > 0] += abs(one.count) * int(json.loads(one.thing)["hits"])
    return [one for one in found if one not in ours] if hits[True] >= hits[False] else found


def given_back_twice(told: Told, found: list[Difference]) -> list[Difference]:
    """Of the day's quota at TikTok a page's records (at most 100) may be taken, or given back, twice where an
    answer of the table was lost. TikTok's own word that there is no more ends the day all the same."""
    if told.function != "search_videos":
        return found
    ours = [one for one in found if one.place == "table" and '"pk": "QUOTA#' in one.thing]
    records = sum(one.count * int(json.loads(one.thing)["records"]) for one in ours)
    return [one for one in found if one not in ours] if abs(records) <= 100 * len(told.faults) else found


def sent_in_twice(told: Told, found: list[Difference]) -> list[Difference]:
    """A form without an Idempotency-Key that is sent again is one more: it cannot be told from somebody who
    has more to say. Nothing is lost, and whoever reads it sees the same words and the same moment."""
    kinds = {
        "serve_public_api": ("SUBMISSION#",),
        "serve_stories": ("STORY#", "CARE#", "WORDS#"),
        "connect_creators": ("CONNECT#",),
    }.get(told.function, ())
    if "idempotency_key" in told.event:
        return found
    marks = tuple(f'"pk": "{kind}' for kind in kinds)
    return [
        one
        for one in found
        if not (
            one.place == "table" and one.count > 0 and one.had and any(mark in one.thing for mark in marks)
        )
    ]


def written_by_another(told: Told, found: list[Difference]) -> list[Difference]:
    """Of messages of a batch that say the same, another one came first: what is written names that one's
    correlation id."""
    if kind_of(told.function) != "SQS":
        return found
    return _without_balanced(found, ("correlation_id",))


def written_in_two(told: Told, found: list[Difference]) -> list[Difference]:
    """What came together is written at once; after a fault it comes one by one, and a video that is seen and
    withdrawn is written twice. What it says is the same."""
    if told.function != "ingest_videos":
        return found
    return _without_balanced(found, ("correlation_id", "version"))


def searched_again(told: Told, found: list[Difference]) -> list[Difference]:
    """A search that was ended asks for its page again: one request and one write of its cursor more. Where it
    stands is the same."""
    if told.function != "search_videos":
        return found
    cursors = [one for one in found if '"pk": "CURSOR#' in one.thing]
    left = _without_balanced(cursors, ("version", "requests"))
    return [one for one in found if one not in cursors or one in left]


def in_another_order(told: Told, found: list[Difference]) -> list[Difference]:
    """SQS keeps no order: a sign that came back is heard after the one behind it. The case, its tier and when
    somebody has to look are the same; its history tells how it came."""
    if told.function != "open_cases":
        return found
    heads = [one for one in found if '"sk": "HEAD"' in one.thing]
    facts = [
        {name: json.loads(one.thing)["data"].get(name) for name in ("tier", "status", "due_at", "subject")}
        for one in heads
    ]
    if any(fact != facts[0] for fact in facts):
        return found
    return [one for one in found if '"pk": "CARE#' not in one.thing]


def lost_rather_than_doubled(told: Told, found: list[Difference]) -> list[Difference]:
    """An announcement that is no cancellation is sent at most once: where nobody can tell whether it went out
    it is not sent again, and the ledger says so. Nothing is ever sent more often than without a fault."""
    if told.function not in {"deliver", "post_webhooks"} or not told.at_most_once:
        return found
    sent = [one for one in found if one.place in {"out SendBulkEmail", "out POST"}]
    if any(one.count > 0 for one in sent):
        return found
    book = [
        one
        for one in found
        if one.place == "table" and ('"pk": "DEL#' in one.thing or '"sk": "TOLD"' in one.thing)
    ]
    again = [one for one in found if one.place == "queue WebhooksQueue" and one.count > 0]
    return [one for one in found if one not in sent + book + again]


def written_to_twice(told: Told, found: list[Difference]) -> list[Difference]:
    """A link that somebody asked for may come twice when two copies of the message are answered at once, or
    when SES gave no answer: it is the same link, and none that was asked for is lost."""
    if told.function != "invite_subscribers":
        return found
    return [one for one in found if not (one.place == "out SendEmail" and one.count > 0 and one.had)]


def called_twice(told: Told, found: list[Difference]) -> list[Difference]:
    """Somebody is called to a care case a second time rather than not at all; the second call says what it
    is. The case remembers both."""
    if told.function != "escalate_care":
        return found
    calls = [one for one in found if one.place == "out Publish"]
    if sum(one.count for one in calls) < 0:
        return found
    kept = [one for one in found if one.place == "table" and '"pk": "CARE#' in one.thing]
    if sum(one.count for one in kept if '"sk": "HEAD"' in one.thing):
        return found
    return [one for one in found if one not in calls + kept]


def left_for_the_next_run(told: Told, found: list[Difference]) -> list[Difference]:
    """A creator whose posts could not be listed is listed by a later run. The connection keeps its tokens,
    unless TikTok renewed them and the process ended before they were written."""
    if told.function != "poll_creators":
        return found
    kept = [one for one in found if one.place == "table" and '"pk": "CREATOR#' in one.thing]
    posts = [one for one in found if one.place == "queue IntakeQueue" and one.count < 0]
    dropped = [one for one in kept if one.count > 0 and '"tokens"' not in one.thing]
    renewing = "http.POST" in told.calls
    if sum(one.count for one in kept) or (dropped and not renewing):
        return found
    return [one for one in found if one not in kept + posts]


def already_there(told: Told, found: list[Difference]) -> list[Difference]:
    """Whoever asks again hears that it is there already: the same case."""
    if told.function != "serve_care_reports":
        return found
    return [
        one
        for one in found
        if not (one.place == "answer" and ("true" in one.thing) == (one.count < 0) and "case" in one.thing)
    ]


def _without_balanced(found: list[Difference], names: tuple[str, ...]) -> list[Difference]:
    """Without the differences that are none once these fields are left out."""
    sums: Counter[tuple[str, str]] = Counter()
    keys = {one: (one.place, _bare(one.thing, names)) for one in found}
    for one, key in keys.items():
        sums[key] += one.count
    return [one for one in found if sums[keys[one]]]


def _bare(thing: str, names: tuple[str, ...]) -> str:
    """Without these fields, neither in the item nor in its data."""
    return json.dumps(_stripped(json.loads(thing), names), sort_keys=True)


def _stripped(fields: Any, names: tuple[str, ...]) -> Any:
    if not isinstance(fields, dict):
        return fields
    kept = {name: value for name, value in fields.items() if name not in names}
    if "data" in kept:
        kept["data"] = _stripped(kept["data"], names)
    return kept


RULES: dict[str, Rule] = {
    "queued twice": queued_twice,
    "told twice": told_twice,
    "given up twice": given_up_twice,
    "counted twice": counted_twice,
    "given back twice": given_back_twice,
    "sent in twice": sent_in_twice,
    "written by another": written_by_another,
    "written in two": written_in_two,
    "searched again": searched_again,
    "in another order": in_another_order,
    "lost rather than doubled": lost_rather_than_doubled,
    "written to twice": written_to_twice,
    "called twice": called_twice,
    "left for the next run": left_for_the_next_run,
    "already there": already_there,
}


def explained(told: Told, found: list[Difference]) -> tuple[list[Difference], list[str]]:
    """What no rule explains, and the names of the rules that explained anything."""
    used = []
    for name, rule in RULES.items():
        if not found:
            break
        left = rule(told, found)
        if len(left) < len(found):
            used.append(name)
        found = left
    return found, used
