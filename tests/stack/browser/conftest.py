"""One browser for all tests, and the hub that it looks at: full of everything, and crawled once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from campaign.hub.feeds import Topic, feed_path
from campaign.hub.wall import THEMES, wall_path
from campaign.publications.kind import LANGUAGES
from tests.simulators.https_door import HttpsDoor
from tests.simulators.player import PLAYER_HOST, player
from tests.stack.browser.chromium import chromium
from tests.stack.browser.console import COGNITO, Console
from tests.stack.browser.crawl import Crawl, crawl
from tests.stack.browser.hostile_site import HOSTILE_HOST, hostile_site
from tests.stack.browser.look import Look, look_at
from tests.stack.browser.shown import show_everything
from tests.stack.browser.visit import Visits
from tests.stack.conftest import Campaign

NOWHERE = "/no/such/page.html"
FOR_PROGRAMS = ("/sitemap.xml", "/sessions.ics", "/campaign.json")
KINDS = ("atom", "json")


@dataclass(frozen=True)
class Hub:
    """The hub in front of a reader: `door` is what stands between the browser and the embedded AWS."""

    campaign: Campaign
    door: HttpsDoor
    crawl: Crawl
    visits: Visits

    @property
    def url(self) -> str:
        return self.crawl.hub_url


@pytest.fixture(scope="session")
def full_campaign(campaign: Campaign, tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    show_everything(campaign, tmp_path_factory.mktemp("shown"))
    return campaign


@pytest.fixture(scope="session")
def crawled(full_campaign: Campaign) -> Crawl:
    walls = (f"/{wall_path(language, theme)}" for language in LANGUAGES for theme in THEMES)
    feeds = (
        f"/{feed_path(topic, language, kind)}" for topic in Topic for language in LANGUAGES for kind in KINDS
    )
    return crawl(full_campaign, ("/", NOWHERE, *walls, *feeds, *FOR_PROGRAMS))


@pytest.fixture(scope="session")
def door(campaign: Campaign) -> Iterator[HttpsDoor]:
    """All that a browser may ask of the deployment, the staff's sign-in too."""
    names = ("HubUrl", "PublicApiUrl", "ConsoleUrl", "StaffApiUrl")
    own = {urlsplit(campaign.outputs[name]).netloc for name in names} | {COGNITO}
    elsewhere = {PLAYER_HOST: player, HOSTILE_HOST: hostile_site}
    with HttpsDoor(campaign.aws.endpoint, frozenset(own), elsewhere) as door:
        yield door


@pytest.fixture(scope="session")
def visits(door: HttpsDoor) -> Iterator[Visits]:
    with chromium(door) as browser:
        yield Visits(browser)


@pytest.fixture(scope="session")
def hub(full_campaign: Campaign, crawled: Crawl, door: HttpsDoor, visits: Visits) -> Hub:
    return Hub(full_campaign, door, crawled, visits)


@pytest.fixture(scope="session")
def console(campaign: Campaign, visits: Visits) -> Console:
    return Console(campaign, visits)


@pytest.fixture(scope="session")
def looks(hub: Hub) -> Mapping[str, Look]:
    """At one page of every kind in both languages, by path."""
    return {page.path: look_at(hub.visits, page) for page in hub.crawl.one_of_each_kind}
