"""The staff console in Chromium, and people who sign in to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from campaign_cli.embedded import REGION
from campaign_cli.second_factor import Authenticator
from campaign_cli.staff import Group, Staff, generated_password
from campaign_cli.staff_api import StaffApi
from tests.stack.browser.visit import Visit, Visits
from tests.stack.conftest import Campaign

COGNITO = f"cognito-idp.{REGION}.amazonaws.com"
LOCALES = {"ar": "ar-EG", "en": "en-GB"}
TABLET = (820, 1180)
SLOW = 20_000
"""Milliseconds: the first screen's functions may all start for it."""


@dataclass
class Person:
    """Somebody on the staff, with the phone that has their authenticator."""

    email: str
    password: str
    authenticator: Authenticator = field(default_factory=Authenticator)

    def api(self, campaign: Campaign) -> StaffApi:
        return StaffApi.sign_in(campaign.deployment, self.email, self.password, self.authenticator)


@dataclass
class Console:
    campaign: Campaign
    visits: Visits
    _added: int = 0

    @property
    def url(self) -> str:
        return self.campaign.outputs["ConsoleUrl"]

    def person(self, *groups: Group) -> Person:
        """Somebody new, whose second factor is not set up yet."""
        self._added += 1
        one = Person(f"person-{self._added}@console.example.org", generated_password())
        Staff(self.campaign.deployment).add(one.email, groups, one.password)
        return one

    @contextmanager
    def opened(self, language: str = "en", **options: Any) -> Iterator[Visit]:
        with self.visits.open(self.url, locale=LOCALES[language], **options) as visit:
            yield visit

    @contextmanager
    def signed_in(self, one: Person, language: str = "en", **options: Any) -> Iterator[Visit]:
        with self.opened(language, **options) as visit:
            sign_in(visit.page, one)
            yield visit

    def elsewhere(self, visit: Visit) -> list[str]:
        """Requests to any host but the console's own, the staff API's and Cognito's."""
        allowed = {urlsplit(self.campaign.outputs["StaffApiUrl"]).netloc, COGNITO}
        return [url for url in visit.elsewhere if urlsplit(url).netloc not in allowed]


def type_password(page: Page, one: Person) -> None:
    page.locator("input[name=email]").fill(one.email)
    page.locator("input[name=password]").fill(one.password)
    page.keyboard.press("Enter")


def sign_in(page: Page, one: Person) -> None:
    """With both factors; the second one is set up at the first time."""
    type_password(page, one)
    code = page.locator("input[name=code]")
    code.wait_for()
    secret = page.locator("#secret")
    if secret.count():
        code.fill(one.authenticator.set_up(secret.inner_text().replace(" ", "")))
    else:
        code.fill(one.authenticator.code())
    page.keyboard.press("Enter")
    settled(page)


def settled(page: Page) -> None:
    """Somebody is signed in, and the screen is there."""
    expect(page.locator("header .me")).to_be_visible()
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator(".waiting")).to_have_count(0, timeout=SLOW)


def press_until_on(page: Page, key: str, words: str, most: int = 200) -> None:
    """The key that goes through a list, until the item with these words has the focus."""
    for _ in range(most + 1):
        if words in page.evaluate("() => document.activeElement.closest('.item')?.innerText ?? ''"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"no item with {words!r} within {most} steps")
