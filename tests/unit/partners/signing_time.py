"""The moment at which these tests' webhooks are signed and checked: the library asks the system's clock."""

from datetime import UTC, datetime, tzinfo

import pytest

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class _Standing(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_Standing":
        return cls.fromtimestamp(NOW.timestamp(), tz)


def stop_the_librarys_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", _Standing)
