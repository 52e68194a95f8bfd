"""Reading with scripts off, in another language, on a slow network."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest

from tests.stack.browser.conftest import NOWHERE, Hub
from tests.stack.browser.look import Look, words_on
from tests.stack.browser.visit import PHONE

pytestmark = [pytest.mark.stack, pytest.mark.browser]

MOST_BYTES, MOST_REQUESTS = 60_000, 12


def test_with_scripts_off_no_text_is_missing_and_no_control_is_dead(
    hub: Hub, looks: Mapping[str, Look]
) -> None:
    missing, dead = {}, {}
    with hub.visits.open(size=PHONE, scripts=False) as visit:
        for page in hub.crawl.one_of_each_kind:
            visit.page.goto(page.url)
            missing[page.path] = looks[page.path].words - words_on(visit.page)
            dead[page.path] = visit.page.locator(
                "button:not(form button):visible, select:not(form select):visible"
            ).all_inner_texts()

    assert all(looks[path].words for path in missing)
    assert {path: found for path, found in missing.items() if found} == {}
    assert {path: found for path, found in dead.items() if found} == {}


def test_with_scripts_off_clicks_lead_to_every_section(hub: Hub) -> None:
    home = f"{hub.url}/en/index.html"
    with hub.visits.open(f"{hub.url}/", scripts=False) as visit:
        visit.page.locator('main a[hreflang="en"], main a[href*="/en/"]').first.click()
        visit.page.wait_for_url(home)
        sections = visit.page.locator("header a[href], nav a[href]").evaluate_all(
            "(all) => all.map((each) => each.getAttribute('href')).filter((href) => href.startsWith('/'))"
        )
        assert len(sections) >= 6
        for address in dict.fromkeys(sections):
            visit.page.goto(home)
            visit.page.locator(f'header a[href="{address}"], nav a[href="{address}"]').first.click()
            visit.page.wait_for_url(hub.url + address)
            assert visit.page.locator("h1").first.is_visible(), address


def test_a_mistyped_address_is_answered_with_a_way_on(hub: Hub) -> None:
    with hub.visits.open(hub.url + NOWHERE) as visit:
        assert len(visit.page.locator("body").inner_text().split()) > 10
        assert visit.page.locator('a[href^="/ar/"]').count() >= 1
        assert visit.page.locator('a[href^="/en/"]').count() >= 1


def test_the_language_switch_stays_on_the_page(hub: Hub) -> None:
    stayed = {}
    with hub.visits.open() as visit:
        for page in (each for each in hub.crawl.one_of_each_kind if each.path.startswith("/en/")):
            visit.page.goto(page.url)
            visit.page.locator('a[hreflang="ar"]').first.click()
            visit.page.wait_for_load_state()
            there = urlsplit(visit.page.url).path, visit.page.locator("html").get_attribute("dir")
            visit.page.locator('a[hreflang="en"]').first.click()
            visit.page.wait_for_load_state()
            stayed[page.path] = (*there, urlsplit(visit.page.url).path)

    assert stayed
    assert stayed == {path: (path.replace("/en/", "/ar/", 1), "rtl", path) for path in stayed}


@pytest.mark.parametrize("path", ["/", "/ar/index.html", "/en/index.html"])
def test_the_first_page_is_light(hub: Hub, path: str) -> None:
    sizes: list[float] = []
    with hub.visits.open(size=PHONE) as visit:
        network = visit.page.context.new_cdp_session(visit.page)
        network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        network.send("Network.enable")
        visit.page.goto(hub.url + path, wait_until="networkidle")

    print(f"{path}: {sum(sizes):,.0f} bytes, {len(visit.requests)} requests")  # noqa: T201 - a figure to see
    assert 0 < sum(sizes) <= MOST_BYTES
    assert 0 < len(visit.requests) <= MOST_REQUESTS
