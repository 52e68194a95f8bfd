"""Powertools' idempotency, with its records in the state table beside everything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyInconsistentStateError,
    IdempotencyPersistenceLayerError,
    IdempotencyValidationError,
)

from campaign.kernel.errors import ConflictError, PermanentError, TransientError

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from campaign.aws.table import Table

_A_DAY = 24 * 60 * 60


class Once:
    """Does a thing once for each key of a client's choice, and answers a repetition with the same text."""

    def __init__(self, table: Table, name: str) -> None:
        self._config = IdempotencyConfig(
            event_key_jmespath="key",
            payload_validation_jmespath="payload",
            expires_after_seconds=_A_DAY,
            hash_function="sha256",
        )
        self._act = idempotent_function(
            _act,
            data_keyword_argument="request",
            config=self._config,
            key_prefix=name,
            persistence_store=DynamoDBPersistenceLayer(
                table.name,
                key_attr="pk",
                sort_key_attr="sk",
                static_pk_value=f"IDEMPOTENCY#{name}",
                expiry_attr="expires_at",
                boto3_client=table.client,
            ),
        )

    def do(self, key: str, payload: Any, action: Callable[[], str], context: LambdaContext) -> str:
        """What `action` answered the first time; the record holds that answer and hashes, for a day.

        Raises PermanentError when the key was used with another payload, ConflictError while the first is
        still at work, TransientError when the record cannot be read or written. What `action` raises passes
        through, and leaves no record.
        """
        self._config.register_lambda_context(context)
        thing = "Idempotency-Key"
        try:
            answer: str = self._act(action, request={"key": key, "payload": payload})
        except IdempotencyValidationError as error:
            raise PermanentError(thing, "it was used with another body", "take a new one") from error
        except IdempotencyAlreadyInProgressError as error:
            raise ConflictError(thing, "a request with it is at work", "repeat it in a moment") from error
        except (IdempotencyPersistenceLayerError, IdempotencyInconsistentStateError) as error:
            raise TransientError(thing, "its record cannot be kept just now", "try again") from error
        return answer


def _act(action: Callable[[], str], *, request: dict[str, Any]) -> str:
    """`request` is for Powertools, which takes key and payload from it."""
    return action()
