"""How many times in an hour: one address, and all of them together."""

from __future__ import annotations

import hmac
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from campaign.aws.table import Table
from campaign.kernel.clock import Clock, iso
from campaign.kernel.errors import TooManyError

if TYPE_CHECKING:
    from campaign.submissions.tokens import PublicKey

_HOUR = timedelta(hours=1)


class HourlyLimits:
    """Counters in the state table, one a clock hour. They know an address only as a hash that is another one
    every hour, made with the campaign's key: nobody can tell from the table who has sent anything.
    `counted` names what is counted, apart from anything else."""

    def __init__(
        self,
        table: Table,
        key: PublicKey,
        per_address: int,
        in_all: int,
        clock: Clock,
        counted: str = "submissions",
    ) -> None:
        self.table = table
        self.key = key
        self.per_address = per_address
        self.in_all = in_all
        self.clock = clock
        self.counted = counted

    def count(self, address: str) -> None:
        """Counts one. Raises TooManyError at the limit of the address, or of all."""
        now = self.clock()
        hour = now.replace(minute=0, second=0, microsecond=0)
        ends = hour + _HOUR
        label = iso(hour)[:13]
        digest = hmac.new(self.key.value().encode(), f"{label} {_subscriber(address)}".encode(), "sha256")
        for who, limit in ((digest.hexdigest()[:32], self.per_address), ("ALL", self.in_all)):
            expires_at = int((ends + _HOUR).timestamp())
            if not self.table.count_up(
                f"LIMIT#{self.counted}#{who}", label, limit=limit, expires_at=expires_at
            ):
                raise TooManyError(
                    self.counted,
                    "there have been very many in this hour",
                    "please try again later",
                    retry_after=max(1, int((ends - now).total_seconds())),
                )


def _subscriber(address: str) -> str:
    """One subscriber of IPv6 has 2^64 addresses: the network counts as one."""
    if ip_address(address).version == 6:
        return str(ip_network(f"{address}/64", strict=False))
    return address
