"""A mail server that takes everything and delivers to nobody: what is relayed to it is real MIME."""

import socketserver
import threading
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from types import TracebackType
from typing import Self

_ANSWERS = {b"EHLO": b"250 sink", b"HELO": b"250 sink", b"DATA": b"354 go on", b"QUIT": b"221 bye"}


class SmtpSink:
    """Listens on a port of 127.0.0.1 while its `with` block lasts; `received` is in order of arrival."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        received = self.received

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 sink\r\n")
                while line := self.rfile.readline():
                    command = line.strip().upper()[:4]
                    self.wfile.write(_ANSWERS.get(command, b"250 ok") + b"\r\n")
                    if command == b"DATA":
                        received.append(_message(self))
                        self.wfile.write(b"250 taken\r\n")
                    if command == b"QUIT":
                        return

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def address(self) -> str:
        """Host and port."""
        host, port = self._server.server_address[:2]
        return f"{host!s}:{port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _message(handler: socketserver.StreamRequestHandler) -> EmailMessage:
    """Until the line with one full stop; a line that begins with one has another before it (RFC 5321)."""
    lines: list[bytes] = []
    while (line := handler.rfile.readline()).rstrip(b"\r\n") != b".":
        lines.append(line[1:] if line.startswith(b".") else line)
    return BytesParser(policy=default).parsebytes(b"".join(lines))
