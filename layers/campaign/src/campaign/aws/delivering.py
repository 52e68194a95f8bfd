"""What the functions that send to subscribers have in common: settings, and what is made of these."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.announcements.claiming import Claiming
from campaign.announcements.letters import Letters
from campaign.announcements.stores import Stores
from campaign.announcements.texts import Texts
from campaign.audience.links import Links
from campaign.audience.subscriber import Channel
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
from campaign.aws.wordings import FreshWording, WordingTable
from campaign.kernel.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_secretsmanager import SecretsManagerClient


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


def stores_in(client: "DynamoDBClient", table_name: str, clock: Clock) -> Stores:
    table, ahead = Table(client, table_name), ReadAhead(client, table_name)
    return Stores(
        desk=news_desk(ahead, clock),
        readers=ReadersTable(ahead),
        holds=HoldTable(table),
        announcements=AnnouncementTable(table),
        deliveries=DeliveryTable(table),
        quarantine=TableQuarantine(table),
    )


def letters_of(
    settings: DeliverySettings,
    client: "DynamoDBClient",
    secrets: Callable[[], "SecretsManagerClient"],
    clock: Clock,
) -> Letters:
    key = AudienceKey(secrets, settings.audience_key_arn, clock)
    wording = FreshWording(WordingTable(Table(client, settings.table_name)), clock)
    return Letters(
        texts=Texts(settings.hub_url, settings.reply_address, wording),
        addresses=SecretAddressBox(key),
        links=Links(key, settings.public_api_url, settings.reply_address),
    )


def schedules_to(
    settings: DeliverySettings, scheduler: "EventBridgeSchedulerClient", queue_arn: str
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
    scheduler: "EventBridgeSchedulerClient",
    stores: Stores,
    letters: Letters,
    clock: Clock,
    hands_on: frozenset[Channel] = frozenset({Channel.WEBHOOK}),
) -> Claiming:
    return Claiming(
        readers=stores.readers,
        deliveries=stores.deliveries,
        later=ScheduledQueue(schedules_to(settings, scheduler, settings.deliveries_queue_arn)),
        prepare=letters.prepare,
        clock=clock,
        cap=settings.messages_a_day,
        hands_on=hands_on,
    )
