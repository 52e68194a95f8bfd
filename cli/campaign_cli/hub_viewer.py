"""The hub of an embedded deployment, for a browser on this machine.

Browsers cannot be told to send another Host header, by which an embedded AWS finds the CDN.
"""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

import urllib3

from campaign_cli.deployment import Deployment
from campaign_cli.reach import reach

# What belongs to one connection, or would have a browser look for HTTPS on the viewer's port.
_LEFT_OUT = frozenset(
    {
        "connection",
        "content-length",
        "date",
        "keep-alive",
        "server",
        "strict-transport-security",
        "transfer-encoding",
    }
)


# The embedded AWS answers paths of its own on every host; they start with an underscore, as no page does.
PAGE = re.compile(r"/|(/[A-Za-z0-9][A-Za-z0-9._-]*)+/?")


class HubViewer:
    """Serves the hub's pages on a port of 127.0.0.1, and nothing else, until the `with` block ends."""

    def __init__(self, deployment: Deployment, port: int = 0) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_for(deployment))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """With a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def forwarded_headers(headers: urllib3.HTTPHeaderDict) -> list[tuple[str, str]]:
    """The CDN's headers, fit for plain HTTP on the loopback interface."""
    return [
        (name, value.replace("upgrade-insecure-requests", "").rstrip("; "))
        for name, value in headers.items()
        if name.lower() not in _LEFT_OUT
    ]


def _handler_for(deployment: Deployment) -> type[BaseHTTPRequestHandler]:
    http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=30), retries=False)
    hub = deployment.outputs["HubUrl"]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10  # seconds after which an idle kept-alive connection gives its thread back

        def do_GET(self) -> None:
            self._forward()

        def do_HEAD(self) -> None:
            self._forward()

        def log_message(self, format: str, *args: object) -> None:
            """Silent: the command's output is for the person who looks at the pages."""

        def _forward(self) -> None:
            if not PAGE.fullmatch(self.path):
                self.send_error(404, "only the hub's pages are here")
                return
            url, headers = reach(deployment, hub + self.path)
            try:
                answer = http.request(self.command, url, headers=headers)
            except urllib3.exceptions.HTTPError:
                self.send_error(502, "the embedded AWS does not answer")
                return
            self.send_response(answer.status)
            for name, value in forwarded_headers(answer.headers):
                self.send_header(name, value)
            length = answer.headers.get("Content-Length") if self.command == "HEAD" else len(answer.data)
            self.send_header("Content-Length", str(length or 0))
            self.end_headers()
            self.wfile.write(answer.data)

    return Handler
