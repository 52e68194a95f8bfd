"""Text messages through Amazon SNS, one a call. Off unless the deployment says otherwise: they cost money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from campaign.announcements.messages import AnnouncementDue
from campaign.announcements.sending import Addressed, AmbiguousDeliveryError, Message, Result
from campaign.announcements.texts import Template
from campaign.aws.errors import code_of
from campaign.kernel.errors import PermanentError, TransientError

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

MAX_CHARACTERS = 320
"""Some five parts in Arabic, of 70 characters each. SNS takes 1,600 bytes, but each part is paid for."""

_REFUSED = frozenset({"InvalidParameter", "InvalidParameterValue", "OptedOut", "OptedOutException"})


class TextMessages:
    """Implements `campaign.announcements.sending.BulkSender`: the subject and the link, short. The client,
    made with `campaign.aws.mail.ONE_ATTEMPT`, is made on first use: most deployments need none."""

    def __init__(self, client: Callable[[], SNSClient], enabled: bool) -> None:
        self.client = cache(client)
        self.enabled = enabled

    def send(self, due: AnnouncementDue, template: Template, to: Sequence[Addressed]) -> Sequence[Result]:
        """Once the provider does not take one, the others are not tried: they would keep their claims waiting
        until these lapse."""
        results: list[Result] = []
        stopped: TransientError | None = None
        for one in to:
            result = stopped or self._one(due, template, one)
            if stopped is None and isinstance(result, TransientError):
                stopped = TransientError(due.key, "SNS did not take the one before it", "wait and try again")
            results.append(result)
        return results

    def _one(self, due: AnnouncementDue, template: Template, to: Addressed) -> Result:
        if not self.enabled:
            return PermanentError(due.key, "text messages are off", "set SmsEnabled, or remove the contact")
        try:
            self.client().publish(PhoneNumber=to.address, Message=short(template.filled(to.facts)))
        except ClientError as error:
            code = code_of(error)
            if code in _REFUSED:
                return PermanentError(due.key, f"SNS answered {code}", "check the subscriber's number")
            if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
                return AmbiguousDeliveryError(due.key, f"SNS answered {code}", "see the ledger")
            return TransientError(due.key, f"SNS answered {code}", "wait and try again")
        except ConnectionError:
            return TransientError(due.key, "SNS could not be reached", "try again")
        except HTTPClientError:
            return AmbiguousDeliveryError(due.key, "SNS gave no answer", "see the ledger")
        return None


def short(message: Message) -> str:
    """Subject and link; the subject is cut where both would be too long, the link never."""
    subject = message.subject
    room = MAX_CHARACTERS - (len(message.link) + 1 if message.link else 0)
    if len(subject) > room:
        subject = subject[: max(room - 1, 0)].rstrip() + "…"
    return f"{subject}\n{message.link}" if message.link else subject
