"""What was counted, as items of the state table; docs/data-model.md lists who reads them by which key."""

from datetime import datetime, timedelta

from pydantic import TypeAdapter

from campaign.figures.contribution import Contribution, CreatorHash
from campaign.figures.counting import Counted, VideosByBucket
from campaign.figures.tally import Bucket, Dimension
from campaign.kernel.clock import iso
from campaign.kernel.item import Item
from campaign.videos.video import VideoKey

SHARDS = 16
"""Each bucket is the sum of as many rows: every write would otherwise meet at one row of the total."""

FORGOTTEN_AFTER = timedelta(days=7)
"""A creator of whom nothing counts is forgotten, but not at once: a row made anew begins at version 1, which
nobody may still hold from before. A function holds what it read for minutes at most."""

Key = tuple[str, str]
_CONTRIBUTION: TypeAdapter[Contribution | None] = TypeAdapter(Contribution | None)
_BY_BUCKET: TypeAdapter[dict[str, int]] = TypeAdapter(dict[str, int])


def counted_key(key: VideoKey) -> Key:
    return f"COUNTED#{key}", "VIDEO"


def creator_key(creator: CreatorHash) -> Key:
    return f"COUNTED#{creator}", "CREATOR"


def bucket_key(bucket: Bucket, shard: int) -> Key:
    return shard_partition(shard), _name(bucket)


def shard_partition(shard: int) -> str:
    return f"FIGURES#{shard}"


def bucket_of(sk: str) -> Bucket:
    dimension, _, value = sk.partition("#")
    return Bucket(Dimension(dimension), value)


def counted_item(key: VideoKey, counted: Counted, at: datetime) -> Item:
    """Its version is the video's."""
    pk, sk = counted_key(key)
    data = _CONTRIBUTION.dump_json(counted.contribution).decode()
    return Item(pk=pk, sk=sk, version=counted.version, data=data, changed_at=iso(at))


def counted_of(item: Item) -> Counted:
    return Counted(item.version, _CONTRIBUTION.validate_json(item.data))


def creator_item(creator: CreatorHash, videos: VideosByBucket, *, version: int, at: datetime) -> Item:
    pk, sk = creator_key(creator)
    by = {_name(bucket): n for bucket, n in videos.items()}
    expires_at = None if by else int((at + FORGOTTEN_AFTER).timestamp())
    data = _BY_BUCKET.dump_json(by).decode()
    return Item(pk=pk, sk=sk, version=version, data=data, changed_at=iso(at), expires_at=expires_at)


def videos_by_bucket_of(item: Item) -> VideosByBucket:
    return {bucket_of(sk): n for sk, n in _BY_BUCKET.validate_json(item.data).items()}


def _name(bucket: Bucket) -> str:
    return f"{bucket.dimension}#{bucket.value}"
