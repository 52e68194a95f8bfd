import pytest

from campaign.creators.platform import Page
from campaign.kernel.errors import PermanentError, TransientError
from campaign.tiktok.display import Display, observed
from campaign.tiktok.open_api import MAX_BYTES, OpenApi
from campaign_cli.loopback import Answer, LoopbackServer, json_answer
from tests.unit.videos.messages import NOON

pytestmark = pytest.mark.enable_socket
OK = {"code": "ok", "message": "", "log_id": "1"}
EMPTY = {"videos": [], "cursor": 5, "has_more": False}


def asked(answer: Answer) -> Page:
    """What the client makes of one answer of TikTok."""
    with LoopbackServer(lambda _: answer) as server:
        return Display(OpenApi(server.url)).page("token", None)


def test_a_page_is_what_its_documents_say() -> None:
    assert asked(json_answer(200, {"data": EMPTY, "error": OK})) == Page((), 5, False)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=504, content_type="text/html", body=b"<html>"),
        Answer(status=200, body=b"[]"),
        Answer(status=200, body=b"[" * 100_000),
        Answer(status=200, body=b'{"data": "' + b"x" * MAX_BYTES + b'"}'),
        Answer(status=302, headers={"Location": "https://elsewhere.example/"}, body=b"<html>"),
        json_answer(500, {"error": {"code": "internal_error"}}),
        json_answer(200, {"data": [], "error": OK}),
        json_answer(200, {"data": EMPTY | {"videos": None}, "error": OK}),
        json_answer(200, {"data": EMPTY | {"cursor": True}, "error": OK}),
        json_answer(200, {"data": EMPTY | {"has_more": "yes"}, "error": OK}),
    ],
)
def test_what_is_no_page_is_asked_for_again_later(answer: Answer) -> None:
    with pytest.raises(TransientError):
        asked(answer)


@pytest.mark.parametrize("answer", [json_answer(400, {"error": {"code": "new"}}), json_answer(200, {})])
def test_a_refusal_of_an_unknown_name_is_not_repeated(answer: Answer) -> None:
    with pytest.raises(PermanentError):
        asked(answer)


@pytest.mark.parametrize(
    ("share_url", "handle"),
    [
        ("https://www.tiktok.com/@demo.noor/video/7412?utm_campaign=x", "demo.noor"),
        ("https://www.tiktok.com/@demo.noor/video/7412", "demo.noor"),
        ("https://elsewhere.example/@demo.noor/video/7412", None),
        ("https://www.tiktok.com/@" + "x" * 65 + "/video/7412", None),
        (7, None),
        (None, None),
    ],
)
def test_the_handle_is_read_from_the_posts_link(share_url: object, handle: str | None) -> None:
    post = {"id": "7412", "share_url": share_url}

    video = observed(post, open_id="act.noor", observed_at=NOON, correlation_id="c")

    assert (video.creator.open_id, video.creator.handle, video.published_at) == ("act.noor", handle, None)
