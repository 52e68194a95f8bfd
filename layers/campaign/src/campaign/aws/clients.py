"""Clients of AWS's services as botocore, boto3's core, makes them.

What boto3 adds is resources, their documentation and S3 transfers, which no function uses: a tenth to a
fifth of the CPU of a cold start (docs/decisions.md).
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


def user_agent() -> str:
    """What a client says of itself, with the application's id, for `Config(user_agent=...)`: the same in
    every call, while botocore's own is put together for each of them, twice."""
    session = _session()
    app_id = session.get_config_variable("user_agent_appid")
    return f"{session.user_agent()} app/{app_id}" if app_id else session.user_agent()


@cache
def _session() -> Session:
    return get_session()
