"""The hub of an embedded deployment, for a browser on this machine.

Browsers cannot be told to send another Host header, by which an embedded AWS finds the CDN.
"""

import re

import urllib3

from campaign_cli.deployment import Deployment
from campaign_cli.loopback import Answer, LoopbackServer, Request
from campaign_cli.reach import reach

# What the viewer says itself, what belongs to one connection, and what would have a browser look for HTTPS
# on the viewer's port.
_LEFT_OUT = frozenset(
    {
        "connection",
        "content-length",
        "content-type",
        "date",
        "keep-alive",
        "server",
        "strict-transport-security",
        "transfer-encoding",
    }
)


# The embedded AWS answers paths of its own on every host; they start with an underscore, as no page does.
PAGE = re.compile(r"/|(/[A-Za-z0-9][A-Za-z0-9._-]*)+/?")


class HubViewer(LoopbackServer):
    """Serves the hub's pages on a port of 127.0.0.1, and nothing else, until the `with` block ends."""

    def __init__(self, deployment: Deployment, port: int = 0) -> None:
        super().__init__(self._page, port)
        self._deployment = deployment
        self._hub = deployment.outputs["HubUrl"]
        self._http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=30), retries=False)

    def _page(self, request: Request) -> Answer:
        if not PAGE.fullmatch(request.target):
            return _text(404, "only the hub's pages are here")
        url, headers = reach(self._deployment, self._hub + request.target)
        try:
            answer = self._http.request("GET", url, headers=headers)
        except urllib3.exceptions.HTTPError:
            return _text(502, "the embedded AWS does not answer")
        return Answer(
            status=answer.status,
            content_type=answer.headers.get("Content-Type", "application/octet-stream"),
            headers=forwarded_headers(answer.headers),
            body=answer.data,
        )


def forwarded_headers(headers: urllib3.HTTPHeaderDict) -> dict[str, str]:
    """The CDN's headers, fit for plain HTTP on the loopback interface."""
    return {
        name: value.replace("upgrade-insecure-requests", "").rstrip("; ")
        for name, value in headers.items()
        if name.lower() not in _LEFT_OUT
    }


def _text(status: int, words: str) -> Answer:
    return Answer(status=status, content_type="text/plain; charset=utf-8", body=words.encode())
