"""How many messages are in the queues of a deployment."""

from collections.abc import Iterable, Mapping

from campaign_cli.deployment import Deployment

# How the outputs end that name the queues in which nothing should ever be.
SET_ASIDE = ("DeadLetterQueueUrl", "UndeliveredQueueUrl")


def depth(deployment: Deployment, output: str) -> int:
    """Messages in the queue that this output names: visible, in flight and delayed."""
    attributes = deployment.client("sqs").get_queue_attributes(
        QueueUrl=deployment.outputs[output],
        AttributeNames=[
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesDelayed",
        ],
    )["Attributes"]
    return sum(int(count) for count in attributes.values())


def at_work(deployment: Deployment) -> Mapping[str, int]:
    """How many messages wait or are at work by queue, where there are any."""
    return _filled(deployment, (name for name in _queues(deployment) if not name.endswith(SET_ASIDE)))


def dead_lettered(deployment: Deployment) -> Mapping[str, int]:
    """How many messages nobody could handle or deliver by queue, where there are any."""
    return _filled(deployment, (name for name in _queues(deployment) if name.endswith(SET_ASIDE)))


def _queues(deployment: Deployment) -> list[str]:
    return [name for name in deployment.outputs if name.endswith("QueueUrl")]


def _filled(deployment: Deployment, outputs: Iterable[str]) -> Mapping[str, int]:
    counts = {name.removesuffix("Url"): depth(deployment, name) for name in outputs}
    return {name: count for name, count in counts.items() if count}
