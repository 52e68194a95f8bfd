"""`campaign export` and `campaign restore`: the state of one deployment, put back in another one.

docs/operations.md has the runbook.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated

import typer
from botocore.exceptions import ClientError

from campaign.aws.attributes import Attributes
from campaign.aws.queue import Queue
from campaign.kernel.clock import utc_now
from campaign.kernel.errors import CampaignError
from campaign_cli import restoring
from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.hub_commands import order_build
from campaign_cli.project import DEFAULT_HOME
from campaign_cli.stillness import Stillness
from campaign_cli.table_export import export_table, folder_at, items_in

SECRETS = (
    "AudienceKeyArn",
    "PublicApiSecretArn",
    "WebhookSigningSecretArn",
    "PartnerWebhookSecretArn",
    "TikTokSecretArn",
)
"""Without the first nobody's address can be read; without the others no link in an older mail opens, and
partners' signatures do not match."""

Bucket = Annotated[str, typer.Option("--to", help="The bucket to export to, in the same region.")]
Export = Annotated[str, typer.Argument(help="s3://bucket/AWSDynamoDB/<export>, or a folder with its files.")]
From = Annotated[
    str | None,
    typer.Option(
        "--from-stack",
        show_default=False,
        help="The stack that was exported, if this account still has it: its secrets and content are copied, "
        "and what its keys have sealed is sealed anew.",
    ),
]
Again = Annotated[bool, typer.Option("--again", help="Go on with a restore that was interrupted.")]


def export(to: Bucket, home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None) -> None:
    """Export the state table as it is now, and say where it is."""
    typer.echo(export_table(chosen_deployment(home, aws, stack_name), to))


def restore(
    where: Export,
    from_stack: From = None,
    again: Again = False,
    home: Home = DEFAULT_HOME,
    aws: OnAws = False,
    stack_name: StackName = None,
) -> None:
    """Put an export back into a stack that was deployed afresh. No function acts until all of it is there."""
    target = chosen_deployment(home, aws, stack_name)
    source = chosen_deployment(home, aws, from_stack) if from_stack else None
    restored = restore_into(target, where, source, again=again)
    for what, number in restored.counted.items():
        typer.echo(f"{what}: {number:,}")
    for what, seconds in restored.seconds.items():
        typer.echo(f"{what}: {seconds:.1f} s")
    if source is None:
        typer.echo("Not done: secrets, content, and what was sealed by keys; see the runbook")


@dataclass
class Restored:
    """What was put back, and how long each step took."""

    counted: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began


def restore_into(
    target: Deployment, where: str, source: Deployment | None, *, again: bool = False
) -> Restored:
    """Raises CommandError, and leaves the target still, when something is missing: half a campaign must not
    act. Idempotent: what is there already is written over by the same."""
    done = Restored()
    stillness = Stillness(target)
    if not again and next(restoring.stored(target), None) is not None:
        raise CommandError(
            f"table {target.outputs['TableName']} is not empty; restore into a stack that was deployed "
            "afresh, or go on with a restore that was interrupted: --again"
        )
    with done.step("functions kept still"):
        stillness.keep()
    with done.step("secrets and content"):
        if source:
            _copy_secrets(source, target)
            done.counted["content files"] = restoring.copy_bucket(source, target, "ContentBucketName")
    with done.step("table"):
        items = list(restoring.kept(items_in(folder_at(where, target)), utc_now()))
        if source:
            items = _resealed(source, target, items)
        done.counted["items"] = restoring.fill(target, items)
        _check(target, items)
    with done.step("functions let go"):
        # The bucket has told of every file that was copied; all of them are in the table already.
        target.client("sqs").purge_queue(QueueUrl=target.outputs["PublicationsQueueUrl"])
        stillness.end()
    with done.step("planned anew"):
        _plan(target, items, done)
    return done


def _plan(target: Deployment, items: list[Attributes], done: Restored) -> None:
    sqs = target.client("sqs")
    plans = list(restoring.plans(restoring.items_of(items)))
    Queue(sqs, target.outputs["PlanningQueueUrl"]).send_all(plans)
    done.counted["planned anew"] = len(plans)
    for output, bodies in restoring.under_way(restoring.items_of(items)).items():
        Queue(sqs, target.outputs[output]).send_all(bodies)
        done.counted["announcements and deliveries taken up again"] += len(bodies)
    order_build(target)
    order_build(target, archive=True)


def _resealed(source: Deployment, target: Deployment, items: list[Attributes]) -> list[Attributes]:
    try:
        return list(restoring.reseal(source, target, items))
    except CampaignError as error:
        raise CommandError(
            f"what the keys of {source.stack_name} have sealed cannot be opened: {error}"
        ) from error


def _copy_secrets(source: Deployment, target: Deployment) -> None:
    for output in SECRETS:
        try:
            kept = source.client("secretsmanager").get_secret_value(SecretId=source.outputs[output])
        except ClientError as error:
            raise CommandError(f"{output} of {source.stack_name} cannot be read: {error}") from error
        target.client("secretsmanager").put_secret_value(
            SecretId=target.outputs[output], SecretString=kept["SecretString"]
        )


def _check(target: Deployment, items: list[Attributes]) -> None:
    """Everything is there, and nothing else."""
    wanted = {(item["pk"]["S"], item["sk"]["S"]): item for item in items}
    there = {(item["pk"]["S"], item["sk"]["S"]): item for item in restoring.stored(target)}
    wrong = [key for key in wanted.keys() | there.keys() if wanted.get(key) != there.get(key)]
    if wrong:
        raise CommandError(
            f"{len(wrong)} items of {target.outputs['TableName']} are not as in the export, such as "
            f"{wrong[0]}; the functions are kept still: run the command again with --again"
        )
