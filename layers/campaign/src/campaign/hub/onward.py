"""A build of what changed, and the message by which the next one goes on."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from campaign.hub.archive import START, Dirty
from campaign.hub.attached import ReadableBucket
from campaign.hub.building import build
from campaign.hub.changes import Changes, archive_due
from campaign.hub.form_pages import PublicApi
from campaign.hub.pages import gone
from campaign.hub.plan import Wanted
from campaign.hub.site import Scope, Site
from campaign.hub.state import HubState
from campaign.hub.wanted import Part, want
from campaign.kernel.clock import Clock
from campaign.kernel.observability import logger
from campaign.videos.video import VideoKey

_FRONT = "index.html"
"""Written last of all that a first build writes."""


class ReadableState(Protocol):
    """Where a build reads what the hub shows."""

    def read(self, now: datetime, changed: Collection[VideoKey] = ()) -> HubState: ...


@dataclass(frozen=True)
class Builder:
    """`go_on` sends a message to the hub's own queue."""

    state: ReadableState
    site: Site
    content: ReadableBucket
    go_on: Callable[[str], None]
    clock: Clock
    hub_url: str
    api: PublicApi
    hashtags: tuple[str, ...] = ()

    def show(self, changes: Changes) -> None:
        """Bring all that shows these changes up to date. Of the archive about a hundred pages are looked at,
        and another build is ordered for more. Where nothing stands yet, everything is built.

        When the oldest page is another one though nothing is known to have changed on it, a deployment has
        changed what all pages have in common: then all are looked at.
        """
        if not self.site.etags(Scope(frozenset({_FRONT}))):
            changes = replace(changes, everything=True, archive=Dirty(onwards=START))
        part: Part | None = None

        def wanted(also: frozenset[str]) -> Wanted:
            nonlocal part
            state = self.state.read(self.clock(), changes.videos)
            part = want(state, changes, self.content, self.hub_url, self.api, self.hashtags, also)
            return part.wanted

        written = build(self.site, wanted, gone)
        left = part.rest if part else Dirty()
        if part and changes.everything and changes.archive.onwards is None and written & part.oldest:
            left = Dirty(onwards=START)
        if left.first is not None:
            logger.info("the archive is gone through", since=left.first.at)
            self.go_on(archive_due(left).model_dump_json())
