"""Secrets from Secrets Manager, kept in memory for a few minutes so that a rotation is seen without a
deployment."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeGuard

from botocore.exceptions import ClientError

from campaign.aws.errors import code_of, translated
from campaign.kernel.clock import Clock, utc_now
from campaign.kernel.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_secretsmanager import SecretsManagerClient

_KEEP = timedelta(minutes=5)


class Secret:
    """One field of a JSON secret, and while it is being rotated its successor: the field `<field>_next`.

    The client is made on first use: most starts of a function need none.
    """

    def __init__(
        self, client: Callable[[], SecretsManagerClient], arn: str, field: str, clock: Clock = utc_now
    ) -> None:
        self._client = client
        self._arn = arn
        self._field = field
        self._clock = clock
        self._values: tuple[str, ...] = ()
        self._read_at: datetime | None = None

    def value(self) -> str:
        """The one in force; raises like `values`."""
        return self.values()[0]

    def values(self) -> tuple[str, ...]:
        """The one in force, then its successor if there is one.

        Raises TransientError when the secret cannot be read or lacks the field: an operator can mend that,
        and what waits for it must not be lost meanwhile.
        """
        now = self._clock()
        if self._read_at is None or now - self._read_at > _KEEP:
            self._values = self._read()
            self._read_at = now
        return self._values

    def _read(self) -> tuple[str, ...]:
        fields = fields_of(self._client(), self._arn)
        names = (self._field, f"{self._field}_next")
        present, successor = map(fields.get, names)
        if not _is_secret(present):
            raise TransientError(
                self._arn,
                f"the secret has no text in its field {self._field}",
                f'set it to {{"{self._field}": "<the value>"}}',
            )
        return (present, successor) if _is_secret(successor) else (present,)


def fields_of(client: SecretsManagerClient, arn: str) -> dict[str, Any]:
    """All fields of a JSON secret as they are now; none of a secret that is no JSON object.

    Raises TransientError when it cannot be read.
    """
    try:
        with translated(arn):
            answer = client.get_secret_value(SecretId=arn)
    except ClientError as error:
        raise TransientError(
            arn,
            f"AWS answered {code_of(error)}",
            "check that the secret is there and that the function's role may read it",
        ) from error
    try:
        fields = json.loads(answer["SecretString"])
    except ValueError:  # not raised again: json's own error holds the content
        return {}
    return fields if isinstance(fields, dict) else {}


def _is_secret(value: object) -> TypeGuard[str]:
    """Whether this is a text that keeps anything secret: an empty one would let everybody in."""
    return isinstance(value, str) and value != ""
