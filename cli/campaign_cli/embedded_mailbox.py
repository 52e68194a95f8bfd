"""The mail of an embedded AWS: SES there delivers to nobody, and keeps everything."""

from datetime import UTC, datetime

import urllib3
from pydantic import BaseModel, ConfigDict, Field

from campaign_cli.deployment import Deployment

SENT = "/_ministack/ses/messages"
MAILS_A_PAGE = 2000
"""As ministack_repaired.py answers them."""


class Named(BaseModel):
    """A header or a tag of a mail."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(alias="Name")
    value: str = Field(alias="Value")


class Mail(BaseModel):
    """One message as it was handed to SES; `timestamp` is in seconds since 1970. `headers` and `tags` are
    known of mails of SendBulkEmail."""

    model_config = ConfigDict(frozen=True)

    to: tuple[str, ...] = Field(alias="To")
    subject: str = Field(alias="Subject")
    text: str = Field(alias="BodyText")
    html: str | None = Field(alias="BodyHtml", default=None)
    headers: tuple[Named, ...] = Field(alias="Headers", default=())
    tags: tuple[Named, ...] = Field(alias="Tags", default=())
    timestamp: float = Field(alias="Timestamp")

    @property
    def sent_at(self) -> datetime:
        return datetime.fromtimestamp(self.timestamp, UTC)


class _Sent(BaseModel):
    messages: dict[str, tuple[Mail, ...]]


def verify_sender(deployment: Deployment) -> None:
    """SES there, too, sends for verified identities alone; there, whoever asks is believed."""
    stack = deployment.client("cloudformation").describe_stacks(StackName=deployment.stack_name)["Stacks"][0]
    parameters = {each["ParameterKey"]: each["ParameterValue"] for each in stack["Parameters"]}
    deployment.client("sesv2").create_email_identity(EmailIdentity=parameters["SenderIdentity"])


def sent_mail(endpoint: str) -> tuple[Mail, ...]:
    """Everything that was sent through the embedded AWS at `endpoint`, in the order of sending."""
    sent: list[Mail] = []
    while page := _page(endpoint, len(sent)):
        sent += page
        if len(page) < MAILS_A_PAGE:
            break
    return tuple(sent)


def _page(endpoint: str, start: int) -> list[Mail]:
    """From that place on; MiniStack without our repair answers everything, whatever the place."""
    answer = urllib3.request("GET", f"{endpoint}{SENT}?from={start}", timeout=60, retries=False)
    if answer.status != 200:
        raise RuntimeError(f"the mailbox of the embedded AWS answered {answer.status}")
    accounts = _Sent.model_validate_json(answer.data).messages
    return [mail for mails in accounts.values() for mail in mails]
