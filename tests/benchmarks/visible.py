"""`make bench-visible`: from a moderator's approval to the hub's page, on the embedded AWS, at a steady rate.

Everything that lies between is in it: the table's stream, the bus, the hub's queue, build_hub, the bucket.
The CDN's cache is not, because the embedded AWS has none: on AWS a page may be 15 seconds older, as its
Cache-Control allows. Ends with 1 when the 99th percentile misses the bar.
"""

import argparse
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import quantiles

import urllib3

from campaign.kernel.clock import utc_now
from campaign.videos.intake import Creator, VideoObserved
from campaign_cli.deployment import Deployment
from campaign_cli.hub_commands import order_build
from campaign_cli.reach import reach
from campaign_cli.second_factor import Authenticator
from campaign_cli.staff import Group, Staff, generated_password
from campaign_cli.staff_api import StaffApi, VideoForStaff
from campaign_cli.waiting import wait_for
from tests.announced import live

BAR = 30.0
"""Seconds, of the 99th percentile."""
PATIENCE = 600
_PAGES = "en/videos/"
_HANDLE = re.compile(rb"@visible\.(\d+)")
_MODERATOR = "moderator@example.org"


@dataclass
class Watcher:
    """Looks at the archive's pages all the time: `seen` is when each video was first there, by its number, in
    seconds of the monotonic clock."""

    deployment: Deployment
    seen: dict[int, float] = field(default_factory=dict)
    _etags: dict[str, str] = field(default_factory=dict)

    def look(self, http: urllib3.PoolManager) -> None:
        s3, bucket = self.deployment.client("s3"), self.deployment.outputs["SiteBucketName"]
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=_PAGES):
            for file in page.get("Contents", ()):
                if self._etags.get(file["Key"]) != file["ETag"]:
                    self._etags[file["Key"]] = file["ETag"]
                    self._read(file["Key"], http)

    def _read(self, path: str, http: urllib3.PoolManager) -> None:
        """As a reader gets it from the CDN."""
        found = reach(self.deployment, f"{self.deployment.outputs['HubUrl']}/{path}")
        body = http.request("GET", found.url, headers=found.headers).data
        now = time.monotonic()
        for number in _HANDLE.findall(body):
            self.seen.setdefault(int(number), now)

    @contextmanager
    def watching(self, pause: float = 0.5) -> Iterator[None]:
        done = threading.Event()

        def watch() -> None:
            with urllib3.PoolManager(timeout=30, retries=False) as http:
                while not done.wait(pause):
                    self.look(http)

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


def measure(rate: int, seconds: int) -> list[float]:
    """Of each approved video the seconds until it was seen. Raises CommandError when one is not."""
    with live.deployed(Path(tempfile.mkdtemp(prefix="visible-"))) as stack:
        deployment = stack.deployment
        order_build(deployment)
        moderator = _moderator(deployment)
        _observe(deployment, rate * seconds)
        wait_for("all videos in review", lambda: _stored(deployment) >= rate * seconds, PATIENCE)
        watcher = Watcher(deployment)
        with watcher.watching():
            approved = _approve(moderator, rate, seconds)
            wait_for("the last video", lambda: approved.keys() <= watcher.seen.keys(), PATIENCE)
    return [watcher.seen[number] - at for number, at in approved.items()]


def _moderator(deployment: Deployment) -> StaffApi:
    password = generated_password()
    Staff(deployment).add(_MODERATOR, [Group.MODERATOR], password)
    return StaffApi.sign_in(deployment, _MODERATOR, password, Authenticator())


def _observe(deployment: Deployment, videos: int) -> None:
    """Into the intake queue, as if TikTok had told of them."""
    sqs, queue = deployment.client("sqs"), deployment.outputs["IntakeQueueUrl"]
    now = utc_now()
    for first in range(0, videos, 10):
        entries = [
            VideoObserved(
                platform="tiktok",
                id=str(7_512_345_678_901_230_000 + number),
                source="webhook",
                observed_at=now,
                creator=Creator(handle=f"visible.{number}"),
                caption=f"number {number} #EndTheStigma",
                hashtags=("EndTheStigma",),
                correlation_id="visible",
            )
            for number in range(first, min(first + 10, videos))
        ]
        sqs.send_message_batch(
            QueueUrl=queue,
            Entries=[{"Id": f"m{one.id}", "MessageBody": one.model_dump_json()} for one in entries],
        )


def _stored(deployment: Deployment) -> int:
    pages = (
        deployment.client("dynamodb")
        .get_paginator("scan")
        .paginate(TableName=deployment.outputs["TableName"], ProjectionExpression="pk, sk")
    )
    return sum(item["sk"]["S"] == "VIDEO" for page in pages for item in page["Items"])


def _approve(moderator: StaffApi, rate: int, seconds: int) -> dict[int, float]:
    """When the moderator asked for each: `rate` of them each second, decided together."""
    approved: dict[int, float] = {}
    waiting: dict[str, VideoForStaff] = {}
    began = time.monotonic()
    for turn in count():
        if len(approved) >= rate * seconds:
            break
        if len(waiting) < rate:
            waiting = {
                video.key: video for video in moderator.review_queue(100) if _number(video) not in approved
            }
        time.sleep(max(0.0, began + turn - time.monotonic()))
        chosen = [waiting.pop(key) for key in list(waiting)[:rate]]
        asked = time.monotonic()
        decided = moderator.feature_all(chosen)
        assert {each.get("status") for each in decided} == {"featured"}, decided
        approved |= {_number(video): asked for video in chosen}
    taken = time.monotonic() - began
    sys.stdout.write(f"{len(approved):,} approvals in {taken:.0f} s: {len(approved) / taken:.1f} a second\n")
    return approved


def _number(video: VideoForStaff) -> int:
    return int(str(video.creator.handle).removeprefix("visible."))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.visible", description=__doc__)
    parser.add_argument("--rate", type=int, default=20, help="approvals a second (%(default)s)")
    parser.add_argument("--seconds", type=int, default=60, help="(%(default)s)")
    asked = parser.parse_args(arguments)
    late = sorted(measure(asked.rate, asked.seconds))
    cuts = quantiles(late, n=100)
    sys.stdout.write(
        f"From approval to visible, {len(late):,} videos at {asked.rate} a second: "
        f"p50 {cuts[49]:.1f} s, p99 {cuts[98]:.1f} s, worst {late[-1]:.1f} s\n"
    )
    if cuts[98] > BAR:
        sys.stdout.write(f"MISSED  p99 is {cuts[98]:.1f} s, the bar is {BAR:.0f} s\n")
        return 1
    sys.stdout.write("The bar holds.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
