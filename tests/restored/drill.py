"""A campaign is invented, exported, restored into a second stack of the same account, and compared with
it."""

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3

from campaign.aws.attributes import Attributes
from campaign.aws.care_words import CareSeal
from campaign.aws.connections import ConnectionTable
from campaign.aws.figures import FiguresTable
from campaign.aws.token_key import TokenKey
from campaign.care.case import CaseId
from campaign.care.words import words_of
from campaign.creators.connection import Connection, Consent, SealedTokens
from campaign.creators.tokens import about_token
from campaign.hub.pages import gone
from campaign.kernel.clock import utc_now
from campaign.videos.intake import Creator, Source, VideoObserved, write_message
from campaign_cli import restoring, sam
from campaign_cli.deployment import Deployment
from campaign_cli.embedded import EmbeddedAws
from campaign_cli.embedded_mailbox import sent_mail
from campaign_cli.hub_commands import order_build
from campaign_cli.project import ROOT
from campaign_cli.publish import publish_approved
from campaign_cli.queues import dead_lettered, depth
from campaign_cli.reach import reach
from campaign_cli.restore import Restored, restore_into
from campaign_cli.second_factor import Authenticator
from campaign_cli.staff import Group, Staff, generated_password
from campaign_cli.staff_api import StaffApi
from campaign_cli.stillness import Stillness
from campaign_cli.table_export import export_table
from tests.announced import live
from tests.announced.program import DAY, Act
from tests.announced.reader import Reader
from tests.soak.actors import AWAKE, Web

SECOND = "second"
BUCKET = "exports-of-the-drill"
CONTENT = ("guide", "toolkits")
AT_ONCE = 25
"""Videos that are decided together."""
STILL_SECONDS = 3
STORY = "a story that only care reviewers read"
OPEN_ID, TOKEN = "act.restored", "a token that TikTok gave"
ADDRESSES = ("HubUrl", "PublicApiUrl", "ConsoleUrl", "SubscribeUrl", "ConnectUrl")
"""Of a stack itself: its pages name them."""
_STORY = re.compile(r"/stories/([0-9a-f]{32})/deletion")


@dataclass
class Drill:
    """`faults`: every difference between the two, as a line."""

    export: str = ""
    restored: Restored = field(default_factory=Restored)
    seconds: dict[str, float] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def drill(home: Path, videos: int, readers: int) -> Drill:
    result = Drill()
    with live.deployed(home) as stack:
        first, aws = stack.deployment, stack.aws
        order_build(first)
        _invent(first, stack.staff, videos, readers)
        live.rest(first)
        story = _tell(first)
        _connect(first)
        live.rest(first)
        before = _schedules(first)
        Stillness(first).keep()  # what is exported is what is compared

        began = time.monotonic()
        first.client("s3").create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        result.export = export_table(first, BUCKET)
        result.seconds["export"] = time.monotonic() - began
        exported = {_key(item): item for item in restoring.stored(first)}

        began = time.monotonic()
        second = sam.deploy(aws, {"CampaignName": SECOND}, f"{SECOND}-local")
        result.seconds["second stack deployed"] = time.monotonic() - began
        told = len(sent_mail(aws.endpoint))
        result.faults += _acts_when_still(second)
        began = time.monotonic()
        result.restored = restore_into(second, result.export, first)
        live.rest(second)
        result.seconds["restored, until all queues rest"] = time.monotonic() - began

        result.faults += [
            *_of_table(exported, second),
            *_of_site(first, second),
            *_of_schedules(before, _schedules(second)),
            *_of_words(second, story),
            *(f"{queue}: {count} dead letters" for queue, count in dead_lettered(second).items()),
        ]
        mails = sent_mail(aws.endpoint)[told:]
        result.faults += [f"sent once more: {mail.subject}" for mail in mails]
        if FiguresTable(first.state).read() != FiguresTable(second.state).read():
            result.faults.append("the figures are others")
        result.counted = {
            "items": len(exported),
            "videos": videos,
            "subscribers": readers,
            "files of the hub": len(_site(second)),
            "schedules": len(before),
        }
        result.faults += _goes_on(second, aws, readers)
    return result


