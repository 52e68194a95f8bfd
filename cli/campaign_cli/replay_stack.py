"""The deployed side of a replay: start it, send to it, wait for it, and see what it holds."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from botocore.exceptions import ClientError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from campaign.aws.quarantine import TableQuarantine
from campaign.aws.queue import Queue
from campaign.aws.table import Table
from campaign_cli import sam
from campaign_cli.deployment import Deployment
from campaign_cli.embedded import EmbeddedAws
from campaign_cli.errors import CommandError
from campaign_cli.queues import dead_lettered, depth

SENDERS = 4
PART = 100
STANDSTILL_SECONDS = 180.0
"""Longer than a message that failed stays hidden before it is tried again."""
QUIET_POLLS = 3
"""A queue's figures are approximate: it is empty when it has said so several times in a row."""
POLL_SECONDS = 0.5


@dataclass(frozen=True)
class Held:
    """What a deployment holds at one moment: TikTok videos by id as stored, and how much went astray."""

    videos: dict[str, str]
    dead_letters: int
    quarantined: int

    @classmethod
    def by(cls, deployment: Deployment) -> "Held":
        state = deployment.state
        return cls(
            videos=dict(_videos(state)),
            dead_letters=sum(dead_lettered(deployment).values()),
            quarantined=sum(1 for _ in TableQuarantine(state).entries()),
        )


@contextmanager
def running_deployment(home: Path, console: Console) -> Iterator[Deployment]:
    """The campaign in the embedded AWS, deployed if it is not; what the replay starts ends with it."""
    aws = EmbeddedAws(home)
    was_running = aws.instance is not None
    try:
        if not was_running:
            with console.status("Starting the embedded AWS"):
                aws.start()
        yield _deployed(aws, console)
    finally:
        if not was_running:
            aws.stop()


def take_in(deployment: Deployment, bodies: Sequence[str], console: Console) -> float:
    """Send the bodies to the intake queue and wait until it is empty; answers how many seconds that took.

    Raises CommandError when the queue stands still.
    """
    queue = Queue(deployment.client("sqs"), deployment.outputs["IntakeQueueUrl"])
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
    )
    with (
        Progress(*columns, TimeElapsedColumn(), console=console) as progress,
        ThreadPoolExecutor(SENDERS) as pool,
    ):
        sending = progress.add_task("sent", total=len(bodies), rate="")
        taking = progress.add_task("taken in", total=len(bodies), rate="")
        parts = [bodies[first : first + PART] for first in range(0, len(bodies), PART)]
        sends = {pool.submit(queue.send_all, part): len(part) for part in parts}
        began = moved_at = time.monotonic()
        quiet, taken = 0, 0
        while quiet < QUIET_POLLS:
            time.sleep(POLL_SECONDS)
            sent = sum(size for send, size in sends.items() if send.done() and send.result() is None)
            before, taken = taken, max(sent - depth(deployment, "IntakeQueueUrl"), 0)
            now = time.monotonic()
            moved_at = now if taken != before else moved_at
            if now - moved_at > STANDSTILL_SECONDS:
                raise CommandError("the intake queue stands still; see the log of ingest_videos")
            quiet = quiet + 1 if taken == len(bodies) else 0
            progress.update(sending, completed=sent)
            progress.update(taking, completed=taken, rate=f"{taken / (now - began):.0f} videos/s")
        return time.monotonic() - began


def _deployed(aws: EmbeddedAws, console: Console) -> Deployment:
    deployment = Deployment.embedded(aws, sam.STACK_NAME)
    try:
        if deployment.outputs:
            return deployment
    except ClientError:  # there is no such stack yet
        console.print("No campaign is deployed there yet")
    with console.status("Building and deploying the campaign"):
        return sam.deploy(aws)


def _videos(state: Table) -> Iterator[tuple[str, str]]:
    """By a scan: whatever should not be there is to be seen too."""
    pages = state.client.get_paginator("scan").paginate(
        TableName=state.name,
        FilterExpression="begins_with(pk, :video)",
        ExpressionAttributeValues={":video": {"S": "VIDEO#tiktok:"}},
        ConsistentRead=True,
    )
    for page in pages:
        for item in page["Items"]:
            yield item["pk"]["S"].removeprefix("VIDEO#tiktok:"), item["data"]["S"]
