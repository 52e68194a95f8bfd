"""Records of the state table's stream, read as change events."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from campaign.aws.attributes import from_attributes
from campaign.care.screening import screen
from campaign.care.sign import Sign, strongest
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
        **_care(item, look),
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


def _care(item: Item, look: Look) -> dict[str, Any]:
    """What a video's caption says of its author, or what its write heard besides. The stream shows every
    caption that was written, also of a post that is gone by now."""
    sign = Sign.model_validate_json(item.care) if item.care else None
    if item.pk.startswith("VIDEO#") and (caption := json.loads(item.data).get("caption")):
        sign = strongest(sign, Sign.of(look(caption)))
    if sign is None:
        return {}
    return {"care_tier": sign.tier, "care_score": sign.score, "care_reasons": sign.reasons}


def _said_at(item: Item) -> datetime | None:
    """A tombstone keeps the moment when its video was said to be gone: waiting in the intake counts."""
    if item.change not in _LEAVES_A_TOMBSTONE:
        return None
    said_at = json.loads(item.data).get("gone_at")
    return datetime.fromisoformat(said_at) if said_at else None
