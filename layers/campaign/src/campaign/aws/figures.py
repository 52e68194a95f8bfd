"""The campaign's figures in the state table: moved along its stream, read as sums of their shards."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from campaign.aws.attributes import from_attributes
from campaign.aws.errors import translated
from campaign.aws.table import Table
from campaign.figures.contribution import contribution_of
from campaign.figures.counting import News, Settlement, creators_moved, settle
from campaign.figures.storage import (
    SHARDS,
    Key,
    bucket_key,
    bucket_of,
    counted_item,
    counted_key,
    counted_of,
    creator_item,
    creator_key,
    shard_partition,
    videos_by_bucket_of,
)
from campaign.figures.tally import MEASURES, TOTAL, Bucket, CampaignFigures, Tally
from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, TransientError
from campaign.kernel.item import Item
from campaign.videos.storage import video_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef as Action

VIDEOS = 34
"""In one transaction: 34 new ones are 68 actions, which leaves 32 of 100 to the buckets that they move."""
_ACTIONS = 100
_TRIES = 6
_ADD = "ADD " + ", ".join(f"#{name} :{name}" for name in MEASURES)  # by placeholders: VIEWS is reserved
_NAMES = {f"#{name}": name for name in MEASURES}


def news_of(record: Mapping[str, Any]) -> News:
    """What a stream record says of a video."""
    item = from_attributes(record["dynamodb"]["NewImage"])
    video = video_of(item)
    return News(video.key, item.version, contribution_of(video))


class FigureCounter:
    """Counts each version of a video at most once, and none after a newer one.

    What was counted and the buckets that it moves are written in one transaction, on condition that nobody
    else has counted the same videos or creators since they were read.
    """

    def __init__(self, table: Table, clock: Clock, pause: Callable[[float], None] = time.sleep) -> None:
        self.table = table
        self.clock = clock
        self.pause = pause

    def count(self, news: Sequence[News]) -> None:
        """At most 34 of them. Raises TransientError when others were faster every time or AWS throttles: some
        may be counted by then, and all may be handed in again."""
        for attempt in range(1, _TRIES + 1):
            try:
                self._count(news)
                return
            except (ConflictError, TransientError) as error:
                if attempt == _TRIES:
                    raise TransientError("figures", error.rule, "count these videos again") from error
            # Up to 1.6 s in the end: functions that clashed must not go on in step.
            self.pause(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311 - nothing to guess here

    def _count(self, news: Sequence[News]) -> None:
        keys = {one.key: counted_key(one.key) for one in news}
        rows = self.table.get_many(keys.values())
        counted = {video: counted_of(rows[key]) for video, key in keys.items() if key in rows}
        moved = {creator: creator_key(creator) for creator in creators_moved(news, counted)}
        rows |= self.table.get_many(moved.values())
        creators = {creator: videos_by_bucket_of(rows[key]) for creator, key in moved.items() if key in rows}
        settlement = settle(news, counted, creators)
        actions = list(self._actions(settlement, rows))
        if len(actions) > _ACTIONS:
            half = len(news) // 2
            self._count(news[:half])
            self._count(news[half:])
        elif actions:
            self.table.transact("figures", actions)

    def _actions(self, settlement: Settlement, rows: Mapping[Key, Item]) -> Iterator[Action]:
        now = self.clock()
        for video, counted in settlement.videos.items():
            row = rows.get(counted_key(video))
            yield self.table.put_action(counted_item(video, counted, now), row.version if row else None)
        for creator, videos in settlement.creators.items():
            row = rows.get(creator_key(creator))
            item = creator_item(creator, videos, version=row.version + 1 if row else 1, at=now)
            yield self.table.put_action(item, row.version if row else None)
        # Another one at every try: it may have been this shard that two functions met at.
        shard = random.randrange(SHARDS)  # noqa: S311 - nothing to guess here
        for bucket, move in settlement.moves.items():
            pk, sk = bucket_key(bucket, shard)
            yield {
                "Update": {
                    "TableName": self.table.name,
                    "Key": {"pk": {"S": pk}, "sk": {"S": sk}},
                    "UpdateExpression": _ADD,
                    "ExpressionAttributeNames": _NAMES,
                    "ExpressionAttributeValues": {
                        f":{name}": {"N": str(value)} for name, value in move.model_dump().items()
                    },
                }
            }


class FiguresTable:
    """Reads lag by a moment, and while videos move the shards are not of one instant."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def read(self) -> CampaignFigures:
        """All figures: one query a shard."""
        return CampaignFigures.summed(self._tallies())

    def totals(self) -> Tally:
        """The total alone, in one call."""
        keys: list[dict[str, Any]] = []
        for shard in range(SHARDS):
            pk, sk = bucket_key(TOTAL, shard)
            keys.append({"pk": {"S": pk}, "sk": {"S": sk}})
        with translated("figures"):
            answer = self.table.client.batch_get_item(RequestItems={self.table.name: {"Keys": keys}})
        if answer.get("UnprocessedKeys"):
            raise TransientError("figures", "DynamoDB left some keys unread", "try again")
        return CampaignFigures.summed(_read(answer["Responses"][self.table.name])).total

    def _tallies(self) -> Iterator[tuple[Bucket, Tally]]:
        pages = self.table.client.get_paginator("query")
        for shard in range(SHARDS):
            with translated("figures"):
                for page in pages.paginate(
                    TableName=self.table.name,
                    KeyConditionExpression="pk = :pk",
                    ExpressionAttributeValues={":pk": {"S": shard_partition(shard)}},
                ):
                    yield from _read(page["Items"])


def _read(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Bucket, Tally]]:
    for row in rows:
        yield bucket_of(row["sk"]["S"]), Tally(**{name: int(row[name]["N"]) for name in MEASURES})
