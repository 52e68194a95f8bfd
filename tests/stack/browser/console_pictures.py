"""Pictures of the console's screens at every size and in both schemes, and what there is to say of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product

from playwright.sync_api import Page

from campaign_cli.project import ROOT
from tests.stack.browser.console import TABLET, Console
from tests.stack.browser.look import NARROW, SCHEMES, options_for, violations
from tests.stack.browser.visit import DESKTOP, PHONE, Visit

PICTURES = ROOT / "build" / "console-pictures"
SIZES = {"desktop": DESKTOP, "tablet": TABLET, "phone": PHONE}
_FOR_WORK = ("desktop", "tablet")
"""What the console is made for; a phone has to do at need."""


@dataclass
class Seen:
    """`violations`: what axe finds · `too_wide`: what is wider than the screen · `complaints`: of the console
    and the policy · `elsewhere`: other hosts that were asked"""

    pictures: set[str] = field(default_factory=set)
    violations: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)

    def look(self, page: Page, name: str) -> None:
        for (size, (width, height)), scheme in product(SIZES.items(), SCHEMES):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme)
            path = PICTURES / f"{name}.{size}.{scheme}.png"
            page.screenshot(path=path)
            self.pictures.add(path.name)
            if size in _FOR_WORK:
                found = violations(page, options_for(scheme))
                self.violations += [f"{path.name}: {each}" for each in found]
        page.set_viewport_size({"width": NARROW, "height": PHONE[1]})
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        self.too_wide += [f"{name}: {wide} px"] if wide > NARROW else []
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})

    def leave(self, console: Console, visit: Visit) -> None:
        self.complaints += visit.complaints
        self.elsewhere += console.elsewhere(visit)


def pictures_of(names: Iterable[str]) -> set[str]:
    every = product(names, ("ar", "en"), SIZES, SCHEMES)
    return {f"{name}-{language}.{size}.{scheme}.png" for name, language, size, scheme in every}
