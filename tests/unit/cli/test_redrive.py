"""`campaign redrive`: dead letters go back, and none is lost wherever the command is killed."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.redrive import Chosen, Done, Redrive, source_of, summary
from tests.unit.template_resources import Resources


class KilledError(BaseException):
    """The process ends here: nothing that it would still do is done."""


class Mortal:
    """An SQS client that is killed before or after its call number `at`."""

    def __init__(self, at: int, *, after: bool) -> None:
        self._sqs, self._left, self._after = boto3.client("sqs"), at, after

    def __getattr__(self, name: str) -> Any:
        def call(**arguments: Any) -> Any:
            self._left -= 1
            if self._left < 0 or (self._left == 0 and not self._after):
                raise KilledError
            answer = getattr(self._sqs, name)(**arguments)
            if self._left == 0:
                raise KilledError
            return answer

        return call


@pytest.fixture
def deployment(resources: Resources) -> Deployment:
    found = Deployment("unit", boto3.Session())
    found.outputs = {
        "IntakeQueueUrl": resources.queue_url("intake"),
        "IntakeDeadLetterQueueUrl": resources.queue_url("intakedeadletter"),
        "HubQueueUrl": resources.queue_url("hub"),
        "UndeliveredQueueUrl": resources.queue_url("undelivered"),
    }
    return found


def put(deployment: Deployment, output: str, *bodies: str, target: str | None = None) -> None:
    attributes: Any = {"TARGET_ARN": {"DataType": "String", "StringValue": target}} if target else {}
    for body in bodies:
        boto3.client("sqs").send_message(
            QueueUrl=deployment.outputs[output], MessageBody=body, MessageAttributes=attributes
        )


def bodies(deployment: Deployment, output: str) -> Counter[str]:
    """Of all that can be received now."""
    return Counter(_received(deployment.outputs[output]))


def _received(url: str) -> Iterator[str]:
    while found := boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        yield from (message["Body"] for message in found)


def redriven(deployment: Deployment, queue: str = "intake", *, dry_run: bool = False, **chosen: Any) -> Done:
    drive = Redrive(deployment, queue, Chosen(**chosen), pause=lambda _: None)
    return drive.run(dry_run=dry_run)


def test_dead_letters_go_back_to_their_queue(deployment: Deployment) -> None:
    put(deployment, "IntakeDeadLetterQueueUrl", *(f"message {n}" for n in range(23)))

    done = redriven(deployment)

    assert (done.looked_at, done.sent, done.failed) == (23, 23, 0)
    assert bodies(deployment, "IntakeQueueUrl") == Counter(f"message {n}" for n in range(23))
    assert not bodies(deployment, "IntakeDeadLetterQueueUrl")


def test_a_dry_run_says_what_would_go_and_leaves_all_of_it_to_be_received(deployment: Deployment) -> None:
    put(deployment, "IntakeDeadLetterQueueUrl", "one", "two")

    done = redriven(deployment, dry_run=True)

    assert "2 would be sent" in summary(done, dry_run=True)
    assert not bodies(deployment, "IntakeQueueUrl")
    assert bodies(deployment, "IntakeDeadLetterQueueUrl") == Counter(["one", "two"])


def test_those_that_are_not_meant_stay_and_can_be_received_at_once(deployment: Deployment) -> None:
    put(deployment, "IntakeDeadLetterQueueUrl", "tiktok:1", "tiktok:2", "youtube:3")

    redriven(deployment, containing="tiktok:")

    assert bodies(deployment, "IntakeQueueUrl") == Counter(["tiktok:1", "tiktok:2"])
    assert bodies(deployment, "IntakeDeadLetterQueueUrl") == Counter(["youtube:3"])


def test_no_more_than_asked_for_go_back_and_the_rest_can_be_received_at_once(deployment: Deployment) -> None:
    put(deployment, "IntakeDeadLetterQueueUrl", *(f"message {n}" for n in range(15)))

    assert redriven(deployment, limit=2).sent == 2
    assert bodies(deployment, "IntakeQueueUrl").total() == 2
    assert bodies(deployment, "IntakeDeadLetterQueueUrl").total() == 13


def test_more_than_a_batch_that_is_not_meant_can_be_received_at_once(deployment: Deployment) -> None:
    put(deployment, "IntakeDeadLetterQueueUrl", *(f"message {n}" for n in range(23)))

    assert redriven(deployment, containing="none of them").looked_at == 23
    assert bodies(deployment, "IntakeDeadLetterQueueUrl").total() == 23


def test_a_message_that_is_gone_meanwhile_stops_nothing(
    deployment: Deployment,
) -> None:
    """Its handle is good no more when the rest is shown again, as one that has expired."""
    put(deployment, "IntakeDeadLetterQueueUrl", "a", "b")
    url = deployment.outputs["IntakeDeadLetterQueueUrl"]

    def tell(done: Done) -> None:
        if done.looked_at == 1:
            boto3.client("sqs").purge_queue(QueueUrl=url)

    drive = Redrive(deployment, "intake", Chosen("none of them"), tell=tell, pause=lambda _: None)
    assert drive.run(dry_run=False).looked_at == 2


def test_the_pace_is_kept_between_messages(deployment: Deployment) -> None:
    put(deployment, "IntakeDeadLetterQueueUrl", "a", "b", "c")
    pauses: list[float] = []

    Redrive(deployment, "intake", Chosen(), rate=4.0, pause=pauses.append).run(dry_run=False)

    assert pauses == [0.25] * 3


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", range(1, 9))
def test_killed_at_any_call_it_loses_nothing(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, call: int, after: bool
) -> None:
    """Three messages take eight calls: receive, then send and delete for each, then receive."""
    put(deployment, "IntakeDeadLetterQueueUrl", "a", "b", "c")
    mortal = Mortal(call, after=after)
    monkeypatch.setattr(deployment, "client", lambda _: mortal)
    with pytest.raises(KilledError):
        redriven(deployment)

    in_both = in_sight(deployment, "IntakeQueueUrl") | in_sight(deployment, "IntakeDeadLetterQueueUrl")
    assert in_both == {"a", "b", "c"}


def in_sight(deployment: Deployment, output: str) -> set[str]:
    """Hidden messages too, as they are once HIDDEN_SECONDS have passed: moto's own store says."""
    from moto.sqs.models import sqs_backends

    (backend,) = [
        backend for regions in sqs_backends.values() for backend in regions.values() if backend.queues
    ]
    queue = backend.queues[deployment.outputs[output].rpartition("/")[2]]
    return {message.body for message in queue._messages}


