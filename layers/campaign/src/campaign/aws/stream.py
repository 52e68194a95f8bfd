"""Records of the state table's stream, read as change events."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from campaign.aws.attributes import from_attributes
from campaign.kernel.change import ChangeEvent
from campaign.kernel.item import Item

_LEAVES_A_TOMBSTONE = frozenset({"video.gone", "video.withdrawn"})


def change_of(record: Mapping[str, Any]) -> ChangeEvent | None:
    """What a stream record means to the campaign; None when it means nothing (a ledger entry, a removal)."""
    image = record["dynamodb"].get("NewImage")
    if image is None or "change" not in image:
        return None
    item = from_attributes(image)
    subject = subject_of(item)
    return ChangeEvent(
        id=f"{subject}@{item.version}/{item.change}",
        type=image["change"]["S"],
        subject=subject,
        revision=item.version,
        occurred_at=datetime.fromisoformat(item.changed_at),
        said_at=_said_at(item),
        correlation_id=item.correlation_id or subject,
    )


def keys_of(record: Mapping[str, Any]) -> str:
    """The key of the item that a record is about, for a log; it is there whatever the item holds."""
    keys = record["dynamodb"]["Keys"]
    return f"{keys['pk']['S']} {keys['sk']['S']}"


def subject_of(item: Item) -> str:
    """`SESSION#ramadan-talk` is `session:ramadan-talk`, `PUB#toolkit#friend` is `toolkit:friend`; what there
    is one of, such as `HOLD`, is the campaign's: `hold:campaign`."""
    kind, _, name = item.pk.removeprefix("PUB#").partition("#")
    return f"{kind.lower()}:{name or 'campaign'}"


def _said_at(item: Item) -> datetime | None:
    """A tombstone keeps the moment when its video was said to be gone: waiting in the intake counts."""
    if item.change not in _LEAVES_A_TOMBSTONE:
        return None
    said_at = json.loads(item.data).get("gone_at")
    return datetime.fromisoformat(said_at) if said_at else None
