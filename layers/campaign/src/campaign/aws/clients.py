"""Clients of AWS's services as botocore, boto3's core, makes them: for the two functions of the hot path.

What boto3 adds is resources, their documentation and S3 transfers, which they do not use: a fifth of the CPU
of a cold start (docs/decisions.md).
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.session import Session, get_session

if TYPE_CHECKING:
    from boto3 import client as client  # its stubs know each service's client
else:

    def client(service: str, **options: Any) -> Any:
        """As `boto3.client`: of this region, with the function's credentials."""
        return _session().create_client(service, **options)


@cache
def _session() -> Session:
    return get_session()
