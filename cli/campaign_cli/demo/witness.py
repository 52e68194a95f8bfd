"""Looks at a played campaign from outside: mail, webhooks, pages, queues, schedules, and the state table."""

from __future__ import annotations

from collections.abc import Mapping

import urllib3
from icalendar import Calendar

from campaign.announcements.ledger import AnnouncementRecord, DeliveryState
from campaign.announcements.messages import DeliveryKey
from campaign.announcements.storage import (
    HEAD,
    announcement_in,
    announcement_partition,
    delivery_in,
    delivery_key,
)
from campaign.audience.subscriber import Registration
from campaign.aws.figures import FiguresTable
from campaign.aws.policies import PolicyTable
from campaign.aws.quarantine import TableQuarantine
from campaign.figures.tally import CampaignFigures
from campaign.kernel.quarantine import QuarantineEntry
from campaign_cli import queues
from campaign_cli.demo.programme import INDEXES, PAGES
from campaign_cli.deployment import Deployment
from campaign_cli.embedded_mailbox import Mail, sent_mail
from campaign_cli.reach import embedded_endpoint, reach
from tests.simulators.receiver import ReceivedWebhook, WebhookReceiver


class Witness:
    """Of one deployment on an embedded AWS, and of the subscriber that receives webhooks."""

    def __init__(self, deployment: Deployment, newsroom: WebhookReceiver) -> None:
        endpoint = embedded_endpoint(deployment)
        if endpoint is None:
            raise ValueError("a demo is played on an embedded AWS only")
        self._endpoint = endpoint
        self._deployment = deployment
        self._newsroom = newsroom
        self._table = deployment.state

    def mail(self) -> tuple[Mail, ...]:
        return sent_mail(self._endpoint)

    def webhooks(self) -> tuple[ReceivedWebhook, ...]:
        return tuple(self._newsroom.received)

    def announcement(self, key: str) -> AnnouncementRecord | None:
        item = self._table.get(announcement_partition(key), HEAD)
        return announcement_in(item) if item else None

    def has_told(self, subscriber: Registration, announcement: str) -> bool:
        """Whether the ledger says so."""
        key = DeliveryKey(announcement, subscriber.id, subscriber.channel)
        item = self._table.get(*delivery_key(key))
        return item is not None and delivery_in(item).state is DeliveryState.SENT

    def policy_is_published(self) -> bool:
        return PolicyTable(self._table).live() is not None

    def figures(self) -> CampaignFigures:
        return FiguresTable(self._table).read()

    def pages_that_show(self, handle: str) -> int:
        """How many of the two front pages do."""
        return sum(f"@{handle}" in self._page(path) for path in INDEXES)

    def quarantined(self) -> tuple[QuarantineEntry, ...]:
        return tuple(TableQuarantine(self._table).entries())

    def pages(self) -> Mapping[str, str]:
        """The pages of the demo's interest by path; one that is not there is empty."""
        return {path: self._page(path) for path in PAGES}

    def sequences(self) -> Mapping[str, int]:
        """`SEQUENCE` in the public calendar by UID."""
        text = self._page("sessions.ics")
        events = Calendar.from_ical(text).walk("VEVENT") if text else []
        return {str(event["UID"]): int(event.decoded("SEQUENCE")) for event in events}

    def schedules(self, session_id: str) -> tuple[str, ...]:
        """The names of what is still to be announced of a session."""
        pages = (
            self._deployment.client("scheduler")
            .get_paginator("list_schedules")
            .paginate(GroupName=self._deployment.outputs["ScheduleGroup"], NamePrefix=f"{session_id}.")
        )
        return tuple(schedule["Name"] for page in pages for schedule in page["Schedules"])

    def dead_lettered(self) -> Mapping[str, int]:
        """How many messages by queue, where there are any."""
        return queues.dead_lettered(self._deployment)

    def at_work(self) -> Mapping[str, int]:
        """How many messages wait or are at work by queue, where there are any."""
        return queues.at_work(self._deployment)

    def _page(self, path: str) -> str:
        """Through the CDN."""
        url, headers = reach(self._deployment, f"{self._deployment.outputs['HubUrl']}/{path}")
        answer = urllib3.request("GET", url, headers=headers, timeout=10, retries=False)
        return answer.data.decode() if answer.status == 200 else ""
