"""Invitations by e-mail (Amazon SES) and by text message (Amazon SNS)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from campaign.announcements.email_tags import SUBSCRIBER
from campaign.aws.errors import code_of, translated
from campaign.kernel.errors import PermanentError, TransientError

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sns import SNSClient

    from campaign.subscriptions.inviting import Invitation

# Wrong with the address itself; anything else is mended by an operator, or passes.
_REFUSED = frozenset({"BadRequestException", "InvalidParameterValue", "InvalidParameter"})


class MailInvitations:
    """Implements `campaign.subscriptions.inviting.Carrier`."""

    def __init__(self, client: SESV2Client, sender: str, reply_address: str, configuration_set: str) -> None:
        self.client = client
        self.sender = sender
        self.reply_address = reply_address
        self.configuration_set = configuration_set

    def carry(self, invitation: Invitation, address: str) -> None:
        try:
            with translated(invitation.id):
                self.client.send_email(
                    FromEmailAddress=self.sender,
                    ReplyToAddresses=[self.reply_address],
                    Destination={"ToAddresses": [address]},
                    ConfigurationSetName=self.configuration_set,
                    EmailTags=[{"Name": SUBSCRIBER, "Value": invitation.subscription_id}],
                    Content={
                        "Simple": {
                            "Subject": {"Data": invitation.subject, "Charset": "UTF-8"},
                            "Body": {
                                "Text": {"Data": invitation.text, "Charset": "UTF-8"},
                                "Html": {"Data": invitation.html, "Charset": "UTF-8"},
                            },
                        }
                    },
                )
        except ClientError as error:
            raise _refusal(invitation, "SES", error) from error


class TextInvitations:
    """Implements `campaign.subscriptions.inviting.Carrier`."""

    def __init__(self, client: SNSClient) -> None:
        self.client = client

    def carry(self, invitation: Invitation, address: str) -> None:
        try:
            with translated(invitation.id):
                self.client.publish(PhoneNumber=address, Message=invitation.short)
        except ClientError as error:
            raise _refusal(invitation, "SNS", error) from error


def _refusal(invitation: Invitation, service: str, error: ClientError) -> PermanentError | TransientError:
    code = code_of(error)
    if code in _REFUSED:
        return PermanentError(
            invitation.id, f"{service} answered {code}", "nothing: the address does not work"
        )
    return TransientError(invitation.id, f"{service} answered {code}", "check the sender's identity and role")
