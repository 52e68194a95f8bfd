"""One look at a page in Chromium, at every size and in both schemes: what there is to say of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Literal

from playwright.sync_api import Page

from tests.stack.browser.chromium import axe_core
from tests.stack.browser.crawl import Fetched
from tests.stack.browser.visit import DESKTOP, PHONE, Visits

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_EXCEPTIONS: Mapping[str, Mapping[str, Any]] = {
    # It stands in partners' pages to show what is new, and has no script to do it by. Nobody reads far or
    # fills in anything there; every link of it leads to a page that stays.
    "/wall/*.html": {"rules": {"meta-refresh": {"enabled": False}}},
}
NOTHING_ELSE: Mapping[str, Any] = {}
_ADDED_BY_SCRIPTS = "button, select, label, [data-help] span, [data-player] small"
_WORDS = """(added) => {
    const hidden = [...document.querySelectorAll(added)].filter((each) => !each.closest("form"));
    for (const each of hidden) each.hidden = true;
    const words = document.body.innerText.split(/\\s+/).filter(Boolean);
    for (const each of hidden) each.hidden = false;
    return words;
}"""
NARROW = 320
"""WCAG 2.2, 1.4.10: text must reflow at 320 CSS pixels."""
_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""Of axe's rules, those alone change with the scheme."""


@dataclass
class Look:
    """`words`: what there is to read, but for what only scripts can do · `asked_elsewhere`: requests to
    another host · `complaints`: of the console and of the policy · `kept`: what it left on the device ·
    `too_wide`: at which widths it is wider than the screen · `violations`: what axe finds, by size and scheme
    """

    words: frozenset[str] = frozenset()
    asked_elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)


def look_at(visits: Visits, page: Fetched) -> Look:
    look = Look()
    with visits.open(page.url, size=PHONE, reduced_motion="reduce") as visit:
        visit.page.wait_for_load_state("networkidle")
        look.asked_elsewhere = visit.elsewhere
        look.kept = visit.page.evaluate("() => Object.keys({...localStorage, ...sessionStorage})")
        look.kept += [str(cookie) for cookie in visit.page.context.cookies()]
        look.words = words_on(visit.page)
        for width in (NARROW, PHONE[0]):
            visit.page.set_viewport_size({"width": width, "height": PHONE[1]})
            wide = visit.page.evaluate("() => document.documentElement.scrollWidth")
            look.too_wide += [f"{wide} px at {width}"] if wide > width else []
        for size, scheme in product((PHONE, DESKTOP), SCHEMES):
            visit.page.set_viewport_size({"width": size[0], "height": size[1]})
            visit.page.emulate_media(color_scheme=scheme)
            options = options_for(scheme, page.kind)
            look.violations += [f"{size[0]} px, {scheme}: {each}" for each in violations(visit.page, options)]
        look.complaints = visit.complaints
    return look


def words_on(page: Page) -> frozenset[str]:
    """Of those that can be seen; without a choice of the reader's country, and a player."""
    return frozenset(page.evaluate(_WORDS, _ADDED_BY_SCRIPTS))


def options_for(scheme: str, kind: str = "") -> Mapping[str, Any]:
    """What axe is to look for: all of it in the light scheme, in the dark one what changes with it."""
    return {"runOnly": _COLOURS} if scheme == "dark" else _EXCEPTIONS.get(kind, NOTHING_ELSE)


def violations(page: Page, options: Mapping[str, Any] = NOTHING_ELSE) -> list[str]:
    """What axe finds, by the element in which it does."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe_core())
    options = {**options, "resultTypes": ["violations"]}
    found = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
