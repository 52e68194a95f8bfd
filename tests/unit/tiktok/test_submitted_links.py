from typing import Any

import pytest

from campaign.kernel.errors import TransientError
from campaign.submissions.checking import SeenVideo
from campaign.submissions.refusal import LinkRefusedError, Refusal
from campaign.tiktok.oembed import OEmbed
from campaign.tiktok.short_links import ShortLinks
from campaign.tiktok.submitted_links import SubmittedLinks
from campaign_cli.loopback import LoopbackServer, json_answer

pytestmark = pytest.mark.enable_socket
ID = "7374895375649443115"
SHOWN = {
    "title": "hope #EndTheStigma",
    "author_unique_id": "demo.noor",
    "embed_product_id": ID,
    "embed_type": "video",
}


def looked_up(answer: dict[str, Any]) -> SeenVideo:
    """What is made of one answer of oEmbed."""
    with LoopbackServer(lambda _: json_answer(200, answer)) as server:
        links = SubmittedLinks(ShortLinks(), OEmbed(f"{server.url}/oembed"))
        return links.look_up(f"https://www.tiktok.com/@/video/{ID}")


def test_a_public_video_is_seen() -> None:
    assert looked_up(SHOWN) == SeenVideo("tiktok", ID, "demo.noor", "hope #EndTheStigma")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"embed_type": "profile", "embed_product_id": "demo.noor"}, Refusal.PROFILE),
        ({"embed_type": "music"}, Refusal.NOT_A_VIDEO),
        ({"embed_product_id": "1"}, Refusal.NOT_A_VIDEO),
        ({"code": 400}, Refusal.MISSING),
    ],
)
def test_what_is_no_public_video_is_refused(changes: dict[str, Any], reason: Refusal) -> None:
    with pytest.raises(LinkRefusedError) as refused:
        looked_up(SHOWN | changes)
    assert refused.value.reason is reason


@pytest.mark.parametrize("answer", [{}, SHOWN | {"embed_type": None}, SHOWN | {"embed_product_id": None}])
def test_an_answer_that_does_not_say_what_it_shows_refuses_nobody(answer: dict[str, Any]) -> None:
    with pytest.raises(TransientError, match="oEmbed"):
        looked_up(answer)
