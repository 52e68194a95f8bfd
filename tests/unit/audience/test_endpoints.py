import socket

import pytest

from campaign.audience.endpoints import Endpoint, addresses_of, checked_endpoint
from campaign.kernel.errors import PermanentError, TransientError

PUBLIC = "93.184.215.14"


def test_a_public_endpoint_is_taken_apart_with_the_address_that_was_checked() -> None:
    endpoint = checked_endpoint(
        "https://partner.example.org/hook?a=b", (), lambda host: [PUBLIC, "2606:2800::1"]
    )

    assert endpoint == Endpoint("https", "partner.example.org", 443, "/hook?a=b", PUBLIC)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.8",
        "127.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.168.1.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:10.0.0.8",
        "64:ff9b::a00:8",
        "2002:a00:8::1",
        "2001:0:a00:8::1",
    ],
)
def test_an_address_that_is_not_public_is_refused_even_beside_a_public_one(address: str) -> None:
    with pytest.raises(PermanentError, match="not public"):
        checked_endpoint("https://partner.example.org/", (), lambda host: [PUBLIC, address])


@pytest.mark.parametrize(
    "url",
    [
        "http://partner.example.org/",
        "https://user:password@partner.example.org/",  # pragma: allowlist secret
        "https://partner.example.org/#part",
        "https:///path",
        "https://partner.example.org:port/",
        "https://[partner/",
        "gopher://partner.example.org/",
    ],
)
def test_a_url_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(PermanentError):
        checked_endpoint(url, (), lambda host: [PUBLIC])


def test_a_host_without_addresses_is_refused() -> None:
    with pytest.raises(PermanentError):
        checked_endpoint("https://partner.example.org/", (), lambda host: [])


def test_an_allowed_host_may_be_private_and_without_tls() -> None:
    endpoint = checked_endpoint("http://127.0.0.1:8080", ("127.0.0.1",), lambda host: [host])

    assert endpoint == Endpoint("http", "127.0.0.1", 8080, "/", "127.0.0.1")


def test_a_name_that_nobody_knows_is_worth_another_try(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(TransientError, match="no address"):
        addresses_of("partner.example.org")


@pytest.mark.enable_socket  # none is opened: such a name is asked of nobody
@pytest.mark.parametrize("host", ["a" * 64 + ".example.org", "partner..example.org"])
def test_what_can_be_no_name_is_refused(host: str) -> None:
    with pytest.raises(PermanentError, match="its host is no name"):
        addresses_of(host)


@pytest.mark.enable_socket
def test_a_literal_address_resolves_to_itself() -> None:
    assert addresses_of("192.0.2.7") == ["192.0.2.7"]
