"""An endpoint that wants nothing more is its subscriber's contact no longer."""

from campaign.audience.endings import end_contact
from campaign.audience.subscriber import Channel
from campaign.aws.audience import AudienceTable
from campaign.kernel.errors import ConflictError, TransientError

ROUNDS = 3
"""How often it is tried again when the subscriber was changed meanwhile."""


class ContactTable:
    """Implements `campaign.announcements.posting.Contacts`."""

    def __init__(self, audience: AudienceTable) -> None:
        self.audience = audience

    def end(self, subscriber_id: str, channel: Channel) -> None:
        for _ in range(ROUNDS):
            subscriber = self.audience.find(subscriber_id)
            if subscriber is None or subscriber.contact_by(channel) is None:
                return
            try:
                end_contact(self.audience, subscriber, channel)
            except ConflictError:
                continue
            return
        raise TransientError(f"subscriber {subscriber_id}", "it is being changed all the time", "try again")
