"""Messages that are sent at a time: soon ones wait in their queue, others in EventBridge Scheduler."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from campaign.kernel.clock import Clock

if TYPE_CHECKING:
    from campaign.aws.queue import Queue
    from campaign.aws.schedules import ScheduleGroup

LONGEST_DELAY = timedelta(minutes=15)
"""What SQS lets a message wait:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html"""

_MARGIN = timedelta(seconds=2)
"""Two clocks that differ by less than this see the moment pass before the message comes."""


class ScheduledQueue:
    """Implements `campaign.announcements.messages.Later` by schedules alone: each name is one of them."""

    def __init__(self, schedules: ScheduleGroup) -> None:
        self.schedules = schedules

    def send_at(self, name: str, moment: datetime, body: str) -> None:
        self.schedules.ensure(name, moment + _MARGIN, body)


class PatientQueue:
    """Implements `campaign.announcements.messages.Later`: a message that is sent twice within 15 minutes of
    its moment comes twice, and its receiver knows it by its keys."""

    def __init__(self, queue: Queue, schedules: ScheduleGroup, clock: Clock) -> None:
        self.queue = queue
        self.schedules = schedules
        self.clock = clock

    def send_at(self, name: str, moment: datetime, body: str) -> None:
        wait = moment - self.clock()
        if wait <= LONGEST_DELAY:
            self.queue.send(body, after=max(0, ceil(wait.total_seconds())))
        else:
            self.schedules.ensure(name, moment, body)
