"""What one featured video costs the hub among few and among ever more of them, and what a page of it costs
when all are built anew: calls of AWS, and CPU. And how many bytes its readers are sent.

DynamoDB and the bucket answer from memory at once, so the CPU is our own. What botocore adds goes with the
calls and with what they answer, which are counted.
"""

import gc
import gzip
import os
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import fmean
from typing import Any
from unittest.mock import patch

from campaign.aws.attributes import to_attributes
from campaign.aws.hub_state import HubStateTable
from campaign.aws.table import Table
from campaign.hub.changes import Changes, changes_in
from campaign.hub.form_pages import PublicApi
from campaign.hub.onward import Builder
from campaign.hub.site import Scope, SiteFile
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger
from campaign.publications.showing import USUAL
from campaign.publications.uploads import Upload
from campaign.videos.intake import Creator
from campaign.videos.moves import approve
from campaign.videos.storage import FEATURED, video_item
from campaign.videos.video import Video, VideoStatus
from tests.benchmarks.loads import Visit

NUMBERS = (100, 100_000)
WHOLE = (1_000, 4_000, 16_000)
CHANGES = 150
BAR = 1.2
"""A video among the most costs at most this many times one among the fewest."""
_NOW = utc_now()
Attributes = dict[str, Any]


@dataclass(frozen=True)
class Cost:
    """Of one change, on average: calls, items they answered, milliseconds of CPU. `videos`: among how
    many."""

    videos: int
    calls: float
    items: float
    milliseconds: float
    by_operation: dict[str, float]


@dataclass(frozen=True)
class Whole:
    """The whole hub, built where nothing stood: how many files, CPU milliseconds and calls."""

    videos: int
    files: int
    milliseconds: float
    calls: int


