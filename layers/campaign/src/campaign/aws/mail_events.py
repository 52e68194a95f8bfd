"""What SES says of a mail that it has sent, as it comes by SNS with raw delivery.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

import re
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from campaign.announcements.email_tags import SUBSCRIBER, announcement_in
from campaign.audience.bounces import Fate, MailEvent
from campaign.kernel.quarantine import Quarantine

_ADDRESS = re.compile(r"[^\s\"'<>@,;:]+@[^\s\"'<>@,;:]+")


class _Lenient(BaseModel):
    """SES adds fields as it goes."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Recipient(_Lenient):
    address: str = Field(alias="emailAddress")


class _Bounce(_Lenient):
    kind: Literal["Permanent", "Transient", "Undetermined"] = Field(alias="bounceType")
    detail: str = Field(alias="bounceSubType", pattern=r"^[A-Za-z]{1,40}$")
    recipients: tuple[_Recipient, ...] = Field(alias="bouncedRecipients")


class _Complaint(_Lenient):
    kind: str | None = Field(default=None, alias="complaintFeedbackType", pattern=r"^[a-z-]{1,40}$")
    recipients: tuple[_Recipient, ...] = Field(alias="complainedRecipients")


class _Mail(_Lenient):
    tags: dict[str, tuple[str, ...]] = {}


class _Event(_Lenient):
    kind: str = Field(alias="eventType")
    mail: _Mail
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None


def read_mail_event(body: str) -> MailEvent:
    """Raises ValidationError for what is no event of SES. A complaint of "not-spam" takes one back: somebody
    moved our mail out of the spam folder."""
    event = _Event.model_validate_json(body)
    recipients: tuple[_Recipient, ...] = ()
    fate, reason = Fate.OTHER, "other"
    if event.kind == "Bounce" and event.bounce:
        fate = Fate.BOUNCED if event.bounce.kind == "Permanent" else Fate.DELAYED
        recipients, reason = event.bounce.recipients, f"{event.bounce.kind}/{event.bounce.detail}"
    elif event.kind == "Complaint" and event.complaint and event.complaint.kind != "not-spam":
        fate, recipients = Fate.COMPLAINED, event.complaint.recipients
        reason = f"complaint/{event.complaint.kind or 'unsaid'}"
    elif event.kind == "DeliveryDelay":
        fate = Fate.DELAYED
    return MailEvent(
        fate=fate,
        recipients=tuple(recipient.address for recipient in recipients),
        announcement=announcement_in(event.mail.tags),
        subscriber_id=next(iter(event.mail.tags.get(SUBSCRIBER, ())), None),
        reason=reason,
    )


class WithoutAddresses:
    """A quarantine that is told no address: implements `campaign.kernel.quarantine.Quarantine`."""

    def __init__(self, quarantine: Quarantine) -> None:
        self.quarantine = quarantine

    def put(self, source: str, body: str, reason: str, received_at: datetime) -> None:
        self.quarantine.put(source, _ADDRESS.sub("[address]", body), reason, received_at)
