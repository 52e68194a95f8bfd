from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from campaign.figures.contribution import contribution_of
from campaign.videos.intake import Creator, Figures
from campaign.videos.video import WITHOUT_CONTENT, VideoStatus
from tests.unit.figures.samples import video


def test_a_video_counts_with_its_figures_in_its_buckets() -> None:
    found = contribution_of(video())

    assert found is not None
    assert (found.day, found.region, found.script, found.source) == ("2026-03-01", "AE", "Latn", "search")
    assert (found.tally.videos, found.tally.views, found.tally.likes, found.tally.shares) == (1, 100, 10, 1)
    assert found.tally.creators == 0, "whether they are new depends on their other videos"


@pytest.mark.parametrize("status", VideoStatus)
def test_a_video_counts_exactly_while_its_content_is_kept(status: VideoStatus) -> None:
    assert (contribution_of(video(status=status)) is None) == (status in WITHOUT_CONTENT)


def test_the_day_is_that_of_utc() -> None:
    at_home = datetime(2026, 3, 2, 1, 30, tzinfo=timezone(timedelta(hours=4)))
    found = contribution_of(video(received_at=at_home))
    assert found is not None
    assert found.day == "2026-03-01"


@pytest.mark.parametrize(
    "fields",
    [{"region": None}, {"region": ""}, {"region": "ae"}, {"region": "A" * 5000}, {"region": "مصر"}],
)
def test_a_region_that_is_no_code_is_unknown(fields: dict[str, Any]) -> None:
    found = contribution_of(video(**fields))
    assert found is not None
    assert found.region == "unknown"


def test_what_a_platform_did_not_say_adds_nothing() -> None:
    found = contribution_of(video(figures=Figures(), source=None, creator=Creator(), caption=""))
    assert found is not None
    assert (found.views, found.likes, found.shares) == (0, 0, 0)
    assert (found.source, found.script, found.creator) == ("unknown", "unknown", None)


def test_a_figure_that_no_platform_can_count_says_nothing() -> None:
    found = contribution_of(video(figures=Figures(views=10**50, likes=2**63 - 1)))
    assert found is not None
    assert (found.views, found.likes) == (0, 2**63 - 1)


def test_a_creator_is_told_apart_by_platform_and_id_and_never_named() -> None:
    def creator(**fields: Any) -> str | None:
        found = contribution_of(video(**fields))
        assert found is not None
        return found.creator

    by_handle = creator()
    connected = creator(creator=Creator(handle="invented.noor", open_id="open-noor"))

    assert by_handle is not None
    assert connected is not None
    assert len({by_handle, connected, creator(platform="youtube")}) == 3
    assert by_handle == creator(creator=Creator(handle="Invented.NOOR")), "as the lists of creators compare"
    assert connected == creator(creator=Creator(handle="renamed", open_id="open-noor"))
    assert "noor" not in by_handle + connected
