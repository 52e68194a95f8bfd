"""The door between a browser and the embedded AWS adds TLS and gzip, and takes nothing away."""

import gzip
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import urllib3

from campaign_cli.loopback import Answer, LoopbackServer, Request
from tests.simulators.https_door import Asked, HttpsDoor
from tests.simulators.player import PLAYER_HOST, player

pytestmark = [pytest.mark.enable_socket, pytest.mark.filterwarnings("ignore:Unverified HTTPS request")]

HUB = "d123.cloudfront.net"
POLICY = "default-src 'none'; upgrade-insecure-requests"
PAGE = b"<!doctype html><p>" + b"words " * 400


@contextmanager
def door_to(seen: list[Request]) -> Iterator[HttpsDoor]:
    def embedded(request: Request) -> Answer:
        seen.append(request)
        headers = {"Content-Security-Policy": POLICY, "Strict-Transport-Security": "max-age=1"}
        return Answer(status=203, content_type="text/html; charset=utf-8", headers=headers, body=PAGE)

    with (
        LoopbackServer(embedded) as server,
        HttpsDoor(server.url, frozenset({HUB}), {PLAYER_HOST: player}) as door,
    ):
        yield door


def ask(door: HttpsDoor, host: str, target: str = "/", **headers: str) -> urllib3.BaseHTTPResponse:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with urllib3.PoolManager(ssl_context=context, retries=False, timeout=5) as http:
        return http.request(
            "GET", f"https://{door.address}{target}", headers={"Host": host, **headers}, decode_content=False
        )


def test_what_the_cdn_answers_arrives_with_all_its_headers() -> None:
    seen: list[Request] = []
    with door_to(seen) as door:
        answer = ask(door, HUB, "/en/index.html?a=b", Cookie="c=1")

    assert (answer.status, answer.data) == (203, PAGE)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Strict-Transport-Security"] == "max-age=1"
    (asked,) = seen
    assert (asked.target, asked.headers["host"]) == ("/en/index.html?a=b", HUB)
    assert (asked.headers["x-forwarded-proto"], asked.headers["cookie"]) == ("https", "c=1")


def test_it_compresses_as_the_cdn_on_aws_does() -> None:
    with door_to([]) as door:
        answer = ask(door, HUB, **{"Accept-Encoding": "gzip, br"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == PAGE


def test_other_hosts_are_played_or_not_there_and_every_request_is_known() -> None:
    seen: list[Request] = []
    with door_to(seen) as door:
        assert ask(door, PLAYER_HOST, "/player/v1/1").status == 200
        assert ask(door, "tracker.example", "/pixel").status == 502

        assert door.asked == [
            Asked(PLAYER_HOST, "GET", "/player/v1/1"),
            Asked("tracker.example", "GET", "/pixel"),
        ]
    assert seen == []
