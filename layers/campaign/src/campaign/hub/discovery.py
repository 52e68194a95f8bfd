"""The files by which programs find what the hub has: feeds, the wall, campaign.json, the sitemap."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from campaign.hub.campaign_document import campaign_document
from campaign.hub.feed_files import plan_feeds
from campaign.hub.plan import CLOCK, FIGURES, SESSIONS, VIDEOS, Planned
from campaign.hub.rendering import BRIEFLY
from campaign.hub.site import SiteFile
from campaign.hub.sitemap import plan_sitemap
from campaign.hub.state import HubState
from campaign.hub.wall import plan_wall


def plan_discovery(
    state: HubState, hub_url: str, hashtags: Sequence[str], pages: Collection[str]
) -> Iterator[Planned]:
    """To be written after the pages to which these files lead: `pages` are the paths of those that search
    engines are to find. `hashtags` are the campaign's own, without #."""
    yield from plan_wall(state, hub_url)
    yield from plan_feeds(state, hub_url)
    shows = frozenset({SESSIONS, VIDEOS, FIGURES, CLOCK})
    yield Planned("campaign.json", shows, partial(_campaign, state, hub_url, tuple(hashtags)))
    yield from plan_sitemap(pages, state, hub_url)


def _campaign(state: HubState, hub_url: str, hashtags: tuple[str, ...]) -> SiteFile:
    text = campaign_document(state, hub_url, hashtags).model_dump_json(indent=2) + "\n"
    return SiteFile("campaign.json", text.encode(), "application/json; charset=utf-8", BRIEFLY)
