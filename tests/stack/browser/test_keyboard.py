"""Keyboard alone."""

import pytest

from campaign.publications.kind import Language
from tests.stack.browser.conftest import Hub

pytestmark = [pytest.mark.stack, pytest.mark.browser]

FOCUSABLE = (
    "a[href], area[href], button:not([disabled]), input:not([type=hidden], [disabled]), select, textarea, "
    "summary, iframe, [tabindex]:not([tabindex='-1'])"
)
INSIDE = 3
"""Stops inside a field for a time, which tell nobody of themselves."""
# One radio button of a group is reached by Tab, the others by the arrows.
NUMBER_ALL = """(selector) => {
    const groups = new Set();
    let number = 0;
    const expected = {};
    for (const each of document.querySelectorAll("details")) each.open = true;
    for (const each of document.querySelectorAll(selector)) {
        if (!each.checkVisibility({visibilityProperty: true})) continue;
        const stop = each.type === "radio" ? `radio ${each.name}` : `${number++}`;
        each.dataset.stop = stop;
        expected[stop] = each.outerHTML.slice(0, 160);
    }
    window.stops = [];
    // The page scrolls there only after this.
    addEventListener("focusin", ({target}) => {
        const style = getComputedStyle(target), box = target.getBoundingClientRect();
        const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        const onThePage = box.width > 0 && box.height > 0
            && box.bottom + scrollY > 0 && box.right > 0 && box.left < innerWidth;
        stops.push([target.dataset.stop ?? target.outerHTML.slice(0, 160), outlined && onThePage]);
    });
    return expected;
}"""


@pytest.mark.parametrize("language", ["ar", pytest.param("en", marks=pytest.mark.sweep)])
def test_it_reaches_everything_and_shows_where_it_is(hub: Hub, language: Language) -> None:
    missed, unseen = {}, {}
    for page in (each for each in hub.crawl.one_of_each_kind if each.language in ("", language)):
        with hub.visits.open(page.url, reduced_motion="reduce") as visit:
            expected: dict[str, str] = visit.page.evaluate(NUMBER_ALL, FOCUSABLE)
            for _ in range(len(expected) + INSIDE * visit.page.locator("input[type=time]").count()):
                visit.page.keyboard.press("Tab")
            stops: list[tuple[str, bool]] = visit.page.evaluate("() => stops")
        reached = {stop for stop, _ in stops}
        missed[page.path] = [words for stop, words in expected.items() if stop not in reached]
        unseen[page.path] = [expected.get(stop, stop) for stop, visible in stops if not visible]

    assert missed
    assert {path: found for path, found in missed.items() if found} == {}
    assert {path: found for path, found in unseen.items() if found} == {}
