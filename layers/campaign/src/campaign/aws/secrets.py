"""Secrets from Secrets Manager, kept in memory for a few minutes so that a rotation is seen without a
deployment."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from campaign.aws.errors import translated
from campaign.kernel.clock import Clock, utc_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_secretsmanager import SecretsManagerClient

_KEEP = timedelta(minutes=5)


class Secret:
    """One field of a JSON secret. The client is made on first use: most starts of a function need none."""

    def __init__(
        self, client: Callable[[], SecretsManagerClient], arn: str, field: str, clock: Clock = utc_now
    ) -> None:
        self._client = client
        self._arn = arn
        self._field = field
        self._clock = clock
        self._value: str | None = None
        self._read_at: datetime | None = None

    def value(self) -> str:
        """Raises KeyError when the secret lacks the field, ClientError when it cannot be read: no secret,
        no entry."""
        now = self._clock()
        if self._value is None or self._read_at is None or now - self._read_at > _KEEP:
            with translated(self._arn):
                text = self._client().get_secret_value(SecretId=self._arn)["SecretString"]
            self._value = str(json.loads(text)[self._field])
            self._read_at = now
        return self._value
