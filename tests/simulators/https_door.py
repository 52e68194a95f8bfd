"""The public addresses of an embedded deployment, for a browser: real names, real TLS, every header as sent.

A browser cannot be told which Host header to send, and the embedded AWS knows no TLS. So the browser is told
to find every name here (`--host-resolver-rules`) and to trust the key of this run. What differs from the CDN
on AWS: HTTP/1.1, the certificate, and the compression, which the embedded CDN leaves out and this door does
in its place, by gzip, where CloudFront might take the smaller brotli.
"""

import gzip
import ssl
import tempfile
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from campaign.kernel.clock import utc_now
from campaign_cli.loopback import Answer, LoopbackServer, Request
from campaign_cli.reach import reach_through

_OF_ONE_CONNECTION = frozenset(
    {"connection", "content-length", "content-type", "date", "keep-alive", "server", "transfer-encoding"}
)
_COMPRESSED = ("text/", "application/json", "application/javascript", "application/xml", "image/svg+xml")
"""Of the types that CloudFront compresses, those that a hub may have; from 1,000 bytes on."""
_COMPRESSED_FROM = 1000

Elsewhere = Callable[[Request], Answer]
"""Plays a site of another host."""


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    host: str
    method: str
    target: str


class HttpsDoor(LoopbackServer):
    """Listens on a port of 127.0.0.1 for as long as its `with` block lasts.

    `own` are the deployment's hosts, behind the embedded AWS at `endpoint`; `elsewhere` plays other hosts.
    Any other host is answered 502. `asked` has all requests in the order of their coming.
    """

    def __init__(self, endpoint: str, own: frozenset[str], elsewhere: Mapping[str, Elsewhere]) -> None:
        super().__init__(self._through)
        self.asked: list[Asked] = []
        self._endpoint = endpoint
        self._own = own
        self._elsewhere = elsewhere
        self._http = urllib3.PoolManager(timeout=30, retries=False, maxsize=8)
        context, self.key_hash = _new_certificate(sorted({*own, *elsewhere}))
        # Shaken hands in the thread of its own: a browser opens connections that it does not use.
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    def _through(self, request: Request) -> Answer:
        host = request.headers.get("host", "")
        self.asked.append(Asked(host, request.method, request.target))
        if played := self._elsewhere.get(host):
            return played(request)
        if host not in self._own:
            return Answer(status=502, content_type="text/plain", body=b"nobody plays this host")
        url, headers = reach_through(self._endpoint, f"https://{host}{request.target}")
        answer = self._http.request(
            request.method,
            url,
            body=request.body or None,
            headers={**_passed_on(request.headers), **headers},
            redirect=False,
        )
        found = Answer(
            status=answer.status,
            content_type=answer.headers.get("Content-Type", "application/octet-stream"),
            headers={
                name: value
                for name, value in answer.headers.items()
                if name.lower() not in _OF_ONE_CONNECTION
            },
            body=answer.data,
        )
        return _compressed(found) if "gzip" in request.headers.get("accept-encoding", "") else found


def _passed_on(headers: Mapping[str, str]) -> dict[str, str]:
    """The door compresses, so nobody behind it may."""
    left_out = _OF_ONE_CONNECTION - {"content-type"} | {"host", "accept-encoding"}
    return {name: value for name, value in headers.items() if name not in left_out}


def _compressed(answer: Answer) -> Answer:
    if len(answer.body) < _COMPRESSED_FROM or not answer.content_type.startswith(_COMPRESSED):
        return answer
    headers = {**answer.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return answer.model_copy(update={"body": gzip.compress(answer.body, 6, mtime=0), "headers": headers})


def _new_certificate(hosts: list[str]) -> tuple[ssl.SSLContext, str]:
    """For these names, for a day, signed by itself; and the hash of its key, as Chromium wants it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "the CDN of a test")])
    now = utc_now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        pem = Path(folder, "door.pem")
        pem.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + certificate.public_bytes(Encoding.PEM)
        )
        context.load_cert_chain(pem)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return context, b64encode(sha256(public).digest()).decode()
