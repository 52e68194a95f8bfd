"""What the functions that send to subscribers have in common: settings, and what is made of these."""

<<<<<<< HEAD
from __future__ import annotations

=======
from collections.abc import Callable
>>>>>>> 79d2a2b21a7b05a10e459a5ebfde4253d0a14dc9
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.announcements.claiming import Claiming
from campaign.announcements.letters import Letters
from campaign.announcements.stores import Stores
from campaign.announcements.texts import Texts
from campaign.audience.links import Links
<<<<<<< HEAD
=======
from campaign.audience.subscriber import Channel
>>>>>>> 79d2a2b21a7b05a10e459a5ebfde4253d0a14dc9
from campaign.aws.address_box import SecretAddressBox
from campaign.aws.announcements import AnnouncementTable, DeliveryTable
from campaign.aws.audience_key import AudienceKey
from campaign.aws.holds import HoldTable
from campaign.aws.later import ScheduledQueue
from campaign.aws.news_desk import news_desk
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.read_ahead import ReadAhead
from campaign.aws.readers import ReadersTable
from campaign.aws.schedules import ScheduleGroup, ScheduleTarget
from campaign.aws.table import Table
<<<<<<< HEAD
from campaign.kernel.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Callable

=======
from campaign.aws.wordings import FreshWording, WordingTable
from campaign.kernel.clock import Clock

if TYPE_CHECKING:
>>>>>>> 79d2a2b21a7b05a10e459a5ebfde4253d0a14dc9
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

<<<<<<< HEAD
    from campaign.audience.subscriber import Channel

=======
>>>>>>> 79d2a2b21a7b05a10e459a5ebfde4253d0a14dc9

@dataclass(frozen=True)
class DeliverySettings:
    """`messages_a_day`: how many a subscriber gets in 24 hours before what can be left out is left out."""

    table_name: str
    audience_key_arn: str
    hub_url: str
    public_api_url: str
    reply_address: str
    messages_a_day: int
    deliveries_queue_url: str
    deliveries_queue_arn: str
    webhooks_queue_url: str
    schedule_group: str
    schedule_role_arn: str
    schedule_dlq_arn: str


<<<<<<< HEAD
def stores_in(client: DynamoDBClient, table_name: str) -> Stores:
=======
def stores_in(client: "DynamoDBClient", table_name: str) -> Stores:
>>>>>>> 79d2a2b21a7b05a10e459a5ebfde4253d0a14dc9
    table, ahead = Table(client, table_name), ReadAhead(client, table_name)
    return Stores(
        desk=news_desk(ahead),
        readers=ReadersTable(ahead),
        holds=HoldTable(table),
        announcements=AnnouncementTable(table),
        deliveries=DeliveryTable(table),
        quarantine=TableQuarantine(table),
    )


<<<<<<< HEAD
def letters_of(settings: DeliverySettings, secrets: Callable[[], SecretsManagerClient]) -> Letters:
    key = AudienceKey(secrets, settings.audience_key_arn)
    return Letters(
        texts=Texts(settings.hub_url, settings.reply_address),
=======
def letters_of(
    settings: DeliverySettings,
    client: "DynamoDBClient",
    secrets: Callable[[], "SecretsManagerClient"],
    clock: Clock,
) -> Letters:
    wording = FreshWording(WordingTable(Table(client, settings.table_name)), clock)
    key = AudienceKey(secrets, settings.audience_key_arn, clock)
    return Letters(
        texts=Texts(settings.hub_url, settings.reply_address, wording),
>>>>>>> 79d2a2b21a7b05a10e459a5ebfde4253d0a14dc9
        addresses=SecretAddressBox(key),
        links=Links(key, settings.public_api_url, settings.reply_address),
    )


def schedules_to(
<<<<<<< HEAD
    settings: DeliverySettings, scheduler: EventBridgeSchedulerClient, queue_arn: str
=======
    settings: DeliverySettings, scheduler: "EventBridgeSchedulerClient", queue_arn: str
>>>>>>> 79d2a2b21a7b05a10e459a5ebfde4253d0a14dc9
) -> ScheduleGroup:
    target = ScheduleTarget(
        group=settings.schedule_group,
        queue_arn=queue_arn,
        role_arn=settings.schedule_role_arn,
        dead_letter_arn=settings.schedule_dlq_arn,
    )
    return ScheduleGroup(scheduler, target)


def claiming_of(
    settings: DeliverySettings,
<<<<<<< HEAD
    scheduler: EventBridgeSchedulerClient,
    stores: Stores,
    letters: Letters,
    hands_on: frozenset[Channel],
=======
    scheduler: "EventBridgeSchedulerClient",
    stores: Stores,
    letters: Letters,
    clock: Clock,
    hands_on: frozenset[Channel] = frozenset({Channel.WEBHOOK}),
>>>>>>> 79d2a2b21a7b05a10e459a5ebfde4253d0a14dc9
) -> Claiming:
    return Claiming(
        readers=stores.readers,
        deliveries=stores.deliveries,
        later=ScheduledQueue(schedules_to(settings, scheduler, settings.deliveries_queue_arn)),
        prepare=letters.prepare,
<<<<<<< HEAD
        clock=utc_now,
=======
        clock=clock,
>>>>>>> 79d2a2b21a7b05a10e459a5ebfde4253d0a14dc9
        cap=settings.messages_a_day,
        hands_on=hands_on,
    )
