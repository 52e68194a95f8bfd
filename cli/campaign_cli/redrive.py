"""`campaign redrive QUEUE`: dead letters back to where they came from, once what failed them is mended.

A message is sent first and deleted then. Whoever is killed in between leaves it in both queues, and every
step of the campaign does a thing twice with one effect; nothing is ever in neither.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME
from campaign_cli.queues import depth

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient
    from mypy_boto3_sqs.type_defs import ChangeMessageVisibilityBatchRequestEntryTypeDef, MessageTypeDef

DEAD_LETTERS = "DeadLetterQueueUrl"
UNDELIVERED = "UndeliveredQueueUrl"
HIDDEN_SECONDS = 300
"""For so long nobody else sees a message that was received; where this command dies it is back after that."""
A_BATCH = 10
"""Messages: the most that SQS takes and gives in one call."""
TELL_EVERY = 100
"""Messages."""

console = Console()

Containing = Annotated[
    str | None,
    typer.Option(help="Only messages whose body contains this, such as an id or a correlation id."),
]
Limit = Annotated[int | None, typer.Option(min=1, help="No more than so many messages.")]
Rate = Annotated[float, typer.Option("--rate", min=0.1, help="No more than so many messages a second.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be sent where, and send nothing.")]


def redrive(
    queue: Annotated[
        str, typer.Argument(metavar="QUEUE", help="lookups, intake, deliveries, undelivered, …")
    ],
    dry_run: DryRun = False,
    containing: Containing = None,
    limit: Limit = None,
    rate: Rate = 10.0,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Send dead letters back to their queue. Safe to break off and to repeat."""
    deployment = chosen_deployment(home, aws, stack_name)
    waiting = depth(deployment, source_of(deployment, queue))
    console.print(f"{queue}: about {waiting} messages are set aside")

    def tell(done: Done) -> None:
        if done.looked_at % TELL_EVERY == 0:
            console.print(f"{done.looked_at} of about {waiting} looked at, {done.sent} sent")

    chosen = Chosen(containing, limit)
    done = Redrive(deployment, queue, chosen, tell=tell, rate=rate).run(dry_run=dry_run)
    console.print(summary(done, dry_run=dry_run))
    if done.failed:
        raise CommandError(
            f"{done.failed} of {queue} could not be sent and stay where they are: {done.why}; mend it, repeat"
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which of the messages: whose body contains a text, and how many at most."""

    containing: str | None = None
    limit: int | None = None

    def takes(self, body: str) -> bool:
        return self.containing is None or self.containing in body


@dataclass(slots=True)
class Done:
    """`sent` by the queue's name · `left`: no queue is known for them · `why`: the last failure."""

    looked_at: int = 0
    by_target: dict[str, int] = field(default_factory=dict)
    left: int = 0
    failed: int = 0
    why: str = ""

    @property
    def sent(self) -> int:
        return sum(self.by_target.values())


@dataclass(frozen=True, slots=True)
class Redrive:
    """`tell` hears of the progress after each message; `pause` waits for so many seconds."""

    deployment: Deployment
    queue: str
    chosen: Chosen
    tell: Callable[[Done], None] = lambda _: None
    rate: float = 10.0
    pause: Callable[[float], None] = time.sleep

    def run(self, *, dry_run: bool) -> Done:
        """Ends when the queue shows nothing that was not looked at. What is not sent is visible again."""
        sqs: SQSClient = self.deployment.client("sqs")
        source = self.deployment.outputs[source_of(self.deployment, self.queue)]
        done, held = Done(), dict[str, str]()
        try:
            for message in _messages(sqs, source, held):
                done.looked_at += 1
                target = self._target(message)
                if target is None or not self.chosen.takes(message["Body"]):
                    done.left += target is None
                elif dry_run:
                    done.by_target[target] = done.by_target.get(target, 0) + 1
                elif self._moved(sqs, source, message, target, done):
                    del held[message["MessageId"]]
                    self.pause(1 / self.rate)
                self.tell(done)
                if done.sent == self.chosen.limit:
                    break
        finally:
            _show_again(sqs, source, list(held.values()))
        return done

    def _moved(self, sqs: SQSClient, source: str, message: MessageTypeDef, target: str, done: Done) -> bool:
        """First sent, then deleted: in this order nothing is lost, wherever it breaks off."""
        try:
            sqs.send_message(QueueUrl=self.deployment.outputs[target], MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
        except (ClientError, BotoCoreError) as error:
            done.failed += 1
            done.why = str(error)
            return False
        done.by_target[target] = done.by_target.get(target, 0) + 1
        return True

    def _target(self, message: MessageTypeDef) -> str | None:
        """The output that names where it belongs: the queue of these dead letters; of what was undelivered
        the queue that the bus or the scheduler says, if it takes the message as it is."""
        source = source_of(self.deployment, self.queue)
        if source != UNDELIVERED:
            return source.replace("DeadLetter", "")
        attribute = message.get("MessageAttributes", {}).get("TARGET_ARN")
        name = attribute.get("StringValue", "").rpartition(":")[2] if attribute else ""
        for output, url in self.deployment.outputs.items():
            # What the intake is sent, the rule makes of the event; the event itself it would not understand.
            if output.endswith("QueueUrl") and url.rpartition("/")[2] == name and output != "IntakeQueueUrl":
                return output
        return None


def source_of(deployment: Deployment, queue: str) -> str:
    """The output that names where this queue's dead letters are. Raises CommandError when there is none."""
    sources = {
        output.removesuffix("QueueUrl").removesuffix("DeadLetter").lower(): output
        for output in deployment.outputs
        if output.endswith((DEAD_LETTERS, UNDELIVERED))
    }
    if found := sources.get(queue.lower()):
        return found
    raise CommandError(
        f"queue {queue}: there are no dead letters of that name; name one of {', '.join(sorted(sources))}"
    )


def summary(done: Done, *, dry_run: bool) -> str:
    verb = "would be sent" if dry_run else "sent"
    lines = [f"{done.looked_at} looked at, {done.sent} {verb}"]
    lines += [
        f"  {count} to {target.removesuffix('QueueUrl').lower()}" for target, count in done.by_target.items()
    ]
    if done.left:
        lines.append(
            f"  {done.left} belong to no queue that takes them as they are: docs/operations.md#dead-letters"
        )
    return "\n".join(lines)


def _messages(sqs: SQSClient, source: str, held: dict[str, str]) -> Iterator[MessageTypeDef]:
    """Each once, though one that was hidden for long comes by again. `held` gets the newest receipt handle of
    each that was received, by its id."""
    seen: set[str] = set()
    while True:
        received = sqs.receive_message(
            QueueUrl=source,
            MaxNumberOfMessages=A_BATCH,
            VisibilityTimeout=HIDDEN_SECONDS,
            WaitTimeSeconds=1,  # long polling asks all of SQS's servers: an empty answer is the end
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        held.update((message["MessageId"], message["ReceiptHandle"]) for message in received)
        new = [message for message in received if message["MessageId"] not in seen]
        if not new:
            return
        seen.update(message["MessageId"] for message in new)
        yield from new


def _show_again(sqs: SQSClient, source: str, handles: list[str]) -> None:
    """Those whose handle has expired are visible already, and are answered as failed."""
    entries: list[ChangeMessageVisibilityBatchRequestEntryTypeDef] = [
        {"Id": str(n), "ReceiptHandle": handle, "VisibilityTimeout": 0} for n, handle in enumerate(handles)
    ]
    for start in range(0, len(entries), A_BATCH):
        sqs.change_message_visibility_batch(QueueUrl=source, Entries=entries[start : start + A_BATCH])
