"""ClientError becomes one of ours at this door."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

from campaign.kernel.errors import TransientError

# Those that botocore itself tries again, and what a transaction's reasons and SNS call the same.
THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "InternalServerError",
        "InternalError",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestTimeout",
        "ServiceUnavailable",
        "SlowDown",
        "Throttled",
        "ThrottledException",
        "Throttling",
        "ThrottlingError",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)


def code_of(error: ClientError) -> str:
    """The service's own code, such as ConditionalCheckFailedException."""
    return error.response.get("Error", {}).get("Code", "")


@contextmanager
def translated(thing: str) -> Iterator[None]:
    """Throttling, 5xx and lost connections are transient. Anything else (no permission, no such table) is a
    fault of the deployment and passes through as it is, to be retried and seen in a dead-letter queue."""
    try:
        yield
    except ClientError as error:
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if code_of(error) in THROTTLED or status >= 500:
            raise TransientError(thing, f"AWS answered {code_of(error)}", "wait and try again") from error
        raise
    except (HTTPClientError, ConnectionError) as error:
        raise TransientError(
            thing, f"AWS could not be reached ({type(error).__name__})", "try again"
        ) from error
