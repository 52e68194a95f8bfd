"""Secrets from Secrets Manager, kept in memory for a few minutes so that a rotation is seen without a
deployment."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from campaign.aws.errors import code_of, translated
from campaign.kernel.clock import Clock, utc_now
from campaign.kernel.errors import TransientError

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
        """Raises TransientError when it cannot be read or lacks the field: an operator can mend that, and
        what waits for it must not be lost meanwhile."""
        now = self._clock()
        if self._value is None or self._read_at is None or now - self._read_at > _KEEP:
            self._value = self._read()
            self._read_at = now
        return self._value

    def _read(self) -> str:
        try:
            with translated(self._arn):
                answer = self._client().get_secret_value(SecretId=self._arn)
        except ClientError as error:
            raise TransientError(
                self._arn,
                f"AWS answered {code_of(error)}",
                "check that the secret is there and that the function's role may read it",
            ) from error
        try:
            value = json.loads(answer["SecretString"])[self._field]
        except (KeyError, TypeError, ValueError):
            value = None
        if not isinstance(value, str) or not value:  # raised out here: json's own error holds the content
            raise TransientError(
                self._arn,
                f"the secret has no text in its field {self._field}",
                f'set it to {{"{self._field}": "<the value>"}}',
            )
        return value
