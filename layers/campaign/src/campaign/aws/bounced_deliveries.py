"""The ledger's entries of mails that came back."""

from datetime import datetime

from campaign.announcements.ledger import DeliveryState
from campaign.announcements.messages import DeliveryKey
from campaign.announcements.storage import delivery_in, delivery_item, delivery_key
from campaign.audience.subscriber import Channel
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, TransientError


class BouncedDeliveryTable:
    """Implements `campaign.audience.bounces.BouncedDeliveries`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def bounced(self, announcement: str, subscriber_id: str, reason: str, at: datetime) -> None:
        item = self.table.get(*delivery_key(DeliveryKey(announcement, subscriber_id, Channel.EMAIL)))
        if item is None:
            return
        known = delivery_in(item)
        if known.state is DeliveryState.BOUNCED:
            return
        changed = {"state": DeliveryState.BOUNCED, "reason": reason, "recorded_at": at}
        after = known.model_copy(update={**changed, "version": known.version + 1})
        try:
            self.table.put(delivery_item(after), expected=known.version)
        except ConflictError as error:
            raise TransientError(item.pk, "another attempt was under way", "try again") from error
