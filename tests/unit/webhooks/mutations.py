"""Webhook requests by the thousand: signed ones, ones that were damaged on the way, and forged ones, as
API Gateway and function URLs hand them to a function.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.simulators.webhook_bodies import GoneEvent
from tests.unit.webhooks.doors import SIGNED_AT, TIKTOK, Door, Headers

MAX_BYTES = 65_536
AGES = (0, 0, 0, 1, 299, 300, 301, -59, -60, -61, -301, 3600, 10**6, SIGNED_AT, -(10**12))
"""Seconds since it was signed, seen from the receiver's clock; most of the time none."""


@dataclass(frozen=True)
class Request:
    """What goes over the wire. `intact`: nothing has happened to it since it was signed, by one who may, just
    now."""

    body: bytes
    headers: Headers
    intact: bool
    method: str = "POST"
    keys_lost: frozenset[str] = field(default=frozenset())


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**4000, 10**4001)
    | st.floats()
    | st.text(st.characters(), max_size=20),  # halves of surrogate pairs among them
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


def _maybe(likely: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly what is expected there, now and then anything at all."""
    return st.one_of(likely, likely, likely, json_values)


_post = st.fixed_dictionaries(
    {"post_id": _maybe(st.integers(0, 2**64).map(str) | st.integers(0, 2**64))},
    optional={"publish_id": json_values, "reason": json_values},
)
_tiktok_event = st.fixed_dictionaries(
    {},
    optional={
        "client_key": st.just("sample_client_key"),
        "event": _maybe(
            st.sampled_from(
                [
                    "post.publish.publicly_available",
                    "authorization.removed",
                    "video.upload.failed",
                    *GoneEvent,
                ]
            )
        ),
        "create_time": _maybe(st.integers(SIGNED_AT - 10**6, SIGNED_AT + 10**6) | st.just(10**20)),
        "user_openid": _maybe(st.just("act.invented")),
        "content": _maybe(_post.map(json.dumps)),
    },
)
_partner_event = st.fixed_dictionaries(
    {},
    optional={
        "type": _maybe(st.sampled_from(["video.published", "video.removed"])),
        "timestamp": _maybe(st.sampled_from(["2026-03-01T12:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01"])),
        "data": _maybe(
            st.fixed_dictionaries(
                {},
                optional={
                    "platform": _maybe(st.sampled_from(["youtube", "tiktok"])),
                    "id": _maybe(st.just("invented-0001")),
                    "creator": _maybe(st.just({"handle": "invented.creator"})),
                    "caption": _maybe(
                        st.sampled_from(
                            ["#EndTheStigma", "#EndTheStigma \ud800", "\ufdfa #EndTheStigma" * 900]
                        )
                    ),
                    "hashtags": _maybe(st.just(["EndTheStigma", "\ufdfa" * 9_000])),
                    "region": _maybe(st.just("AE")),
                    "published_at": _maybe(st.just("2026-03-01T11:58:00Z")),
                    "figures": _maybe(st.just({"views": 12})),
                    "more": json_values,
                },
            )
        ),
    },
)
_long_texts = st.sampled_from(["\u00e9" * 30_000, "\\" * 30_000, "\x7f" * 60_000, "\U0001f49a" * 15_000])
_deep = st.builds(
    lambda depth, brackets: b'{"data":' + brackets[0] * depth + b"1" + brackets[1] * depth + b"}",
    st.sampled_from([50, 199, 200, 940, 960, 970, 980, 990, 1_000, 5_000]) | st.integers(880, 1_000),
    st.sampled_from([(b"[", b"]"), (b'{"a":', b"}")]),
)
_lengths = st.sampled_from([0, 1, MAX_BYTES - 2, MAX_BYTES - 1, MAX_BYTES, MAX_BYTES + 1, 200_000])


def bodies(door: Door) -> st.SearchStrategy[bytes]:
    """Events of its sender, some of them far from what was agreed upon, and what is no event at all."""
    event = (_tiktok_event if door is TIKTOK else _partner_event).map(
        lambda found: json.dumps(found).encode()
    )
    raw = st.dictionaries(st.sampled_from(["event", "type", "data"]), json_values | _long_texts).map(
        lambda found: json.dumps(found, ensure_ascii=False).encode("utf-8", "surrogatepass")
    )
    return st.one_of(
        event,
        event,
        event,
        raw,
        json_values.map(lambda value: json.dumps(value).encode()),
        st.binary(max_size=40),
        st.text(st.characters(), max_size=20).map(lambda text: text.encode("utf-8", "surrogatepass")),
        _deep,
        _lengths.map(lambda length: b"{" + b" " * (length - 2) + b"}"),
    )


def _flip_a_byte(draw: DrawFn, request: Request) -> Request:
    place = draw(st.integers(0, max(len(request.body) - 1, 0)))
    flipped = bytes([request.body[place] ^ draw(st.integers(1, 255))]) if request.body else b"x"
    return replace(request, body=request.body[:place] + flipped + request.body[place + 1 :])


def _other_body(draw: DrawFn, request: Request) -> Request:
    return replace(request, body=draw(st.sampled_from([b"", request.body + b" ", request.body[:-1], b"{}"])))


def _lose_a_header(draw: DrawFn, request: Request) -> Request:
    lost = draw(st.sampled_from(sorted(request.headers)))
    return replace(request, headers={name: value for name, value in request.headers.items() if name != lost})


def _repeat_a_header(draw: DrawFn, request: Request) -> Request:
    """Under a name of other case, as a dictionary can hold it, or joined with a comma as by function URLs."""
    name = draw(st.sampled_from(sorted(request.headers)))
    value = request.headers[name]
    other = draw(st.sampled_from([value, "", "t=1,s=2", value.upper(), value[::-1]]))
    both = draw(
        st.sampled_from([{name: f"{value},{other}"}, {name: f"{other}, {value}"}, {name.upper(): other}])
    )
    return replace(request, headers=request.headers | both)


def _distort_a_header(draw: DrawFn, request: Request) -> Request:
    name = draw(st.sampled_from(sorted(request.headers)))
    value = request.headers[name]
    cut = draw(st.integers(0, len(value)))
    distorted = draw(
        st.sampled_from(
            [
                value[:cut] + draw(st.text(st.characters(), max_size=3)) + value[cut:],
                value[:cut],
                value.swapcase(),
                f" {value} ",
                value.replace("=", "==").replace(",", ";"),
                value.replace("v1", "v1a"),
                value.translate({ord("1"): "\u0661"}),  # a digit, but no ASCII one
                f"{value} v1,AAAA",
                f"v2,{value} {value}",
                f"{value},t={SIGNED_AT}",
                f"{value}.5",
                "1e400",
                "nan",
                f"-{value}",
                "\x00",
            ]
        )
    )
    return replace(request, headers=request.headers | {name: distorted})


def _claim_another_time(draw: DrawFn, request: Request) -> Request:
    """A request that was overheard once is sent again with the present time in it."""
    headers = {
        name: value.replace(str(SIGNED_AT), str(SIGNED_AT + draw(st.integers(-400, 400))))
        for name, value in request.headers.items()
    }
    return replace(request, headers=headers)


def _another_method(draw: DrawFn, request: Request) -> Request:
    return replace(request, method=draw(st.sampled_from(["GET", "PUT", "OPTIONS", "post", ""])))


def _lose_keys(draw: DrawFn, request: Request) -> Request:
    keys = ["body", "headers", "requestContext", "isBase64Encoded", "http", "httpMethod", "requestId"]
    return replace(request, keys_lost=frozenset(draw(st.sets(st.sampled_from(keys), min_size=1, max_size=3))))


FAULTS: tuple[Callable[[DrawFn, Request], Request], ...] = (
    _flip_a_byte,
    _other_body,
    _lose_a_header,
    _repeat_a_header,
    _distort_a_header,
    _claim_another_time,
    _another_method,
    _lose_keys,
)


@st.composite
def requests(draw: DrawFn, door: Door) -> tuple[dict[str, Any], bool]:
    """An event as the function gets it, and whether it must be let in."""
    body = draw(bodies(door))
    secret = draw(st.sampled_from([*door.secrets, *door.secrets, door.stranger]))
    age = draw(st.sampled_from(AGES))
    request = Request(
        body,
        door.sign(secret, SIGNED_AT - age, body),
        intact=secret in door.secrets
        and -60 <= age <= 300
        and len(body) <= MAX_BYTES
        and (door is TIKTOK or _is_utf_8(body)),  # Standard Webhooks signs text
    )
    fault = draw(st.sampled_from([None, None, *FAULTS]))
    if fault is not None:
        request = replace(fault(draw, request), intact=False)
    return _event(draw, request), request.intact


def _event(draw: DrawFn, request: Request) -> dict[str, Any]:
    """As a REST API hands it over, or a function URL: header names in any case or in small letters, and the
    body as text or in base64, which must be said."""
    text = _text(request.body)
    as_base64 = text is None or draw(st.booleans())
    event: dict[str, Any] = {
        "body": b64encode(request.body).decode() if as_base64 else text,
        "isBase64Encoded": as_base64,
    }
    if draw(st.booleans()):
        event["headers"] = {
            draw(st.sampled_from([k, k.lower(), k.upper()])): v for k, v in request.headers.items()
        }
        event["httpMethod"] = request.method
        event["multiValueHeaders"] = {name: [value] for name, value in event["headers"].items()}
        event["requestContext"] = {"requestId": "request-1", "httpMethod": request.method}
    else:
        event["headers"] = {name.lower(): value for name, value in request.headers.items()}
        event["requestContext"] = {"requestId": "request-1", "http": {"method": request.method}}
    if draw(st.booleans()) and request.keys_lost:
        event["isBase64Encoded"] = not as_base64
    context = event["requestContext"]
    for key in request.keys_lost:
        for place in (event, context):
            if key in place:
                place[key] = None
                if draw(st.booleans()):
                    del place[key]
    return event


def _text(body: bytes) -> str | None:
    try:
        return body.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None


def _is_utf_8(body: bytes) -> bool:
    return (text := _text(body)) is not None and not re.search("[\ud800-\udfff]", text)
