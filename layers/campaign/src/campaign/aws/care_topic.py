"""The topic by which people are called to cases that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.aws.errors import translated
from campaign.care.case import Case
from campaign.care.escalation import Call
from campaign.kernel.clock import iso

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class CareTopic:
    """Implements `campaign.care.calling.Phone`. A message names the case and its tier, and no word of
    anybody: it goes by mail and over telephones."""

    def __init__(self, client: SNSClient, arn: str) -> None:
        self.client = client
        self.arn = arn

    def tell(self, call: Call, case: Case, *, again: bool) -> None:
        subject, text = _words(call, case, again)
        with translated(self.arn):
            self.client.publish(
                TopicArn=self.arn,
                Subject=subject,
                Message=text,
                MessageAttributes={
                    "call": {"DataType": "String", "StringValue": call},
                    "tier": {"DataType": "String", "StringValue": case.tier},
                },
            )


def _words(call: Call, case: Case, again: bool) -> tuple[str, str]:
    due = iso(case.due_at)[:16].replace("T", " ") + " UTC"
    if case.escalated_at is not None:
        subject, what = "a lead is asked for", f"Whoever is at case {case.id} asks for a lead now."
    elif call is Call.ALERT:
        subject, what = "due soon", f"Nobody is at case {case.id}. A person must have looked by {due}."
    else:
        subject, what = "OVERDUE", f"Nobody is at case {case.id}. A person should have looked by {due}."
    lines = [what, f"Tier: {case.tier}. Open the care queue and claim it: docs/operations.md#care-cases"]
    if again:
        lines.append("An earlier attempt to send this was cut off, so it may come a second time.")
    return f"Care, {case.tier}: {subject}", "\n".join(lines)
