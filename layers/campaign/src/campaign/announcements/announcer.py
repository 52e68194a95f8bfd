"""From an announcement that is due to pages of the subscribers of its topics."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from campaign.announcements.desk import NewsDesk
from campaign.announcements.expansion import Verdict, judge
from campaign.announcements.hold import Holds
from campaign.announcements.holding import hold_back, is_frozen
from campaign.announcements.ledger import AnnouncementRecord, AnnouncementState
from campaign.announcements.messages import PAGE_SIZE, AnnouncementDue, Outbox, PageDue
from campaign.announcements.storage import Announcements, OvertakenError
from campaign.audience.storage import PARTS, Audience
from campaign.kernel.clock import Clock
from campaign.kernel.observability import count, logger, took

# No part of the audience is begun later than this: it must end within the function's 30 seconds.
BEGIN_PARTS_FOR = timedelta(seconds=10)

_FINAL = {
    Verdict.CURRENT: AnnouncementState.EXPANDED,
    Verdict.STALE: AnnouncementState.STALE,
    Verdict.LATE: AnnouncementState.LATE,
}
_GOES_ON = frozenset({AnnouncementState.EXPANDING, AnnouncementState.HELD})


@dataclass(slots=True)
class _Progress:
    parts_done: int = 0
    recipients: int = 0


@dataclass(frozen=True, slots=True)
class Announcer:
    """`announcements` leads back to the queue that it is fed from, for the rest of a large audience."""

    desk: NewsDesk
    audience: Audience
    ledger: Announcements
    holds: Holds
    deliveries: Outbox
    announcements: Outbox
    clock: Clock

    def announce(self, due: AnnouncementDue) -> None:
        """Go on from what is recorded. A part is recorded only when its pages are in their queue: after a
        crash they are sent again, and the delivery ledger sees to it that nobody hears twice.

        Two approvals of one toolkit, or a planner that was killed, ask for the same announcement twice, often
        at once. Whoever records it first answers for all of it: for the rest of its audience, and for a hold.
        """
        try:
            self._announce(due)
        except OvertakenError:
            logger.info("announcement was recorded by another", announcement=due.key)

    def _announce(self, due: AnnouncementDue) -> None:
        known = self.ledger.announcement(due)
        if known and known.state not in _GOES_ON:
            logger.info("announcement was made already", announcement=due.key, state=known.state)
            return
        news = self.desk.about(due)
        verdict = judge(due, news, self.clock())
        if verdict is Verdict.CURRENT and is_frozen(due, self.holds.current()):
            hold_back(due, known, self.ledger, self.holds, self.clock)
            return
        progress = _Progress()
        if known and known.state is AnnouncementState.EXPANDING:  # what was held begins anew
            progress = _Progress(known.parts_done, known.recipients)
        if verdict is Verdict.CURRENT:
            self.deliveries.send_all(self._pages(due, news.topics, progress))
        unfinished = verdict is Verdict.CURRENT and progress.parts_done < PARTS
        record = AnnouncementRecord(
            key=due.key,
            state=AnnouncementState.EXPANDING if unfinished else _FINAL[verdict],
            recipients=progress.recipients,
            parts_done=progress.parts_done,
            recorded_at=self.clock(),
            version=known.version + 1 if known else 1,
        )
        self.ledger.record(record)
        if known is None and verdict is not Verdict.STALE:  # what a hold stopped is not late
            took("MilestoneLateness", max((record.recorded_at - due.due_at).total_seconds(), 0.0))
        if unfinished:  # after the record: whoever dies in between goes on when its own message comes back
            self.announcements.send_all([due.model_dump_json()])
        else:
            count("AnnouncementsSent" if verdict is Verdict.CURRENT else "AnnouncementsDropped")
        logger.info(
            "announcement handled",
            announcement=due.key,
            state=record.state,
            recipients=progress.recipients,
            correlation_id=due.correlation_id,
        )

    def _pages(self, due: AnnouncementDue, topics: tuple[str, ...], progress: _Progress) -> Iterator[str]:
        """Of as many parts as there is time for, at least one; each page is full but for the last of them."""
        started = self.clock()
        page: list[str] = []
        for part in range(progress.parts_done, PARTS):
            for recipient in self.audience.recipients(topics, part):
                page.append(recipient.subscriber_id)
                progress.recipients += 1
                if len(page) == PAGE_SIZE:
                    yield _page(due, page)
                    page = []
            progress.parts_done = part + 1
            if self.clock() - started >= BEGIN_PARTS_FOR:
                break
        if page:
            yield _page(due, page)


def _page(due: AnnouncementDue, subscribers: list[str]) -> str:
    return PageDue(announcement=due, subscribers=tuple(subscribers)).model_dump_json()
