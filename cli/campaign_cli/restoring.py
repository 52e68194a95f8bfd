"""A state table from an export, and what follows from it: schedules, deliveries that were under way, pages.

Everything is put back as it was, but for what had expired and for one attribute: `change`, which the table's
stream tells the campaign by. With it, the stream would tell of everything once more: links would be mailed
again, and cases opened of people who were looked after long ago.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from campaign.announcements.classes import Milestone
from campaign.announcements.ledger import AnnouncementState, Delivery, DeliveryState
from campaign.announcements.messages import PAGE_SIZE, AnnouncementDue, PageDue, WebhookDue
from campaign.announcements.storage import announcement_in, delivery_in
from campaign.audience.subscriber import Channel
from campaign.aws.attributes import Attributes, from_attributes
from campaign.aws.care_words import CareSeal
from campaign.aws.stream import subject_of
from campaign.aws.token_key import TokenKey
from campaign.care.case import CaseId
from campaign.creators.tokens import about_token
from campaign.kernel.change import BusEnvelope, ChangeEvent
from campaign.kernel.item import Item
from campaign_cli.deployment import Deployment

T = TypeVar("T")
CHANGE = "change"
AT_ONCE = 25
"""Items of one BatchWriteItem."""
WRITERS = 8
PAUSE = 0.5
CORRELATION = "restore"
PLANNED = {"SESSION#": "session.changed", "NOTICE#": "notice.changed", "PUB#": "publication.changed"}
"""What the planner sets schedules for, by the beginning of its key, and the change that it follows."""
_UNDER_WAY = frozenset({DeliveryState.CLAIMED, DeliveryState.RELEASED, DeliveryState.HELD})


def kept(items: Iterable[Attributes], now: datetime) -> Iterator[Attributes]:
    """The items as they are put back."""
    for item in items:
        if "expires_at" not in item or int(item["expires_at"]["N"]) > now.timestamp():
            yield {name: value for name, value in item.items() if name != CHANGE}


def fill(deployment: Deployment, items: Iterable[Attributes]) -> int:
    """Put all of them, and answer how many. Idempotent."""
    client, name = deployment.client("dynamodb"), deployment.outputs["TableName"]

    def put(chunk: list[Attributes]) -> int:
        wanted: Any = {name: [{"PutRequest": {"Item": item}} for item in chunk]}
        while wanted:
            wanted = client.batch_write_item(RequestItems=wanted)["UnprocessedItems"]
            if wanted:
                time.sleep(PAUSE)
        return len(chunk)

    with ThreadPoolExecutor(WRITERS) as pool:
        return sum(pool.map(put, _chunks(items, AT_ONCE)))


def stored(deployment: Deployment) -> Iterator[Attributes]:
    """By a scan: the one command that reads all of a table."""
    pages = (
        deployment.client("dynamodb")
        .get_paginator("scan")
        .paginate(TableName=deployment.outputs["TableName"], ConsistentRead=True)
    )
    for page in pages:
        yield from page["Items"]


def copy_bucket(source: Deployment, target: Deployment, output: str) -> int:
    """Every object of the bucket that this output names, by the target's account; answers how many."""
    s3 = target.client("s3")
    copied = 0
    pages = source.client("s3").get_paginator("list_objects_v2").paginate(Bucket=source.outputs[output])
    for page in pages:
        for file in page.get("Contents", ()):
            s3.copy_object(
                Bucket=target.outputs[output],
                Key=file["Key"],
                CopySource={"Bucket": source.outputs[output], "Key": file["Key"]},
            )
            copied += 1
    return copied