def _invent(first: Deployment, publisher: StaffApi, videos: int, readers: int) -> None:
    reviewer = _staff(first, Group.REVIEWER, Group.MODERATOR)
    for kind in CONTENT:
        publish_approved(first, ROOT / "content" / kind, reviewer)
    invented = [
        Reader(f"reader-{number:05}", "ar" if number % 2 else "en", quiet=AWAKE) for number in range(readers)
    ]
    live.register(first, invented, "")
    acts = [
        Act(0, "moved", "added", 5 * DAY),
        Act(0, "kept", "added", 6 * DAY),
        Act(0, "off", "added", 7 * DAY),
        Act(1, "moved", "moved", 8 * DAY),
        Act(1, "off", "cancelled"),
    ]
    live.perform(acts, live.Stack(EmbeddedAws(), first, publisher))
    _observe(first, videos)
    live.rest(first)
    waiting = reviewer.review_queue(100)
    for start in range(0, len(waiting), AT_ONCE):
        reviewer.feature_all(waiting[start : start + AT_ONCE])


def _observe(first: Deployment, videos: int) -> None:
    now = utc_now()
    sources: tuple[Source, ...] = ("webhook", "search", "submission")
    for number in range(videos):
        one = VideoObserved(
            platform="tiktok",
            id=str(7_600_000_000_000_000_000 + number),
            source=sources[number % 3],
            observed_at=now - timedelta(seconds=number),
            creator=Creator(handle=f"restored.{number}"),
            caption=f"kind words number {number} #EndTheStigma",
            hashtags=("EndTheStigma",),
            correlation_id="drill",
        )
        first.client("sqs").send_message(
            QueueUrl=first.outputs["IntakeQueueUrl"], MessageBody=write_message(one)
        )


def _staff(deployment: Deployment, *groups: Group) -> StaffApi:
    email, password = f"{groups[0]}@{deployment.stack_name}.example.org", generated_password()
    Staff(deployment).add(email, groups, password)
    return StaffApi.sign_in(deployment, email, password, Authenticator())


def _tell(first: Deployment) -> CaseId:
    """A story, by the public form; answers its case."""
    form = {"story": STORY, "contact": "", "country": "", "agreed": "yes", "lang": "en"}
    told = _STORY.search(Web(first).ask(first.outputs["PublicApiUrl"] + "/stories", form))
    assert told
    return CaseId(f"story-{told[1]}")


def _connect(first: Deployment) -> None:
    """A connected creator, whose posts are listed next in a year."""
    key, now = TokenKey(first.client("kms"), first.outputs["TokenKeyArn"]), utc_now()
    later = now + timedelta(days=365)
    connection = Connection(
        open_id=OPEN_ID,
        tokens=SealedTokens(
            access=key.seal(TOKEN, about_token(OPEN_ID, "access")),
            access_until=later,
            refresh=key.seal(TOKEN, about_token(OPEN_ID, "refresh")),
            refresh_until=later,
        ),
        scope=("video.list",),
        consent=Consent(version="1", language="en", agreed_at=now),
        connected_at=now,
        leave_hash="0" * 64,
        due_at=later,
    )
    ConnectionTable(first.state).connect(connection)


