"""How much mail SES takes of this account: asked for now and then, and known until it is asked for again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from campaign.kernel.clock import Clock
from campaign.kernel.observability import count, logger, percent

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import SendQuotaTypeDef

ASK_AGAIN_AFTER = timedelta(minutes=5)
"""SES takes one GetAccount a second of an account: https://docs.aws.amazon.com/ses/latest/dg/quotas.html"""

CAREFUL = 14.0
"""Mails a second while no quota was ever read: the first one of an account that has left SES's sandbox."""


class SendingQuota:
    """`rate` implements what `campaign.announcements.pacing.Pace` asks for.

    Each time that it is asked for, the share of the day's quota that is used up becomes a metric, for the
    alarm. A quota that cannot be read stops no mail: the last one that was read goes on, or CAREFUL.
    """

    def __init__(self, client: SESV2Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._rate = CAREFUL
        self._asked_at: datetime | None = None

    def rate(self) -> float:
        """Mails a second, at least 1, as SES said no longer than ASK_AGAIN_AFTER ago, unless it could not be
        read."""
        now = self._clock()
        if self._asked_at is None or now - self._asked_at >= ASK_AGAIN_AFTER:
            self._asked_at = now  # also where it fails: what is in trouble is not asked for each page
            self._ask()
        return self._rate

    def _ask(self) -> None:
        try:
            quota = self._client.get_account().get("SendQuota", {})
        except (ClientError, BotoCoreError) as error:
            count("QuotaUnreadable")
            logger.warning("SES's quota could not be read", goes_on_at=self._rate, exc_info=error)
            return
        self._rate = max(quota.get("MaxSendRate", CAREFUL), 1.0)
        used = used_percent(quota)
        percent("MailQuotaUsed", used)
        logger.info("SES's quota", mails_a_second=self._rate, used_percent=round(used))


def used_percent(quota: SendQuotaTypeDef) -> float:
    """Of what may be sent in 24 hours. An account without a limit says -1, and has never used any."""
    limit = quota.get("Max24HourSend", -1.0)
    return 100 * quota.get("SentLast24Hours", 0.0) / limit if limit > 0 else 0.0
