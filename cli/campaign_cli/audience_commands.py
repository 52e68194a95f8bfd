"""`campaign audience …`: what is done to all subscribers at once."""

from collections.abc import Iterable

import typer

from campaign.audience.addresses import contact_at
from campaign.audience.storage import EVERYBODY, PARTS, Audience
from campaign.audience.subscriber import Address, Contact, Subscriber
from campaign.aws.address_box import SecretAddressBox, address_box
from campaign.aws.audience import AudienceTable
from campaign.kernel.errors import ConflictError
from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME

app = typer.Typer(no_args_is_help=True, help="What is done to all subscribers at once.")


@app.callback()
def audience() -> None:
    """Keeps `reseal` a command of its own while it is the only one."""


@app.command()
def reseal(home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None) -> None:
    """Seal every address under the present key, as docs/operations.md tells. It may be run again."""
    deployment = chosen_deployment(home, aws, stack_name)
    secrets = deployment.client("secretsmanager")
    box = address_box(lambda: secrets, deployment.outputs["AudienceKeyArn"])
    done, left = reseal_all(AudienceTable(deployment.state), box)
    typer.echo(f"{done} subscribers sealed anew")
    if left:
        raise CommandError(f"{left} subscribers were changed meanwhile: run it again before the old key goes")


def reseal_all(audience: Audience, box: SecretAddressBox) -> tuple[int, int]:
    """How many were sealed anew, and how many could not be because they were changed at that moment."""
    done = left = 0
    for subscriber in everybody(audience):
        old = [one for one in subscriber.contacts if not box.is_sealed_anew(subscriber.id, one)]
        if not old:
            continue
        contacts = tuple(_sealed_anew(subscriber, contact, box) for contact in subscriber.contacts)
        changed = {"contacts": contacts, "version": subscriber.version + 1}
        try:
            audience.save(subscriber.model_copy(update=changed), subscriber)
            done += 1
        except ConflictError:
            left += 1
    return done, left


def everybody(audience: Audience) -> Iterable[Subscriber]:
    for part in range(PARTS):
        for recipient in audience.recipients([EVERYBODY], part):
            if subscriber := audience.find(recipient.subscriber_id):
                yield subscriber


def _sealed_anew(subscriber: Subscriber, contact: Contact, box: SecretAddressBox) -> Contact:
    address = Address(channel=contact.channel, address=box.open(subscriber.id, contact))
    return contact_at(box, subscriber.id, address)