def _acts_when_still(second: Deployment) -> Iterator[str]:
    """What is kept still takes nothing in, and answers nobody."""
    Stillness(second).keep()
    sqs, queue = second.client("sqs"), second.outputs["IntakeQueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="poison")
    found = reach(second, second.outputs["SubscribeUrl"] + "?lang=en")
    answer = urllib3.request("GET", found.url, headers=found.headers, retries=False)
    time.sleep(STILL_SECONDS)
    if answer.status < 429:
        yield f"a function that is kept still answered {answer.status}"
    if list(restoring.stored(second)) or depth(second, "IntakeQueueUrl") != 1:
        yield "a queue's function that is kept still has taken a message"
    sqs.purge_queue(QueueUrl=queue)


def _of_table(exported: dict[tuple[str, str], Attributes], second: Deployment) -> Iterator[str]:
    """The same items, but for `change`, and what keys of the first stack had sealed."""
    there = {_key(item): item for item in restoring.stored(second)}
    for key in exported.keys() | there.keys():
        before, after = exported.get(key), there.get(key)
        if key[0].startswith("WORDS#") or key[1] == "CONNECTION":
            if after is None or before is None or after["data"] == before["data"]:
                yield f"{key}: not sealed anew"
        elif before is None or {**before, "change": None} != {**(after or {}), "change": None}:
            yield f"{key}: {before} before, and {after}"


def _of_words(second: Deployment, story: CaseId) -> Iterator[str]:
    """What was sealed opens with the second stack's own keys."""
    kms, table = second.client("kms"), second.state
    item = table.get(words_of(story), "STORY")
    seal = CareSeal(TokenKey(kms, second.outputs["CareKeyArn"]))
    if item is None or STORY not in seal.open(tuple(json.loads(item.data)["sealed"]), story):
        yield "the story cannot be read"
    stored = ConnectionTable(table).get(OPEN_ID)
    tokens = stored.connection.tokens if stored else None
    key = TokenKey(kms, second.outputs["TokenKeyArn"])
    if tokens is None or key.open(tokens.access, about_token(OPEN_ID, "access")) != TOKEN:
        yield "the creator's token cannot be opened"


def _of_site(first: Deployment, second: Deployment) -> Iterator[str]:
    """Byte by byte, but for the addresses of the two stacks themselves, and for what only says that it is not
    here any more: the second stack never had it."""
    before, after = (
        {
            path: _named(path, body, stack)
            for path, body in _site(stack).items()
            if (instead := gone(path)) is None or instead.body != body
        }
        for stack in (first, second)
    )
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            yield f"the hub's {path}: {'not there' if path not in after else 'another one'}"


def _named(path: str, body: bytes, deployment: Deployment) -> bytes:
    """With what the two stacks have apart by the same name: addresses, lines of a calendar that are folded in
    the middle of one, and the digest in which they are."""
    if path.endswith(".ics"):
        body = body.replace(b"\r\n ", b"")
    if path == "campaign.json":
        document = json.loads(body)
        del document["revision"]
        body = json.dumps(document).encode()
    for name in ADDRESSES:
        for part in (deployment.outputs[name], urlsplit(deployment.outputs[name]).netloc):
            body = body.replace(part.encode(), f"<{name}>".encode())
    return body


def _site(deployment: Deployment) -> dict[str, bytes]:
    s3, bucket = deployment.client("s3"), deployment.outputs["SiteBucketName"]
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {
        file["Key"]: s3.get_object(Bucket=bucket, Key=file["Key"])["Body"].read()
        for page in pages
        for file in page.get("Contents", ())
    }


def _schedules(deployment: Deployment) -> dict[str, tuple[str, dict[str, Any]]]:
    """By name: when, and what is sent then, but for who caused it."""
    client, group = deployment.client("scheduler"), deployment.outputs["ScheduleGroup"]
    found = {}
    for page in client.get_paginator("list_schedules").paginate(GroupName=group):
        for one in page["Schedules"]:
            schedule = client.get_schedule(GroupName=group, Name=one["Name"])
            sent = json.loads(schedule["Target"]["Input"])
            sent.pop("correlation_id", None)
            found[one["Name"]] = (schedule["ScheduleExpression"], sent)
    return found


def _of_schedules(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield f"schedule {name}: {before.get(name)} before, and {after.get(name)}"


def _goes_on(second: Deployment, aws: EmbeddedAws, readers: int) -> Iterator[str]:
    """A new session is told to everybody, once: their addresses can be read, and everything is on again."""
    told = len(sent_mail(aws.endpoint))
    live.perform([Act(0, "new", "added", 9 * DAY)], live.Stack(aws, second, _staff(second, Group.PUBLISHER)))
    live.rest(second)
    heard = Counter(mail.to[0] for mail in sent_mail(aws.endpoint)[told:])
    if len(heard) != readers or set(heard.values()) != {1}:
        yield f"of a new session {len(heard)} of {readers} heard, {sum(heard.values())} times in all"


def _key(item: Attributes) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]
