"""One of a subscriber's contacts comes to its end."""

from campaign.audience.storage import Audience
from campaign.audience.subscriber import Channel, Subscriber
from campaign.kernel.errors import NotFoundError


def end_contact(audience: Audience, subscriber: Subscriber, channel: Channel) -> int | None:
    """They are not reached this way any more, and forgotten if there is no other. Answers how many others
    there are; None: they left at this very moment. Raises ConflictError when they were changed meanwhile."""
    others = tuple(contact for contact in subscriber.contacts if contact.channel is not channel)
    changed = subscriber.model_copy(update={"contacts": others, "version": subscriber.version + 1})
    try:
        if others:
            audience.save(changed, subscriber)
        else:
            audience.remove(subscriber.id)
    except NotFoundError:
        return None
    return len(others)
