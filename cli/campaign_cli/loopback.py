"""An HTTP server on a port of 127.0.0.1 that hands every request to one function.

The hub's viewer is one, and the simulators of the tests are: tests may import the command, never the reverse.
"""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from pydantic import BaseModel, ConfigDict

JSON = "application/json; charset=utf-8"


class Request(BaseModel):
    """A request as it came in. `target` is the path with its query, as sent; header names are in lower case,
    the body is the raw bytes.
    """

    model_config = ConfigDict(frozen=True)

    method: str
    target: str
    path: str
    parameters: dict[str, str]
    headers: dict[str, str]
    body: bytes


class Answer(BaseModel):
    """What the server sends back."""

    model_config = ConfigDict(frozen=True)

    status: int = 200
    content_type: str = JSON
    headers: dict[str, str] = {}
    body: bytes = b""


def json_answer(status: int, value: object) -> Answer:
    return Answer(status=status, body=json.dumps(value, ensure_ascii=False).encode())


Responder = Callable[[Request], Answer | None]
"""Answers a request; `None` closes the connection without a word."""


class LoopbackServer:
    """Serves a responder, each request in a thread of its own, until the `with` block ends."""

    def __init__(self, respond: Responder, port: int = 0) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_for(respond))
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler_for(respond: Responder) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10  # seconds after which an idle kept-alive connection gives its thread back

        def do_GET(self) -> None:
            self._respond()

        def do_HEAD(self) -> None:
            self._respond()

        def do_POST(self) -> None:
            self._respond()

        def do_PUT(self) -> None:
            self._respond()

        def do_PATCH(self) -> None:
            self._respond()

        def do_DELETE(self) -> None:
            self._respond()

        def do_OPTIONS(self) -> None:
            self._respond()

        def log_message(self, format: str, *args: object) -> None:
            """Silent: the terminal is for whoever runs the command."""

        def _respond(self) -> None:
            target = urlsplit(self.path)
            answer = respond(
                Request(
                    method=self.command,
                    target=self.path,
                    path=target.path,
                    parameters=dict(parse_qsl(target.query, keep_blank_values=True)),
                    headers={name.lower(): value for name, value in self.headers.items()},
                    body=self.rfile.read(int(self.headers.get("Content-Length", 0))),
                )
            )
            if answer is None:
                self.close_connection = True
                return
            try:
                self._send(answer)
            except ConnectionError:  # whoever asked has gone meanwhile
                self.close_connection = True

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

    return Handler
