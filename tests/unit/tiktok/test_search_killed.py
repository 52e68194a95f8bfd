"""A search that is killed, at any moment of any page, and started again."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from campaign.tiktok.search_run import LEASE, Outcome
from tests.unit.conftest import FixedClock
from tests.unit.tiktok.search_stage import SearchStage, StageOf, invented_videos

pytestmark = pytest.mark.enable_socket

PAGES = 5
VIDEOS = 450


class KilledError(BaseException):
    """What no code of ours catches."""


@dataclass
class Killing:
    """Passes everything on to what it stands for, and dies at the k-th call of one method."""

    of: Any
    method: str
    k: int
    before: bool

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self.of, name)
        return self._killed(attribute) if name == self.method else attribute

    def _killed(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def killed(*arguments: Any) -> Any:
            self.k -= 1
            if self.k == 0 and self.before:
                raise KilledError
            answer = call(*arguments)
            if self.k == 0:
                raise KilledError
            return answer

        return killed


MOMENTS = {
    "before the page is paid for": ("quota", "reserve", True),
    "before the page is asked for": ("pages", "page", True),
    "when the page has come": ("pages", "page", False),
    "before the page is handed over": ("intake", "send_all", True),
    "when the page is handed over": ("intake", "send_all", False),
    "before the page is recorded": ("states", "save", True),
    "when the page is recorded": ("states", "save", False),
}


def asked(stage: SearchStage) -> list[tuple[str, int]]:
    """(window, cursor) of every query, in order."""
    bodies = [json.loads(call.request.body) for call in stage.queries]
    return [(f"{body['start_date']}-{body['end_date']}", body["cursor"]) for body in bodies]


@pytest.mark.parametrize("k", range(1, PAGES + 1))
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_search_killed_at_any_page_repeats_that_page_alone_and_misses_none(
    moment: str, k: int, stage_of: StageOf, clock: FixedClock
) -> None:
    videos = invented_videos(VIDEOS, clock.now, timedelta(minutes=5))
    stage = stage_of(videos)
    adapter, method, before = MOMENTS[moment]
    killing = Killing(getattr(stage.adapters(), adapter), method, k, before)
    since = clock.now.date() - timedelta(days=2)
    with pytest.raises(KilledError):
        stage.search(since, **{adapter: killing})
    in_flight = asked(stage)[-1:]

    clock.advance(seconds=LEASE.total_seconds())
    report = stage.search(since)

    assert report.outcome is Outcome.DONE
    assert stage.intake_ids() == {video.id for video in videos}
    pages = asked(stage)
    assert {cursor for _, cursor in pages} == set(range(0, VIDEOS, 100))
    assert [page for page in set(pages) if pages.count(page) > 1] in ([], in_flight)
    assert len(pages) <= PAGES + 1


def test_a_search_that_is_killed_again_and_again_gets_to_its_end(
    stage_of: StageOf, clock: FixedClock
) -> None:
    videos = invented_videos(VIDEOS, clock.now, timedelta(minutes=5))
    stage = stage_of(videos)
    kills = 0
    while stage.states.load("NEW") is None or not stage.state().is_done:
        saving = Killing(
            stage.states, "save", k=2, before=False
        )  # the first claims, the second records a page
        with pytest.raises(KilledError):
            stage.search(clock.now.date() - timedelta(days=2), states=saving)
        clock.advance(seconds=LEASE.total_seconds())
        kills += 1

    assert kills == PAGES
    assert len(asked(stage)) == PAGES, "no page was asked for twice"
    assert len(stage.intake()) == VIDEOS
