"""E-mail through Amazon SES: one call for a page of readers of one language."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from campaign.announcements.email_tags import email_tags
from campaign.announcements.messages import AnnouncementDue
from campaign.announcements.sending import Addressed, AmbiguousDeliveryError, Result
from campaign.announcements.texts import Template
from campaign.aws.errors import code_of
from campaign.kernel.errors import PermanentError, TransientError

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import BulkEmailEntryTypeDef

LIMIT = 50
"""Destinations a call: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendBulkEmail.html"""

# For the client: an attempt whose answer was lost must not be repeated behind the ledger's back, and must end
# before its claim lapses. Times in seconds.
ONE_ATTEMPT = Config(retries={"total_max_attempts": 1}, connect_timeout=3, read_timeout=10)
# Of a call as a whole, what is wrong with the message itself. MessageRejected is not among them: SES also
# says it of a sender that is not verified, where every mail would be lost. Those wait in the dead-letter
# queue for an operator.
_REFUSED = frozenset({"BadRequestException", "InvalidParameterValue"})
# Of one entry, what is wrong with it alone: its address or its data. The others say that SES sends none now:
# https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BulkEmailEntryResult.html
_ENTRY_REFUSED = frozenset({"MESSAGE_REJECTED", "INVALID_PARAMETER"})


class BulkMail:
    """Implements `campaign.announcements.sending.BulkSender`; the client is one made with ONE_ATTEMPT.

    Each mail is tagged with its announcement and its reader, which SES repeats when it bounces.
    `configuration_set`: the one whose events are listened to.
    """

    def __init__(self, client: SESV2Client, sender: str, reply_address: str, configuration_set: str) -> None:
        self.client = client
        self.sender = sender
        self.reply_address = reply_address
        self.configuration_set = configuration_set

    def send(self, due: AnnouncementDue, template: Template, to: Sequence[Addressed]) -> Sequence[Result]:
        """At most LIMIT readers. A call that failed as a whole is the result of each; but where SES refused
        it for what is in it, nobody was sent anything, and each is tried alone: one may be at fault."""
        try:
            answer = self.client.send_bulk_email(
                FromEmailAddress=self.sender,
                ReplyToAddresses=[self.reply_address],
                DefaultContent={
                    "Template": {
                        "TemplateContent": {
                            "Subject": template.subject,
                            "Text": template.text,
                            "Html": template.html,
                        },
                        "TemplateData": "{}",
                    }
                },
                BulkEmailEntries=[_entry(due, one) for one in to],
                ConfigurationSetName=self.configuration_set,
            )
        except ClientError as error:
            result = _of_the_call(due, error)
            if isinstance(result, PermanentError) and len(to) > 1:
                return self._each_alone(due, template, to)
            return [result] * len(to)
        except ConnectionError:
            return [TransientError(due.key, "SES could not be reached", "try again")] * len(to)
        except HTTPClientError:
            return [AmbiguousDeliveryError(due.key, "SES gave no answer", "see the ledger")] * len(to)
        return [_of_an_entry(due, result["Status"]) for result in answer["BulkEmailEntryResults"]]

    def _each_alone(
        self, due: AnnouncementDue, template: Template, to: Sequence[Addressed]
    ) -> Sequence[Result]:
        """Until SES does not take one that it may take later: the claims of the others must not lapse."""
        results: list[Result] = []
        for one in to:
            if results and isinstance(results[-1], TransientError):
                results.append(TransientError(due.key, "SES did not take the one before it", "try again"))
            else:
                results.extend(self.send(due, template, [one]))
        return results


def _entry(due: AnnouncementDue, to: Addressed) -> BulkEmailEntryTypeDef:
    return {
        "Destination": {"ToAddresses": [to.address]},
        "ReplacementTags": [
            {"Name": name, "Value": value} for name, value in email_tags(due.key, to.subscriber.id).items()
        ],
        "ReplacementEmailContent": {
            "ReplacementTemplate": {"ReplacementTemplateData": json.dumps(dict(to.facts), ensure_ascii=False)}
        },
        "ReplacementHeaders": [{"Name": name, "Value": value} for name, value in to.headers.items()],
    }


def _of_an_entry(due: AnnouncementDue, status: str) -> Result:
    if status == "SUCCESS":
        return None
    if status in _ENTRY_REFUSED:
        return PermanentError(due.key, f"SES answered {status}", "check the subscriber's address")
    return TransientError(due.key, f"SES answered {status}", "wait and try again")


def _of_the_call(due: AnnouncementDue, error: ClientError) -> Result:
    code = code_of(error)
    if code in _REFUSED:
        return PermanentError(
            due.key, f"SES answered {code}", "check the announcement's texts and the sender's identity"
        )
    if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
        return AmbiguousDeliveryError(due.key, f"SES answered {code}", "see the ledger")
    return TransientError(due.key, f"SES answered {code}", "wait and try again")
