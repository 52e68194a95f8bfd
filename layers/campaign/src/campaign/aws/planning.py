"""What the planner is made of, over the state table, the schedules and the queues."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from campaign.announcements.planner import Planner
from campaign.aws.holds import HoldTable
from campaign.aws.notices import NoticeTable
from campaign.aws.publications import PublicationTable
from campaign.aws.queue import Queue
from campaign.aws.schedules import ScheduleGroup, ScheduleTarget
from campaign.aws.sessions import SessionTable
from campaign.aws.table import Table
from campaign.aws.tasks import TaskTable
from campaign.kernel.clock import Clock
from campaign.publications.showing import Limits
from campaign.publications.timer import Timer

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True)
class PlanSettings:
    table_name: str
    schedule_group: str
    schedule_role_arn: str
    schedule_dlq_arn: str
    announcements_queue_arn: str
    announcements_queue_url: str
    planning_queue_arn: str
    hub_queue_arn: str
    hub_queue_url: str
    verification_days: int = 180


def planner_of(
    settings: PlanSettings,
    table: Table,
    scheduler: "EventBridgeSchedulerClient",
    sqs: "SQSClient",
    clock: Clock,
) -> Planner:
    def schedules_to(queue_arn: str) -> ScheduleGroup:
        target = ScheduleTarget(
            group=settings.schedule_group,
            queue_arn=queue_arn,
            role_arn=settings.schedule_role_arn,
            dead_letter_arn=settings.schedule_dlq_arn,
        )
        return ScheduleGroup(scheduler, target)

    publications = PublicationTable(table)
    return Planner(
        sessions=SessionTable(table),
        notices=NoticeTable(table),
        publications=publications,
        holds=HoldTable(table),
        schedules=schedules_to(settings.announcements_queue_arn),
        announcements=Queue(sqs, settings.announcements_queue_url),
        clock=clock,
        timer=Timer(
            publications=publications,
            ticks=schedules_to(settings.hub_queue_arn),
            reviews=schedules_to(settings.planning_queue_arn),
            hub=Queue(sqs, settings.hub_queue_url),
            tasks=TaskTable(table),
            clock=clock,
            limits=Limits(verification=timedelta(days=settings.verification_days)),
        ),
    )
