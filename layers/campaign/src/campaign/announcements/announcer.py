"""From an announcement that is due to one delivery for each follower of its topics."""

from collections.abc import Iterator
from dataclasses import dataclass

from campaign.announcements.expansion import Verdict, judge
from campaign.announcements.ledger import AnnouncementRecord, AnnouncementState
from campaign.announcements.messages import AnnouncementDue, DeliveryDue, Outbox
from campaign.announcements.news import NewsDesk
from campaign.announcements.storage import Ledger
from campaign.audience.storage import Audience
from campaign.kernel.clock import Clock
from campaign.kernel.observability import count, logger

_STATES = {
    Verdict.CURRENT: AnnouncementState.EXPANDED,
    Verdict.STALE: AnnouncementState.STALE,
    Verdict.LATE: AnnouncementState.LATE,
}


@dataclass(frozen=True, slots=True)
class Announcer:
    desk: NewsDesk
    audience: Audience
    ledger: Ledger
    deliveries: Outbox
    clock: Clock

    def receive(self, body: str) -> None:
        """A message of the announcements queue; raises ValueError when it is malformed."""
        self.announce(AnnouncementDue.model_validate_json(body))

    def announce(self, due: AnnouncementDue) -> None:
        """Recorded only when every delivery is in its queue: after a crash all are sent again, and the
        delivery ledger sees to it that nobody hears twice."""
        if known := self.ledger.announcement(due):
            logger.info("announcement was made already", announcement=due.key, state=known.state)
            return
        news = self.desk.about(due.subject)
        verdict = judge(due, news, self.clock())
        recipients = self._expand(due, news.topics) if verdict is Verdict.CURRENT else 0
        state = _STATES[verdict]
        self.ledger.record_announcement(
            AnnouncementRecord(key=due.key, state=state, recipients=recipients, recorded_at=self.clock())
        )
        count("AnnouncementsSent" if verdict is Verdict.CURRENT else "AnnouncementsDropped")
        logger.info(
            "announcement handled",
            announcement=due.key,
            state=state,
            recipients=recipients,
            correlation_id=due.correlation_id,
        )

    def _expand(self, due: AnnouncementDue, topics: tuple[str, ...]) -> int:
        sent = 0

        def bodies() -> Iterator[str]:
            nonlocal sent
            for recipient in self.audience.recipients(topics):
                delivery = DeliveryDue(
                    announcement=due, follower_id=recipient.follower_id, channel=recipient.channel
                )
                yield delivery.model_dump_json()
                sent += 1

        self.deliveries.send_all(bodies())
        return sent