class MemoryTable:
    """A DynamoDB client for what the hub reads."""

    def __init__(self) -> None:
        self.items: dict[str, Attributes] = {}
        self.order: list[tuple[str, str]] = []
        self.calls: Counter[str] = Counter()
        self.answered = 0

    def keep(self, one: Video) -> None:
        item = to_attributes(
            video_item(one, version=1, change="video.featured", changed_at=_NOW, correlation_id="bench")
        )
        self.items[item["pk"]["S"]] = item
        row = (item["gsi1sk"]["S"], item["pk"]["S"])
        self.order.insert(bisect_left(self.order, row), row)

    def get_item(self, **_: Any) -> Mapping[str, Any]:
        self.calls["GetItem"] += 1
        return {}

    def batch_get_item(self, *, RequestItems: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: N803 - boto's
        self.calls["BatchGetItem"] += 1
        ((name, asked),) = RequestItems.items()
        found = [self.items[key["pk"]["S"]] for key in asked["Keys"] if key["pk"]["S"] in self.items]
        self.answered += len(found)
        return {"Responses": {name: found}}

    def query(self, **asked: Any) -> Mapping[str, Any]:
        self.calls["Query"] += 1
        values = asked["ExpressionAttributeValues"]
        if values[":pk"]["S"] != FEATURED:
            return {"Items": []}
        limit, newest_first = values.get(":limit", {"S": ""})["S"], not asked["ScanIndexForward"]
        after = asked.get("ExclusiveStartKey")
        low, high = 0, len(self.order)
        if "<=" in asked["KeyConditionExpression"]:
            high = bisect_right(self.order, (limit, "~"))
        else:
            low = bisect_left(self.order, (limit, ""))
        if after is not None:
            at = bisect_left(self.order, (after["gsi1sk"]["S"], after["pk"]["S"]))
            low, high = (low, at) if newest_first else (at + 1, high)
        low, high = (
            (max(low, high - asked["Limit"]), high)
            if newest_first
            else (low, min(high, low + asked["Limit"]))
        )
        rows = [_row(row) for row in self.order[low:high]]
        rows = rows[::-1] if newest_first else rows
        self.answered += len(rows)
        more = low > 0 if newest_first else high < len(self.order)
        return {"Items": rows, **({"LastEvaluatedKey": rows[-1]} if more and rows else {})}


def _row(row: tuple[str, str]) -> Attributes:
    return {"gsi1sk": {"S": row[0]}, "pk": {"S": row[1]}, "sk": {"S": "VIDEO"}}


@dataclass
class MemoryBucket:
    """Implements `campaign.hub.site.Site`: names in order, as S3 has them."""

    files: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    sent: dict[str, int] = field(default_factory=dict)
    """Bytes of each file as the CDN compresses it; only where it is asked for, because it takes longer
    than a build."""
    weighing: bool = False

    def etags(self, scope: Scope) -> dict[str, str]:
        self.calls["S3List"] += len(scope.ranges)
        self.calls["S3Head"] += len(scope.alone)
        found = {path: self.files[path] for path in scope.alone if path in self.files}
        for part in scope.ranges:
            at = bisect_left(self.names, part.folder + part.first)
            while at < len(self.names) and part.holds(self.names[at]):
                found[self.names[at]] = self.files[self.names[at]]
                at += 1
        return found

    def put(self, file: SiteFile, *, replacing: str | None) -> None:
        self.calls["S3Put"] += 1
        if self.weighing:
            self.sent[file.path] = len(gzip.compress(file.body))
        if file.path not in self.files:
            self.names.insert(bisect_left(self.names, file.path), file.path)
        self.files[file.path] = file.etag


class NoFiles:
    def read(self, key: str, *, at_most: int) -> Upload | None:
        return None


def measure(numbers: Iterable[int] = NUMBERS) -> list[Cost]:
    with _quiet():
        return [_cost(number) for number in numbers]


def measure_whole(numbers: Iterable[int] = WHOLE) -> list[Whole]:
    with _quiet():
        return [_whole(number) for number in numbers]


def weigh(videos: int = 500) -> Visit:
    with _quiet():
        table, bucket, ordered = _filled(videos)
        bucket.weighing = True
        _build(_builder(table, bucket, ordered), ordered)
    pages = [
        size
        for path, size in bucket.sent.items()
        if path.startswith(("en/", "ar/")) and path.endswith(".html")
    ]
    once = [size for path, size in bucket.sent.items() if path.startswith("assets/hub.")]
    return Visit(fmean(pages), sum(once), len(once))


@contextmanager
def _quiet() -> Iterator[None]:
    with (
        open(os.devnull, "w", encoding="utf-8") as nowhere,
        patch.object(logger.registered_handler, "stream", nowhere),
        redirect_stdout(nowhere),
    ):
        yield


def _filled(number: int) -> tuple[MemoryTable, MemoryBucket, list[str]]:
    table = MemoryTable()
    for each in range(number):
        table.keep(_featured(each, _NOW - timedelta(minutes=number - each)))
    return table, MemoryBucket(), []


def _builder(table: MemoryTable, bucket: MemoryBucket, ordered: list[str]) -> Builder:
    client: Any = table  # of its calls those that a build makes
    return Builder(
        state=HubStateTable(Table(client, "state"), USUAL),
        site=bucket,
        content=NoFiles(),
        go_on=ordered.append,
        clock=utc_now,
        hub_url="https://hub.example.org",
        api=PublicApi("https://api.example.org/v1", "campaign@example.org"),
    )


def _build(builder: Builder, ordered: list[str]) -> None:
    """All of it, however often a build orders the next one."""
    builder.show(Changes(everything=True))
    while ordered:
        builder.show(changes_in([ordered.pop()]))


def _cost(number: int) -> Cost:
    table, bucket, ordered = _filled(number)
    bucket.files["index.html"], bucket.names = "", ["index.html"]  # so that not all is built, for minutes
    builder = _builder(table, bucket, ordered)
    builder.show(Changes(everything=True))
    gc.freeze()  # what lies in our own memory here would lie in DynamoDB
    operations: Counter[str] = Counter()
    spent = list(_changes(builder, table, bucket, number, operations))
    items, milliseconds = (sum(each) / CHANGES for each in zip(*spent, strict=True))
    by_operation = {name: count / CHANGES for name, count in sorted(operations.items())}
    return Cost(number, operations.total() / CHANGES, items, milliseconds, by_operation)


def _whole(number: int) -> Whole:
    table, bucket, ordered = _filled(number)
    gc.collect()
    began = time.process_time()
    _build(_builder(table, bucket, ordered), ordered)
    spent = time.process_time() - began
    return Whole(number, len(bucket.files), spent * 1e3, table.calls.total() + bucket.calls.total())


def _changes(
    builder: Builder, table: MemoryTable, bucket: MemoryBucket, number: int, operations: Counter[str]
) -> Iterator[tuple[float, float]]:
    """Of each change the items that were read, and milliseconds."""
    for each in range(CHANGES):
        one = _featured(number + each, utc_now())
        table.keep(one)
        table.calls.clear()
        bucket.calls.clear()
        table.answered = 0
        began = time.process_time()
        builder.show(Changes(frozenset({f"video:{one.key}"})))
        spent = time.process_time() - began
        operations.update(table.calls + bucket.calls)
        yield table.answered, spent * 1e3


def _featured(number: int, at: datetime) -> Video:
    reviewed = Video(
        platform="tiktok",
        id=str(7_374_895_375_649_443_115 + number),
        status=VideoStatus.IN_REVIEW,
        source="webhook",
        observed_at=at,
        received_at=at,
        creator=Creator(handle=f"creator{number % 977}"),
        caption="It helped to say it, and to hear that it is not only me. #EndTheStigma",
    )
    return approve(reviewed, by="bench", at=at, feature=True).video


def table(costs: list[Cost]) -> list[str]:
    return [
        "One featured video on the hub   calls   items read   CPU ms",
        *(
            f"  among {cost.videos:>9,}         {cost.calls:9.0f} {cost.items:12.0f} {cost.milliseconds:8.1f}"
            for cost in costs
        ),
    ]


def table_whole(built: list[Whole]) -> list[str]:
    return [
        "The whole hub, built where nothing stood   files   CPU ms a file   calls a file",
        *(
            f"  of {one.videos:>9,} videos {one.files:22,} {one.milliseconds / one.files:15.2f} "
            f"{one.calls / one.files:14.1f}"
            for one in built
        ),
    ]


def missed(costs: list[Cost]) -> list[str]:
    fewest, most = costs[0], costs[-1]
    return [
        f"hub: {name} among {most.videos:,} videos are {there:.1f}, more than {BAR} times {here:.1f}"
        for name, here, there in (
            ("calls", fewest.calls, most.calls),
            ("milliseconds", fewest.milliseconds, most.milliseconds),
        )
        if there > here * BAR
    ]
