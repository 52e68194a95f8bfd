"""Videos, departed creators and the policy as items of the state table; docs/data-model.md lists who reads
them by which key."""

from datetime import datetime
from zlib import crc32

from campaign.kernel.clock import iso
from campaign.kernel.item import Item
from campaign.videos.creators import DepartedCreator
from campaign.videos.policy import PublishedPolicy
from campaign.videos.video import Video, VideoKey, VideoStatus

REVIEW_SHARDS = 16
"""Every new video is written under its review partition: one partition takes 1,000 writes a second, sixteen
16,000."""

CHECK_SHARDS = 16
"""Every video with content is under its check partition: the first write of each goes there too."""

FEATURED = "FEATURED"
"""The partition of index 1 with the featured videos, by when they were featured."""
TAKEN_OFF = "TAKEN_OFF"
"""The partition of index 1 with those that were featured and are no more, by when they were taken off."""

Key = tuple[str, str]
POLICY_HEAD: Key = ("POLICY", "HEAD")


def video_key(key: VideoKey) -> Key:
    return f"VIDEO#{key}", "VIDEO"


def creator_key(platform: str, open_id: str) -> Key:
    return f"CREATOR#{platform}:{open_id}", "CREATOR"


def review_partitions() -> list[str]:
    """The partitions of index 1 that together hold the videos to be reviewed, each oldest first."""
    return [f"REVIEW#{shard}" for shard in range(REVIEW_SHARDS)]


def check_partitions() -> list[str]:
    """The partitions of index 3 that together hold the videos with content, each by when it is due."""
    return [f"CHECKS#{shard}" for shard in range(CHECK_SHARDS)]


def videos_of(platform: str, creator: str) -> str:
    """The partition of index 2 with a creator's videos; `creator` is an open_id, or else `@handle` in lower
    case."""
    return f"CREATOR#{platform}:{creator}"


def video_item(
    video: Video, *, version: int, change: str | None, changed_at: datetime, correlation_id: str
) -> Item:
    key = video.key
    pk, sk = video_key(key)
    shard = crc32(key.encode())
    due = _due(video)
    return Item(
        pk=pk,
        sk=sk,
        version=version,
        data=video.model_dump_json(exclude_none=True),
        changed_at=iso(changed_at),
        change=change,
        correlation_id=correlation_id,
        gsi1=_by_status(video, shard),
        gsi2=_by_creator(video, key),
        gsi3=(f"CHECKS#{shard % CHECK_SHARDS}", iso(due)) if due else None,
    )


def next_item(
    old: Item, before: Video, video: Video, *, change: str | None, changed_at: datetime, correlation_id: str
) -> Item:
    """Of a video that `old` holds as it was `before`: mostly its index keys stay, and are not made again."""
    version = old.version + 1
    if _indexed_by(video) != _indexed_by(before):
        return video_item(
            video, version=version, change=change, changed_at=changed_at, correlation_id=correlation_id
        )
    return Item(
        pk=old.pk,
        sk=old.sk,
        version=version,
        data=video.model_dump_json(exclude_none=True),
        changed_at=iso(changed_at),
        change=change,
        correlation_id=correlation_id,
        gsi1=old.gsi1,
        gsi2=old.gsi2,
        gsi3=old.gsi3,
    )


def video_of(item: Item) -> Video:
    return Video.model_validate_json(item.data)


def creator_item(
    creator: DepartedCreator, *, version: int, changed_at: datetime, correlation_id: str
) -> Item:
    pk, sk = creator_key(creator.platform, creator.open_id)
    return Item(
        pk=pk,
        sk=sk,
        version=version,
        data=creator.model_dump_json(),
        changed_at=iso(changed_at),
        correlation_id=correlation_id,
    )


def creator_of(item: Item) -> DepartedCreator:
    return DepartedCreator.model_validate_json(item.data)


def policy_items(policy: PublishedPolicy, correlation_id: str) -> tuple[Item, Item]:
    """The head, which is what is in force, and the revision as it was. Neither is told on the bus: whoever
    needs the policy reads it."""
    pk, sk = POLICY_HEAD
    head = Item(
        pk=pk,
        sk=sk,
        version=policy.revision,
        data=policy.model_dump_json(),
        changed_at=iso(policy.published_at),
        correlation_id=correlation_id,
    )
    return head, head._replace(sk=f"REV#{policy.revision:06d}")


def policy_of(item: Item) -> PublishedPolicy:
    return PublishedPolicy.model_validate_json(item.data)


def _indexed_by(video: Video) -> tuple[object, ...]:
    """All that the index keys are made of, but for the video's own key."""
    return (
        video.status,
        video.received_at,
        video.featured_at,
        video.check_due,
        video.rights_until,
        video.creator,
    )


def _by_status(video: Video, shard: int) -> Key | None:
    if video.status is VideoStatus.IN_REVIEW:
        return f"REVIEW#{shard % REVIEW_SHARDS}", iso(video.received_at)
    if video.featured_at is not None:
        return FEATURED, iso(video.featured_at)
    if (taken_off_at := video.taken_off_at) is not None:
        return TAKEN_OFF, iso(taken_off_at)
    return None


def _due(video: Video) -> datetime | None:
    """Its check, or the end of the right to feature it if that is sooner."""
    if video.rights_until is None or video.featured_at is None:
        return video.check_due
    return min(video.rights_until, video.check_due or video.rights_until)


def _by_creator(video: Video, key: VideoKey) -> Key | None:
    creator = video.creator
    if creator.open_id is not None:
        return videos_of(video.platform, creator.open_id), key
    if creator.handle is not None:
        return videos_of(video.platform, f"@{creator.handle.casefold()}"), key
    return None
