"""E-mail through Amazon SES."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from campaign.announcements.messages import DeliveryDue
from campaign.announcements.sending import AmbiguousDeliveryError, Message
from campaign.audience.subscriber import Subscriber
from campaign.aws.errors import code_of
from campaign.kernel.errors import PermanentError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import EmailContentTypeDef

# For the client: an attempt whose answer was lost must not be repeated behind the ledger's back, and must end
# before its claim lapses. Times in seconds.
ONE_ATTEMPT = Config(retries={"total_max_attempts": 1}, connect_timeout=3, read_timeout=7)
# What is wrong with the message itself:
# https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
# MessageRejected is not among them: SES also says it of a sender that is not verified, where every mail would
# be lost. Those wait in the dead-letter queue for an operator.
_REFUSED = frozenset({"BadRequestException", "InvalidParameterValue"})


class MailSender:
    """Implements `campaign.announcements.sending.Sender`; the client is one made with ONE_ATTEMPT."""

    def __init__(self, client: SESV2Client, sender: str, reply_address: str) -> None:
        self.client = client
        self.sender = sender
        self.reply_address = reply_address

    def prepare(
        self, due: DeliveryDue, subscriber: Subscriber, address: str, message: Message
    ) -> Callable[[], None]:
        """The answer hands the mail to SES."""
        content: EmailContentTypeDef = {
            "Simple": {
                "Subject": {"Data": message.subject, "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": message.text, "Charset": "UTF-8"},
                    "Html": {"Data": message.html, "Charset": "UTF-8"},
                },
                "Headers": [{"Name": "List-Unsubscribe", "Value": self._unsubscribe(subscriber)}],
            }
        }
        return partial(self._send, due, address, content)

    def _send(self, due: DeliveryDue, address: str, content: EmailContentTypeDef) -> None:
        try:
            self.client.send_email(
                FromEmailAddress=self.sender,
                ReplyToAddresses=[self.reply_address],
                Destination={"ToAddresses": [address]},
                Content=content,
            )
        except ClientError as error:
            raise _translated(due, error) from error
        except ConnectionError as error:
            raise TransientError(due.key, "SES could not be reached", "try again") from error
        except HTTPClientError as error:
            raise AmbiguousDeliveryError(due.key, "SES gave no answer", "see the ledger") from error

    def _unsubscribe(self, subscriber: Subscriber) -> str:
        """RFC 2369: a mail that names the subscriber, so that staff know whom to remove."""
        return f"<mailto:{quote(self.reply_address, safe='@')}?subject={quote(f'stop {subscriber.id}')}>"


def _translated(due: DeliveryDue, error: ClientError) -> PermanentError | TransientError:
    code = code_of(error)
    if code in _REFUSED:
        return PermanentError(
            due.key, f"SES answered {code}", "check the subscriber's address and the sender's identity"
        )
    if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
        return AmbiguousDeliveryError(due.key, f"SES answered {code}", "see the ledger")
    return TransientError(due.key, f"SES answered {code}", "wait and try again")
