"""Where a webhook may be sent: never into the campaign's own network (server-side request forgery)."""

import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from campaign.kernel.errors import PermanentError, TransientError

Resolver = Callable[[str], list[str]]

_PORTS = {"https": 443, "http": 80}
# RFC 6052: IPv4 addresses, private ones too, in the clothes of a public IPv6 address
_TRANSLATED = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A URL taken apart, with the one address that was checked: whoever connects must use that one, since a
    second look-up may answer another (DNS rebinding)."""

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def addresses_of(host: str) -> list[str]:
    """All IP addresses of a host; raises TransientError when there is no answer, PermanentError for what can
    be no host's name."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except UnicodeError as error:  # a label that is empty or has more than 63 characters
        raise _refused("its host is no name", "check the name") from error
    except OSError as error:
        raise TransientError(
            "webhook endpoint", "its host has no address", "check the name, then try again"
        ) from error


def checked_endpoint(url: str, allowed_hosts: Collection[str], resolve: Resolver = addresses_of) -> Endpoint:
    """Raises PermanentError unless the URL is HTTPS, without password, and its host's addresses all public.

    Hosts in `allowed_hosts` may use HTTP and private addresses: for tests and demonstrations, empty on AWS.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
        host = parts.hostname or ""
    except (ValueError, KeyError) as error:
        raise _refused("its URL is malformed", "write https://<host>/<path>") from error
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise _refused("its URL has no host, or a user, password or fragment", "write https://<host>/<path>")
    allowed = host in allowed_hosts
    if parts.scheme != "https" and not allowed:
        raise _refused("it is not HTTPS", "serve it over HTTPS")
    addresses = resolve(host)
    if not addresses or not (allowed or all(map(_is_public, addresses))):
        raise _refused("its host has an address that is not public", "use a host that anyone can reach")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Endpoint(parts.scheme, host, port, path, addresses[0])


def _is_public(text: str) -> bool:
    address: IPv4Address | IPv6Address = ip_address(text)
    if isinstance(address, IPv6Address):
        if address.sixtofour or address.teredo or address in _TRANSLATED:
            return False
        address = address.ipv4_mapped or address
    return address.is_global and not address.is_multicast


def _refused(rule: str, remedy: str) -> PermanentError:
    return PermanentError("webhook endpoint", rule, remedy)