def test_a_message_that_cannot_be_sent_stays_and_is_told_of(deployment: Deployment) -> None:
    put(deployment, "IntakeDeadLetterQueueUrl", "a")
    deployment.outputs["IntakeQueueUrl"] += "-that-is-not-there"

    done = redriven(deployment)

    assert (done.sent, done.failed) == (0, 1)
    assert "NonExistentQueue" in done.why
    assert bodies(deployment, "IntakeDeadLetterQueueUrl") == Counter(["a"])


def test_what_was_undelivered_goes_to_the_queue_that_it_was_for(
    deployment: Deployment, resources: Resources
) -> None:
    put(deployment, "UndeliveredQueueUrl", "an event", target=resources.queue_arn("hub"))
    put(deployment, "UndeliveredQueueUrl", "a blocked creator", target=resources.queue_arn("intake"))
    put(deployment, "UndeliveredQueueUrl", "positions of a stream")

    done = redriven(deployment, "undelivered")

    assert bodies(deployment, "HubQueueUrl") == Counter(["an event"])
    assert (done.sent, done.left) == (1, 2)
    assert "2 belong to no queue" in summary(done, dry_run=False)
    assert bodies(deployment, "UndeliveredQueueUrl").total() == 2


def test_a_queue_that_is_not_there_is_answered_with_those_that_are(deployment: Deployment) -> None:
    with pytest.raises(CommandError, match="name one of intake, undelivered"):
        source_of(deployment, "intakes")
