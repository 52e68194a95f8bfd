"""The daily quota of the Research API: 1,000 requests and 100,000 records, reset at 00:00 UTC."""

from datetime import UTC, date

from tests.simulators.failures import Failure, RefusedError
from tests.simulators.models import Clock


class DailyQuota:
    """Counts what the current UTC day has used; a call that fails counts like one that succeeds."""

    def __init__(self, clock: Clock, requests: int = 1_000, records: int = 100_000) -> None:
        self._clock = clock
        self._day: date | None = None
        self.request_limit = requests
        self.record_limit = records
        self.requests_used = 0
        self.records_used = 0

    def count_request(self) -> None:
        """Counts one call.

        Raises:
            RefusedError: the day's requests or records were used up before it.
        """
        today = self._clock().astimezone(UTC).date()
        if today != self._day:
            self._day, self.requests_used, self.records_used = today, 0, 0
        if self.requests_used >= self.request_limit or self.records_used >= self.record_limit:
            raise RefusedError(Failure.DAILY_QUOTA)
        self.requests_used += 1

    def count_records(self, records: int) -> None:
        self.records_used += records
