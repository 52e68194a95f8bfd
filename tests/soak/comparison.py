"""What the campaign holds at the end of a soak, beside what must come of all that was done: every difference
as a line."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from campaign.announcements.classes import CLASSES, Milestone
from campaign.announcements.deciding import AMBIGUOUS
from campaign.aws.attributes import from_attributes
from campaign.aws.figures import FiguresTable
from campaign.aws.quarantine import TableQuarantine
from campaign.kernel.clock import utc_now
from campaign.videos.storage import video_of
from campaign_cli import replay_model
from campaign_cli.deployment import Deployment
from campaign_cli.embedded_mailbox import Mail
from campaign_cli.queues import dead_lettered
from tests.announced import live
from tests.announced.outbox import key_in, posted
from tests.announced.reader import Reader
from tests.figures_from_scratch import figures_of
from tests.simulators.receiver import ReceivedWebhook
from tests.soak.world import Fate, World

_HANDLE = re.compile(r"@soak\.(\d+)")
_VIDEO, _CASE = "VIDEO#tiktok:", "CARE#"


@dataclass
class Found:
    """Everything that is stored, by key; by a scan, so that whatever should not be there is seen, too."""

    items: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def in_table(cls, deployment: Deployment) -> "Found":
        pages = (
            deployment.client("dynamodb")
            .get_paginator("scan")
            .paginate(TableName=deployment.outputs["TableName"], ConsistentRead=True)
        )
        return cls({(one["pk"]["S"], one["sk"]["S"]): one for page in pages for one in page["Items"]})

    def of(self, prefix: str, sk: str) -> dict[str, str]:
        """The data of all that begin so, by what follows."""
        return {
            pk.removeprefix(prefix): item["data"]["S"]
            for (pk, found), item in self.items.items()
            if pk.startswith(prefix) and found == sk
        }


def of_videos(found: Found, world: World) -> Iterator[str]:
    stored, expected = found.of(_VIDEO, "VIDEO"), world.expected_videos()
    yield from replay_model.differences(expected, stored)
    yield from (f"video {stranger}: nobody told of it" for stranger in stored.keys() - expected.keys())


def of_figures(found: Found, deployment: Deployment) -> Iterator[str]:
    videos = [
        video_of(from_attributes(item))
        for (pk, sk), item in found.items.items()
        if pk.startswith("VIDEO#") and sk == "VIDEO"
    ]
    kept_up, anew = FiguresTable(deployment.state).read(), figures_of(videos)
    if kept_up != anew:
        yield f"figures: kept up {kept_up.total}, from scratch {anew.total}"


def of_cases(found: Found, world: World, stories: Iterable[str]) -> Iterator[str]:
    stored = found.of(_CASE, "HEAD")
    expected = {f"video-tiktok-{post.video.id}": "imminent" for post in world.of_fate(Fate.DISTRESSED)}
    expected |= {f"story-{story}": "general" for story in stories}
    for case in expected.keys() | stored.keys():
        tier = json.loads(stored[case])["tier"] if case in stored else None
        if tier != expected.get(case):
            yield f"case {case}: {tier}, and must be {expected.get(case)}"


def of_sessions(found: Found, revisions: Mapping[str, int]) -> Iterator[str]:
    stored = {name: json.loads(data)["revision"] for name, data in found.of("SESSION#", "HEAD").items()}
    if stored != revisions:
        yield f"sessions: {stored}, and must be {dict(revisions)}"


def of_subscribers(found: Found, stay: Iterable[str], readers: Iterable[str]) -> Iterator[str]:
    stored, expected = set(found.of("SUB#", "SUB")), {*stay, *readers}
    yield from (f"subscriber {one}: gone" for one in expected - stored)
    yield from (f"subscriber {one}: should have left" for one in stored - expected)


@dataclass
class Deliveries:
    """What everybody heard, beside what they must. `explained`: what a function that was killed between a
    claim and its settlement leaves behind, and its class says so: a reminder once or never, a change of plans
    once or twice."""

    expected: Mapping[str, tuple[Reader, ...]]
    explained: Counter[str] = field(default_factory=Counter)
    times: Counter[tuple[str, str]] = field(default_factory=Counter)

    def differences(
        self, deployment: Deployment, mails: Iterable[Mail], webhooks: Iterable[ReceivedWebhook]
    ) -> Iterator[str]:
        wanted = {(key, reader.id) for key, readers in self.expected.items() for reader in readers}
        self.times.update(self._heard(mails, webhooks))
        ledger = {(one["announcement"], one["subscriber_id"]): one for one in live.ledger(deployment)}
        yield from (f"{key} to {who}: nobody asked for it" for key, who in self.times.keys() - wanted)
        yield from (f"ledger, {key} to {who}: nobody asked for it" for key, who in ledger.keys() - wanted)
        for key, who in sorted(wanted):
            yield from self.wrong_with(key, who, ledger.get((key, who), {}))

    def wrong_with(self, key: str, who: str, entry: dict[str, Any]) -> Iterator[str]:
        times, state = self.times[key, who], entry.get("state")
        repeats = CLASSES[Milestone(key.rpartition("/")[2])].repeat_when_ambiguous
        if times == 1 and state == "sent":
            return
        if repeats and state == "sent" and times > 1 and entry["attempts"] >= times:
            self.explained["twice, since the first attempt was ambiguous"] += 1
        elif not repeats and state == "dropped" and entry["reason"] == AMBIGUOUS and times <= 1:
            self.explained[f"sent {times} times and not repeated, since that attempt was ambiguous"] += 1
        else:
            yield f"{key} to {who}: heard {times} times, the ledger says {state} ({entry.get('reason')})"

    def _heard(self, mails: Iterable[Mail], webhooks: Iterable[ReceivedWebhook]) -> Iterator[tuple[str, str]]:
        names = {
            live.address_of(reader, ""): reader.id for readers in self.expected.values() for reader in readers
        }
        for mail in mails:
            tags = {tag.name: tag.value for tag in mail.tags}
            if "announcement" in tags:
                yield key_in(tags["announcement"]), names.get(mail.to[0], mail.to[0])
        for webhook in webhooks:
            if webhook.status == 200:
                reader = webhook.request.path.rpartition("/")[2]
                to = posted(reader, webhook.request.body, utc_now()).to
                yield to.key, reader


def of_quarantine(deployment: Deployment, poison: Iterable[str]) -> Iterator[str]:
    found = Counter(entry.body for entry in TableQuarantine(deployment.state).entries())
    expected = set(poison)
    yield from (f"poison is not in the quarantine: {body}" for body in expected - found.keys())
    yield from (f"in the quarantine, and no poison: {body}" for body in found.keys() - expected)
    yield from (f"in the quarantine {times} times: {body}" for body, times in found.items() if times > 1)


def of_dead_letters(deployment: Deployment) -> Iterator[str]:
    yield from (f"{queue}: {count} messages" for queue, count in dead_lettered(deployment).items())


def of_hub(deployment: Deployment, world: World) -> Iterator[str]:
    """The archive's pages, as they are: nobody has ordered a build of them."""
    s3, bucket = deployment.client("s3"), deployment.outputs["SiteBucketName"]
    shown: set[int] = set()
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="en/videos/"):
        for file in page.get("Contents", ()):
            body = s3.get_object(Bucket=bucket, Key=file["Key"])["Body"].read().decode()
            shown |= {int(place) for place in _HANDLE.findall(body)}
    expected = {post.place for post in world.of_fate(Fate.FEATURED)}
    yield from (f"hub: video {place} is featured and not shown" for place in sorted(expected - shown))
    yield from (f"hub: video {place} is shown and not featured" for place in sorted(shown - expected))
