"""Hostile words in a real browser, with nothing but their escaping against them."""

import pytest

from tests.hostile.texts import RAN
from tests.stack.browser.conftest import Hub
from tests.stack.browser.hostile_site import HOSTILE_HOST, hostile_pages, hostile_world
from tests.stack.browser.visit import PHONE

pytestmark = [pytest.mark.stack, pytest.mark.browser]

LISTEN = f"window.{RAN} = () => {{ document.title = '{RAN}'; console.error('{RAN}'); }};"


def test_they_run_nothing_ask_nobody_and_stay_inside_the_screen(hub: Hub) -> None:
    ran, asked, wide = {}, {}, {}
    with hub.visits.open(size=PHONE) as visit:
        visit.page.add_init_script(LISTEN)
        for path in hostile_pages():
            visit.complaints.clear()
            visit.requests.clear()
            visit.page.goto(f"https://{HOSTILE_HOST}{path}", wait_until="load")
            ran[path] = [each for each in visit.complaints if "404" not in each]
            asked[path] = visit.elsewhere
            wide[path] = visit.page.evaluate("() => document.documentElement.scrollWidth")

    assert len(hostile_world().planter.taken) >= 60
    assert len(ran) >= 20
    assert {path: found for path, found in ran.items() if found} == {}
    assert {path: found for path, found in asked.items() if found} == {}
    assert {path: found for path, found in wide.items() if found > PHONE[0]} == {}


def test_the_listener_would_hear_a_script_that_runs(hub: Hub) -> None:
    with hub.visits.open(size=PHONE) as visit:
        visit.page.add_init_script(LISTEN)
        visit.page.goto(f"https://{HOSTILE_HOST}{hostile_pages()[0]}")
        visit.page.evaluate(f"() => {{ document.body.innerHTML = '<img src=x onerror={RAN}()>'; }}")
        visit.page.wait_for_function(f"() => document.title === '{RAN}'")

        assert any(RAN in each for each in visit.complaints)
