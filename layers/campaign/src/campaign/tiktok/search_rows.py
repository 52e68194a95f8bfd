"""From a page of search results to messages of the intake: what is no video of the campaign stays out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from campaign.kernel.batch import set_aside
from campaign.kernel.clock import Clock
from campaign.kernel.errors import PermanentError
from campaign.kernel.observability import count
from campaign.kernel.quarantine import Quarantine
from campaign.tiktok.research import observed
from campaign.tiktok.search_api import Page
from campaign.tiktok.search_state import InFlight
from campaign.videos.hashtags import carries
from campaign.videos.intake import MAX_BYTES, VideoObserved, write_message

SOURCE = "search"
"""Of what goes into the quarantine."""


class SearchRows:
    """`hashtags`: the campaign's; TikTok's search also finds what is merely like one of them."""

    def __init__(self, hashtags: tuple[str, ...], quarantine: Quarantine, clock: Clock) -> None:
        self._hashtags = hashtags
        self._quarantine = quarantine
        self._clock = clock

    def messages(self, page: Page, flight: InFlight) -> list[str]:
        """One for each video of the campaign; a row that is no video is set aside, and the others are taken.

        All of a page have one correlation id, which is the same when the page is asked for again.
        """
        return list(self._messages(page, correlation_id(flight)))

    def set_aside(self, body: Any, error: Exception) -> None:
        set_aside(json.dumps(body), error, source=SOURCE, quarantine=self._quarantine, clock=self._clock)

    def _messages(self, page: Page, correlation_id: str) -> Iterator[str]:
        for row in page.rows:
            try:
                video = observed(row, page.answered_at, correlation_id)
                message = write_message(video)
                if len(message) > MAX_BYTES:
                    raise PermanentError("search result", f"it has more than {MAX_BYTES} bytes", "look at it")
            except (PermanentError, ValueError) as error:
                self.set_aside(row, error)
                continue
            if carries_any(video, self._hashtags):
                yield message
            else:
                count("SearchRowsWithoutHashtag")


def carries_any(video: VideoObserved, hashtags: Iterable[str]) -> bool:
    """In its caption or among the names that TikTok lists: either may lack one that the other has."""
    words = " ".join((video.caption, *(f"#{name}" for name in video.hashtags)))
    return carries(words, hashtags)


def correlation_id(flight: InFlight) -> str:
    window = f"{flight.window.first:%Y%m%d}-{flight.window.last:%Y%m%d}"
    return f"search-{window}-{flight.began_at:%Y%m%dT%H%M%S}-{flight.cursor}"
