from collections.abc import Callable

import pytest

from campaign.kernel.errors import TransientError
from campaign.submissions.refusal import LinkRefusedError, Refusal
from campaign.tiktok.links import ShortLink, VideoLink
from campaign.tiktok.short_links import MAX_HOPS, ShortLinks
from campaign_cli.loopback import Answer, LoopbackServer, Request
from tests.simulators.cast import CREATORS, VIDEOS
from tests.simulators.failures import Failure
from tests.simulators.models import Endpoint
from tests.simulators.server import TikTokSimulator

pytestmark = pytest.mark.enable_socket
SHORT = ShortLink("https://vm.tiktok.com", "ZSdemonoor")


def leads_to(answer: Answer | Callable[[Request], Answer]) -> VideoLink:
    with LoopbackServer(answer if callable(answer) else lambda _: answer) as server:
        return ShortLinks(server.url).video_of(SHORT)


def redirect(target: str, status: int = 301) -> Answer:
    return Answer(status=status, headers={"Location": target})


def test_a_short_link_leads_to_its_video() -> None:
    with TikTokSimulator(CREATORS, VIDEOS) as simulator:
        assert ShortLinks(simulator.url).video_of(SHORT) == VideoLink(VIDEOS[0].id)


def test_a_full_link_is_not_asked_about() -> None:
    assert ShortLinks("http://127.0.0.1:9").video_of(VideoLink("1")) == VideoLink("1")


def test_a_code_that_tiktok_does_not_know_is_missing() -> None:
    with TikTokSimulator(CREATORS, VIDEOS) as simulator, pytest.raises(LinkRefusedError) as refused:
        ShortLinks(simulator.url).video_of(ShortLink("https://vm.tiktok.com", "unknown"))
    assert refused.value.reason is Refusal.MISSING


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_short_link_may_lead_to_another_one(status: int) -> None:
    targets = {
        "/ZSdemonoor": "https://www.tiktok.com/t/ZTother",
        "/ZTother": "https://www.tiktok.com/@demo.noor/video/12?_r=1",
    }
    assert leads_to(lambda request: redirect(targets[request.path], status)) == VideoLink("12")


def test_a_short_link_of_tiktok_lite_leads_to_its_video() -> None:
    assert leads_to(redirect("https://t.tiktok.com/i18n/share/video/12/?_d=x&language=ar")) == VideoLink("12")


def test_a_target_without_a_host_stays_at_its_host() -> None:
    with LoopbackServer(lambda _: redirect("/@demo.noor/video/12")) as server:
        link = ShortLink("https://www.tiktok.com/t", "ZTother")
        assert ShortLinks(server.url).video_of(link) == VideoLink("12")


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("https://www.tiktok.com/@demo.noor", Refusal.PROFILE),
        ("https://www.tiktok.com/?_r=1", Refusal.NOT_A_VIDEO),
        ("https://elsewhere.example/@demo.noor/video/1", Refusal.OTHER_SITE),
        ("http://www.tiktok.com/@demo.noor/video/1", Refusal.OTHER_SITE),
        ("http://169.254.169.254/latest/meta-data", Refusal.OTHER_SITE),
        ("//elsewhere.example/x", Refusal.OTHER_SITE),
        ("file:///etc/passwd", Refusal.OTHER_SITE),
    ],
)
def test_a_short_link_that_leads_elsewhere_is_refused_and_nobody_goes_there(
    target: str, reason: Refusal
) -> None:
    asked = []

    def answer(request: Request) -> Answer:
        asked.append(request.path)
        return redirect(target)

    with pytest.raises(LinkRefusedError) as refused:
        leads_to(answer)
    assert refused.value.reason is reason
    assert asked == ["/ZSdemonoor"]


def test_a_chain_that_does_not_end_is_given_up() -> None:
    asked = []

    def answer(request: Request) -> Answer:
        asked.append(request.path)
        return redirect("https://vm.tiktok.com/ZSdemonoor")

    with pytest.raises(LinkRefusedError):
        leads_to(answer)
    assert len(asked) == MAX_HOPS


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=200, body=b"<html>"),
        Answer(status=301),
        Answer(status=403),
        Answer(status=429),
        Answer(status=503),
    ],
)
def test_an_answer_that_says_nothing_is_trouble(answer: Answer) -> None:
    with pytest.raises(TransientError, match="short links"):
        leads_to(answer)


def test_a_dropped_connection_is_trouble() -> None:
    with TikTokSimulator(CREATORS, VIDEOS) as simulator:
        simulator.fail_next(Endpoint.SHORT_LINK, Failure.DROPPED_CONNECTION)
        with pytest.raises(TransientError, match="could not be asked"):
            ShortLinks(simulator.url).video_of(SHORT)
