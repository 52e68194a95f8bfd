"""One signed POST to an endpoint that was checked, as https://www.standardwebhooks.com specifies it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from standardwebhooks import Webhook
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout

from campaign.audience.endpoints import Endpoint

TIMEOUT = Timeout(connect=3, read=7)  # seconds; both together stay well under the function's own timeout

Connect = Callable[[Endpoint], HTTPConnectionPool]


def connection_to(endpoint: Endpoint) -> HTTPConnectionPool:
    """Connects to the address that was checked, while TLS and the Host header go by the name."""
    if endpoint.scheme == "http":
        return HTTPConnectionPool(endpoint.address, endpoint.port, timeout=TIMEOUT)
    return HTTPSConnectionPool(
        endpoint.address,
        endpoint.port,
        timeout=TIMEOUT,
        cert_reqs="CERT_REQUIRED",
        server_hostname=endpoint.host,
        assert_hostname=endpoint.host,
    )


def signed(endpoint: Endpoint, message_id: str, body: str, secret: str, now: datetime) -> dict[str, str]:
    """The headers, the signature among them."""
    return {
        "Host": endpoint.host_header,
        "Content-Type": "application/json",
        "User-Agent": "EndTheStigma-Webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, now, body),
    }


def post(connect: Connect, endpoint: Endpoint, headers: Mapping[str, str], body: str) -> int:
    """The status of the answer. Redirects are not followed: they would lead past the check. Raises urllib3's
    HTTPError when there is no answer."""
    with connect(endpoint) as pool:
        response = pool.urlopen(
            "POST",
            endpoint.path,
            body=body.encode(),
            headers=headers,
            redirect=False,
            retries=False,
            preload_content=False,  # only the status matters; a body could be endless
        )
        response.close()
        return int(response.status)
