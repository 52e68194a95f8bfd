"""From an announcement that is due to one delivery for each subscriber of its topics."""

from dataclasses import dataclass
from datetime import timedelta

from campaign.announcements.desk import NewsDesk
from campaign.announcements.expansion import Verdict, judge
from campaign.announcements.ledger import AnnouncementRecord, AnnouncementState
from campaign.announcements.messages import AnnouncementDue, DeliveryDue, Outbox
from campaign.announcements.storage import Ledger
from campaign.audience.storage import PARTS, Audience
from campaign.kernel.clock import Clock
from campaign.kernel.observability import count, logger

# No part of the audience is begun later than this: it must end within the function's 30 seconds.
BEGIN_PARTS_FOR = timedelta(seconds=10)

_FINAL = {
    Verdict.CURRENT: AnnouncementState.EXPANDED,
    Verdict.STALE: AnnouncementState.STALE,
    Verdict.LATE: AnnouncementState.LATE,
}


@dataclass(frozen=True, slots=True)
class Announcer:
    """`announcements` leads back to the queue that it is fed from, for the rest of a large audience."""

    desk: NewsDesk
    audience: Audience
    ledger: Ledger
    deliveries: Outbox
    announcements: Outbox
    clock: Clock

    def announce(self, due: AnnouncementDue) -> None:
        """Go on from what is recorded. A part is recorded only when its deliveries are in their queue: after
        a crash they are sent again, and the delivery ledger sees to it that nobody hears twice."""
        known = self.ledger.announcement(due)
        if known and known.state is not AnnouncementState.EXPANDING:
            logger.info("announcement was made already", announcement=due.key, state=known.state)
            return
        parts_done, recipients = (known.parts_done, known.recipients) if known else (0, 0)
        news = self.desk.about(due.subject)
        verdict = judge(due, news, self.clock())
        if verdict is Verdict.CURRENT:
            parts_done, sent = self._expand(due, news.topics, parts_done)
            recipients += sent
        unfinished = verdict is Verdict.CURRENT and parts_done < PARTS
        record = AnnouncementRecord(
            key=due.key,
            state=AnnouncementState.EXPANDING if unfinished else _FINAL[verdict],
            recipients=recipients,
            parts_done=parts_done,
            recorded_at=self.clock(),
            version=known.version + 1 if known else 1,
        )
        self.ledger.record_announcement(record)
        if unfinished:  # after the record: whoever dies in between goes on when its own message comes back
            self.announcements.send_all([due.model_dump_json()])
        else:
            count("AnnouncementsSent" if verdict is Verdict.CURRENT else "AnnouncementsDropped")
        logger.info(
            "announcement handled",
            announcement=due.key,
            state=record.state,
            recipients=recipients,
            correlation_id=due.correlation_id,
        )

    def _expand(self, due: AnnouncementDue, topics: tuple[str, ...], first_part: int) -> tuple[int, int]:
        """As many parts as there is time for, at least one. Answers how many are done in all, and how many
        deliveries were sent now."""
        started, sent = self.clock(), 0
        for part in range(first_part, PARTS):
            bodies = [
                DeliveryDue(announcement=due, subscriber_id=subscriber_id, channel=channel).model_dump_json()
                for subscriber_id, channel in self.audience.recipients(topics, part)
            ]
            self.deliveries.send_all(bodies)
            sent += len(bodies)
            if self.clock() - started >= BEGIN_PARTS_FOR:
                return part + 1, sent
        return PARTS, sent
