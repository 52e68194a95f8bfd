"""Records of the state table's stream, read as change events."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from campaign.aws.attributes import from_attributes
from campaign.care.screening import screen
from campaign.care.sign import Sign, fingerprint, strongest
from campaign.care.tier import Screening
from campaign.kernel.change import ChangeEvent
from campaign.kernel.item import Item

Look = Callable[[str], Screening]

_LEAVES_A_TOMBSTONE = frozenset({"video.gone", "video.withdrawn"})


def change_of(record: Mapping[str, Any], look: Look = screen) -> ChangeEvent | None:
    """What a stream record means to the campaign; None when it means nothing (a ledger entry, a removal)."""
    image = record["dynamodb"].get("NewImage")
    if image is None or "change" not in image:
        return None
    item, before = from_attributes(image), record["dynamodb"].get("OldImage")
    subject = subject_of(item)
    return ChangeEvent(
        id=f"{subject}@{item.version}/{item.change}",
        type=image["change"]["S"],
        subject=subject,
        revision=item.version,
        occurred_at=datetime.fromisoformat(item.changed_at),
        said_at=_said_at(item),
        correlation_id=item.correlation_id or subject,
        **_care(item, from_attributes(before) if before else None, look),
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


def _care(item: Item, before: Item | None, look: Look) -> dict[str, Any]:
    """What a video's caption says of its author, or what its write heard besides, if this write is the first
    that says it. The stream shows every caption that was written, also of a post that is gone by now."""
    if not item.pk.startswith("VIDEO#"):
        return {}
    sign = None
    if item.care and (before is None or item.care != before.care):
        sign = Sign.model_validate_json(item.care)
    if (caption := _caption(item)) and (before is None or caption != _caption(before)):
        sign = strongest(sign, Sign.of(look(caption), fingerprint(caption, subject_of(item))))
    if sign is None:
        return {}
    return {f"care_{name}": value for name, value in sign}


def _caption(item: Item) -> str:
    return str(json.loads(item.data).get("caption") or "")


def _said_at(item: Item) -> datetime | None:
    """A tombstone keeps the moment when its video was said to be gone: waiting in the intake counts."""
    if item.change not in _LEAVES_A_TOMBSTONE:
        return None
    said_at = json.loads(item.data).get("gone_at")
    return datetime.fromisoformat(said_at) if said_at else None
