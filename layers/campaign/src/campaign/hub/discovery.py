"""The files by which programs find what the hub has: feeds, the wall, campaign.json, the sitemap."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from campaign.hub.campaign_document import campaign_document
from campaign.hub.feed_files import plan_feeds
from campaign.hub.feeds import TakenOff
from campaign.hub.plan import CLOCK, FIGURES, SESSIONS, Planned
from campaign.hub.rendering import BRIEFLY
from campaign.hub.site import SiteFile
from campaign.hub.sitemap import plan_sitemap
from campaign.hub.state import HubState
from campaign.hub.wall import plan_wall


def plan_discovery(
    state: HubState,
    hub_url: str,
    hashtags: Sequence[str] = (),
    taken_off: Collection[TakenOff] = (),
    pages: Collection[str] = (),
) -> Iterator[Planned]:
    """To be written after the pages, which these files lead to: `pages` are their paths. `hashtags` are the
    campaign's own; `taken_off` are the videos that were on the hub and were taken off it in 30 days."""
    yield from plan_wall(state, hub_url)
    yield from plan_feeds(state, hub_url, taken_off)
    shows = frozenset({SESSIONS, FIGURES, CLOCK})
    yield Planned("campaign.json", shows, partial(_campaign, state, hub_url, tuple(hashtags)))
    yield from plan_sitemap(pages, state, hub_url)


def _campaign(state: HubState, hub_url: str, hashtags: tuple[str, ...]) -> SiteFile:
    text = campaign_document(state, hub_url, hashtags).model_dump_json(indent=2) + "\n"
    return SiteFile("campaign.json", text.encode(), "application/json; charset=utf-8", BRIEFLY)
