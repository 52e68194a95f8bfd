import json
from collections.abc import Callable

import pytest

from campaign.kernel.errors import TransientError
from campaign.tiktok.oembed import MAX_BYTES, Found, OEmbed
from campaign_cli.loopback import Answer, LoopbackServer, Request, json_answer
from tests.simulators.cast import CREATORS, VIDEOS
from tests.simulators.failures import Failure
from tests.simulators.models import Endpoint
from tests.simulators.server import TikTokSimulator
from tests.unit.conftest import FixedClock

pytestmark = pytest.mark.enable_socket
VIDEO = VIDEOS[0]


def asked(answer: Answer | Callable[[Request], Answer], post_id: str = VIDEO.id) -> Found | None:
    """What the client makes of one answer of TikTok."""
    with LoopbackServer(answer if callable(answer) else lambda _: answer) as server:
        return OEmbed(f"{server.url}/oembed").look_up(post_id)


def test_a_public_post_is_found_by_its_id_alone(clock: FixedClock) -> None:
    with TikTokSimulator(CREATORS, VIDEOS, clock=clock) as simulator:
        found = OEmbed(f"{simulator.url}/oembed").look_up(VIDEO.id)
    assert found == Found(id=VIDEO.id, kind="video", caption=VIDEO.caption, handle=VIDEO.handle)


def test_a_post_that_is_not_there_is_missing(clock: FixedClock) -> None:
    with TikTokSimulator(CREATORS, VIDEOS, clock=clock) as simulator:
        assert OEmbed(f"{simulator.url}/oembed").look_up("1") is None


def test_a_missing_post_may_also_be_told_with_status_200() -> None:
    assert asked(json_answer(200, {"message": "Something went wrong", "code": 400})) is None


@pytest.mark.parametrize(
    "failure",
    [Failure.RATE_LIMIT, Failure.INTERNAL_ERROR, Failure.GATEWAY_TIMEOUT, Failure.DROPPED_CONNECTION],
)
def test_trouble_at_tiktok_is_no_answer(clock: FixedClock, failure: Failure) -> None:
    with TikTokSimulator(CREATORS, VIDEOS, clock=clock) as simulator:
        simulator.fail_next(Endpoint.OEMBED, failure)
        with pytest.raises(TransientError):
            OEmbed(f"{simulator.url}/oembed").look_up(VIDEO.id)
        assert len(simulator.calls_of(Endpoint.OEMBED)) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=200, content_type="text/html", body=b"<html>sign in</html>"),
        Answer(status=404, content_type="text/html", body=b"<html>gone</html>"),
        Answer(status=200, body=b"[]"),
        Answer(status=200, body=b"[" * 100_000),
        Answer(status=200, body=b'{"title": "' + b"x" * MAX_BYTES + b'"}'),
        json_answer(403, {"message": "Access Denied"}),
    ],
)
def test_what_is_not_an_answer_of_oembed_is_trouble(answer: Answer) -> None:
    with pytest.raises(TransientError, match="TikTok oEmbed"):
        asked(answer)


def test_a_redirect_is_not_followed() -> None:
    paths = []

    def elsewhere(request: Request) -> Answer:
        paths.append(request.path)
        return Answer(status=302, headers={"Location": "http://127.0.0.1:9/elsewhere"}, body=b"{}")

    with pytest.raises(TransientError, match="302"):
        asked(elsewhere)
    assert paths == ["/oembed"]


def test_nobody_there_is_trouble() -> None:
    with LoopbackServer(lambda _: None) as server:
        url = server.url
    with pytest.raises(TransientError, match="could not be asked"):
        OEmbed(url).look_up(VIDEO.id)


def test_an_answer_of_the_old_shape_is_read_from_its_html() -> None:
    old = {
        "type": "video",
        "title": "أمل",
        "author_url": "https://www.tiktok.com/@demo.noor",
        "html": f'<blockquote cite="https://www.tiktok.com/@demo.noor/video/7" data-video-id="{VIDEO.id}">',
    }
    assert asked(json_answer(200, old)) == Found(id=VIDEO.id, kind="video", caption="أمل", handle="demo.noor")


@pytest.mark.parametrize("author_url", ["https://www.tiktok.com/", "http://[", 7, None])
def test_whatever_is_missing_or_odd_is_left_out(author_url: object) -> None:
    answer = Answer(
        status=200, body=json.dumps({"title": "\ud83d", "author_url": author_url, "html": 1}).encode()
    )
    assert asked(answer) == Found(id=None, kind=None, caption="\ufffd", handle=None)


@pytest.mark.parametrize(
    "name", [{"author_unique_id": "n" * 65}, {"author_url": "https://www.tiktok.com/@" + "n" * 65}]
)
def test_a_name_that_is_too_long_to_be_one_does_not_lose_the_video(name: dict[str, str]) -> None:
    found = asked(json_answer(200, {"title": "hope", "embed_product_id": VIDEO.id, "type": "video", **name}))
    assert found == Found(id=VIDEO.id, kind="video", caption="hope", handle=None)
