"""What a reader in need of help, or in need of leaving, can rely on."""

from urllib.parse import urlsplit

import pytest

from tests.simulators.player import PLAYER_HOST
from tests.stack.browser.conftest import Hub
from tests.stack.browser.visit import Visit

pytestmark = [pytest.mark.stack, pytest.mark.browser]

COUNTRY = "AE"
"""Of the invented organisation that is shown."""


def is_away(hub: Hub, url: str) -> bool:
    return urlsplit(url).scheme == "https" and urlsplit(url).netloc != urlsplit(hub.url).netloc


@pytest.mark.parametrize("way", ["Escape twice", "a click"])
def test_who_leaves_quickly_does_not_come_back_by_the_back_button(hub: Hub, way: str) -> None:
    with hub.visits.open(f"{hub.url}/en/index.html") as visit:
        visit.page.goto(f"{hub.url}/en/guide/index.html")
        if way == "a click":
            visit.page.locator("[data-leave]").click()
        else:
            visit.page.keyboard.press("Escape")
            visit.page.keyboard.press("Escape")
        visit.page.wait_for_url(lambda url: is_away(hub, url))

        # The page before is left as soon as it is there again; so Playwright's wait for it may be cut short.
        visit.page.evaluate("() => void setTimeout(() => history.back())")
        visit.page.wait_for_timeout(300)
        visit.page.wait_for_url(lambda url: is_away(hub, url))
        assert is_away(hub, visit.page.url)


def test_escape_once_leaves_nothing(hub: Hub) -> None:
    with hub.visits.open(f"{hub.url}/ar/index.html") as visit:
        visit.page.keyboard.press("Escape")
        visit.page.wait_for_timeout(300)

        assert visit.page.url == f"{hub.url}/ar/index.html"
        assert visit.page.locator("h1").first.is_visible()


def test_without_scripts_the_way_out_is_a_link(hub: Hub) -> None:
    with hub.visits.open(f"{hub.url}/ar/index.html", scripts=False) as visit:
        visit.page.locator("[data-leave]").click()
        visit.page.wait_for_url(lambda url: is_away(hub, url))
        assert is_away(hub, visit.page.url)


def helplines(visit: Visit) -> str:
    shown = visit.page.locator(".help-lines li")
    shown.first.wait_for()
    return shown.first.inner_text()


def test_the_country_that_a_reader_chose_is_kept_on_the_device_and_told_to_nobody(hub: Hub) -> None:
    with hub.visits.open(f"{hub.url}/en/index.html") as visit:
        visit.page.locator("[data-help] select").select_option(COUNTRY)
        first = helplines(visit)
        visit.page.reload()
        assert helplines(visit) == first
        visit.page.goto(f"{hub.url}/ar/guide/index.html")
        assert helplines(visit)

        assert visit.page.evaluate("() => ({...localStorage})") == {"country": COUNTRY}
        assert visit.page.context.cookies() == []
        assert visit.elsewhere == []
        # The list of all countries' lines is one file: not even our own log can tell which was chosen.
        assert not [url for url in visit.requests if COUNTRY in urlsplit(url).path + urlsplit(url).query]
        assert visit.complaints == []

        visit.page.locator("[data-help] select").select_option("")
        visit.page.reload()
        assert visit.page.locator(".help-lines li").count() == 0
        assert visit.page.evaluate("() => ({...localStorage})") == {}


def test_tiktoks_player_is_loaded_by_the_click_that_says_so_and_not_before(hub: Hub) -> None:
    with hub.visits.open(f"{hub.url}/en/index.html") as visit:
        visit.page.wait_for_load_state("networkidle")
        assert visit.page.locator("iframe").count() == 0
        assert visit.elsewhere == []

        button = visit.page.locator("[data-player] button").first
        assert "TikTok" in button.inner_text()
        button.click()
        frame = visit.page.frame_locator("iframe")
        frame.locator("p").wait_for()

        assert [urlsplit(url).netloc for url in visit.elsewhere] == [PLAYER_HOST]
        assert urlsplit(visit.elsewhere[0]).path.startswith("/player/v1/")
        assert visit.complaints == []
