"""One of a subscriber's contacts comes to its end."""

from campaign.audience.subscriber import Channel
from campaign.aws.audience import AudienceTable
from campaign.kernel.errors import ConflictError, NotFoundError, TransientError

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
            others = tuple(contact for contact in subscriber.contacts if contact.channel is not channel)
            changed = subscriber.model_copy(update={"contacts": others, "version": subscriber.version + 1})
            try:
                if others:
                    self.audience.save(changed, subscriber)
                else:
                    self.audience.remove(subscriber_id)
            except ConflictError:
                continue
            except NotFoundError:
                pass  # they unsubscribed meanwhile
            return
        raise TransientError(f"subscriber {subscriber_id}", "it is being changed all the time", "try again")
