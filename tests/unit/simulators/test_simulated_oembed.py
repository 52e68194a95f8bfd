import pytest

from tests.simulators.cast import CREATORS, VIDEOS
from tests.simulators.server import TikTokSimulator
from tests.unit.simulators.conftest import Caller

pytestmark = pytest.mark.enable_socket
VIDEO, CREATOR = VIDEOS[0], CREATORS[0]
MISSING = {"message": "Something went wrong", "code": 400}


@pytest.mark.parametrize(
    "link", [VIDEO.url, f"https://www.tiktok.com/@/video/{VIDEO.id}", f"{VIDEO.url}?_r=1"]
)
def test_a_video_link_tells_its_caption_and_author(caller: Caller, link: str) -> None:
    answer = caller.get("/oembed", url=link).json()

    assert answer["embed_type"] == "video"
    assert answer["embed_product_id"] == VIDEO.id
    assert answer["title"] == VIDEO.caption
    assert answer["author_unique_id"] == CREATOR.handle
    assert answer["author_url"] == CREATOR.url
    assert {"version", "type", "author_name", "html", "provider_name"} <= set(answer)
    assert {"thumbnail_url", "thumbnail_width", "thumbnail_height"} <= set(answer)


def test_a_profile_link_tells_the_creator(caller: Caller) -> None:
    answer = caller.get("/oembed", url=CREATOR.url).json()

    assert (answer["embed_type"], answer["embed_product_id"]) == ("profile", CREATOR.handle)


@pytest.mark.parametrize(
    "link",
    [
        "https://www.tiktok.com/@demo.noor/video/1",
        "https://www.tiktok.com/@demo.nobody",
        "https://www.tiktok.com/tag/endthestigma",
        "https://vm.tiktok.com/ZSdemonoor",
        f"https://example.org/@demo.noor/video/{VIDEO.id}",
        "",
    ],
)
def test_a_link_that_leads_nowhere_is_missing(caller: Caller, link: str) -> None:
    answer = caller.get("/oembed", url=link)

    assert (answer.status, answer.json()) == (400, MISSING)


def test_a_video_that_was_taken_down_is_missing(simulator: TikTokSimulator, caller: Caller) -> None:
    simulator.catalogue.take_down(VIDEO.id)

    assert caller.get("/oembed", url=VIDEO.url).json() == MISSING


@pytest.mark.parametrize("path", ["/ZSdemonoor", "/ZSdemonoor/"])
def test_a_short_link_redirects_to_the_full_one(caller: Caller, path: str) -> None:
    answer = caller.get(path)

    assert (answer.status, answer.headers["Location"]) == (301, f"{VIDEO.url}?_r=1")


def test_an_unknown_short_link_is_not_found(caller: Caller) -> None:
    assert caller.get("/ZSunknown").status == 404


def test_a_video_of_an_unknown_creator_cannot_be_added(simulator: TikTokSimulator) -> None:
    with pytest.raises(ValueError, match="add the creator first"):
        simulator.catalogue.put(VIDEO.model_copy(update={"handle": "demo.nobody"}))
