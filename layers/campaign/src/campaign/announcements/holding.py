"""What the campaign's hold does to an announcement that it freezes."""

from campaign.announcements.classes import CLASSES
from campaign.announcements.hold import Hold, Holds
from campaign.announcements.ledger import AnnouncementRecord, AnnouncementState, held_record
from campaign.announcements.messages import AnnouncementDue
from campaign.announcements.storage import Announcements, OvertakenError
from campaign.announcements.stores import Stores
from campaign.kernel.clock import Clock
from campaign.kernel.errors import TransientError
from campaign.kernel.observability import count, logger


def is_frozen(due: AnnouncementDue, hold: Hold) -> bool:
    return hold.on and CLASSES[due.milestone].frozen


def hold_back(
    due: AnnouncementDue,
    known: AnnouncementRecord | None,
    announcements: Announcements,
    holds: Holds,
    clock: Clock,
) -> None:
    """Record it as held, for whoever ends the hold to send again.

    Raises TransientError when the hold ended meanwhile: whoever ended it may have looked before this was
    written, and would never send it.
    """
    announcements.hold_back(held_record(due, known, clock()), due)
    if not holds.current().on:
        raise TransientError(due.key, "the hold ended meanwhile", "try again")
    count("AnnouncementsHeld")
    logger.info("announcement is held back", announcement=due.key, correlation_id=due.correlation_id)


def hold_back_page(due: AnnouncementDue, stores: Stores, clock: Clock) -> None:
    """For some of its readers alone. Once the announcement's record says held, that is enough: expanded anew,
    it will reach them again. Its other pages and webhooks are held in the same moment, often by others: what
    they recorded first is looked at again, once."""
    try:
        _hold_back_once(due, stores, clock)
    except OvertakenError:
        _hold_back_once(due, stores, clock)


def _hold_back_once(due: AnnouncementDue, stores: Stores, clock: Clock) -> None:
    known = stores.announcements.announcement(due)
    if known is None or known.state is not AnnouncementState.HELD:
        hold_back(due, known, stores.announcements, stores.holds, clock)