def reseal(source: Deployment, target: Deployment, items: Iterable[Attributes]) -> Iterator[Attributes]:
    """Those items that hold ciphertexts of the source's keys, under the target's."""
    tokens, care = (
        tuple(TokenKey(each.client("kms"), each.outputs[key]) for each in (source, target))
        for key in ("TokenKeyArn", "CareKeyArn")
    )
    for item in items:
        pk, sk = item["pk"]["S"], item["sk"]["S"]
        if pk.startswith("WORDS#"):
            case = CaseId(pk.removeprefix("WORDS#"))
            data = json.loads(item["data"]["S"])
            old, new = (CareSeal(key) for key in care)
            data["sealed"] = new.seal(old.open(tuple(data["sealed"]), case), case)
        elif sk == "CONNECTION" and json.loads(item["data"]["S"]).get("tokens"):
            data = json.loads(item["data"]["S"])
            for kind in ("access", "refresh"):
                about = about_token(data["open_id"], kind)
                data["tokens"][kind] = tokens[1].seal(tokens[0].open(data["tokens"][kind], about), about)
        else:
            yield item
            continue
        yield {**item, "data": {"S": json.dumps(data, ensure_ascii=False, separators=(",", ":"))}}


def plans(items: Iterable[Item]) -> Iterator[str]:
    """For the planning queue: every session, notice and publication, as if it had just changed. The planner
    reads the current revision, sets the schedules to come, and sends what is due at once to announce, which
    knows by its own record what has been told."""
    for item in items:
        kind = next((kind for begin, kind in PLANNED.items() if item.pk.startswith(begin)), None)
        if kind and item.sk == "HEAD":
            subject = subject_of(item)
            event = ChangeEvent(
                id=f"{subject}@{item.version}/{CORRELATION}",
                type=kind,
                subject=subject,
                revision=item.version,
                occurred_at=datetime.fromisoformat(item.changed_at),
                correlation_id=CORRELATION,
            )
            yield BusEnvelope(detail=event).model_dump_json(exclude_none=True)


def under_way(items: Iterable[Item]) -> Mapping[str, list[str]]:
    """By the output that names the queue: announcements that were being expanded, and deliveries that waited
    for a morning or another attempt. Their messages and schedules are not in the table; each decides by the
    ledger, and by its class, whether it is still of use."""
    messages: defaultdict[str, list[str]] = defaultdict(list)
    pages: defaultdict[str, list[str]] = defaultdict(list)
    dues: dict[str, AnnouncementDue] = {}
    waiting: list[Delivery] = []
    for item in items:
        if item.pk.startswith("ANN#"):
            record = announcement_in(item)
            dues[record.key] = _due(record.key, record.recorded_at)
            if record.state is AnnouncementState.EXPANDING:
                messages["AnnouncementsQueueUrl"].append(dues[record.key].model_dump_json())
        elif item.pk.startswith("DEL#"):
            delivery = delivery_in(item)
            if delivery.state in _UNDER_WAY:
                waiting.append(delivery)
    for delivery in waiting:
        due = dues.get(delivery.announcement) or _due(delivery.announcement, delivery.recorded_at)
        if delivery.channel is Channel.WEBHOOK:
            body = WebhookDue(announcement=due, subscriber_id=delivery.subscriber_id).model_dump_json()
            messages["WebhooksQueueUrl"].append(body)
        else:
            pages[due.model_dump_json()].append(delivery.subscriber_id)
    for due_json, subscribers in pages.items():
        for chunk in _chunks(sorted(set(subscribers)), PAGE_SIZE):
            page = PageDue(
                announcement=AnnouncementDue.model_validate_json(due_json),
                subscribers=tuple(chunk),
                again=True,
            )
            messages["DeliveriesQueueUrl"].append(page.model_dump_json())
    return messages


def items_of(attributes: Iterable[Attributes]) -> Iterator[Item]:
    """Those that are items of the kernel's kind: figures and counters are not."""
    return (from_attributes(each) for each in attributes if "data" in each)


def _due(key: str, at: datetime) -> AnnouncementDue:
    about, _, milestone = key.rpartition("/")
    subject, _, revision = about.rpartition("@")
    return AnnouncementDue(
        subject=subject,
        revision=int(revision),
        milestone=Milestone(milestone),
        due_at=at,
        correlation_id=CORRELATION,
    )


def _chunks(values: Iterable[T], size: int) -> Iterator[list[T]]:
    chunk: list[T] = []
    for value in values:
        chunk.append(value)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
