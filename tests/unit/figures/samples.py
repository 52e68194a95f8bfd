"""Invented videos to be counted, and histories of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from campaign.figures.contribution import Contribution, CreatorHash
from campaign.figures.counting import News
from campaign.videos.intake import Creator, Figures
from campaign.videos.video import Video, VideoKey, VideoStatus

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def video(number: int = 1, **fields: Any) -> Video:
    values: dict[str, Any] = {
        "platform": "tiktok",
        "id": str(7374895375649443115 + number),
        "status": VideoStatus.RECEIVED,
        "source": "search",
        "observed_at": NOON,
        "received_at": NOON,
        "creator": Creator(handle="invented.noor"),
        "caption": "it helped to say it #EndTheStigma",
        "region": "AE",
        "figures": Figures(views=100, likes=10, shares=1),
    }
    return Video(**values | fields)


def contribution(**fields: Any) -> Contribution:
    values: dict[str, Any] = {
        "day": "2026-03-01",
        "region": "AE",
        "script": "Latn",
        "source": "search",
        "creator": CreatorHash("noor"),
        "views": 100,
        "likes": 10,
        "shares": 1,
    }
    return Contribution(**values | fields)


# Few values of each kind, so that videos and creators meet in the same buckets all the time.
contributions = st.none() | st.builds(
    Contribution,
    day=st.sampled_from(["2026-03-01", "2026-03-02"]),
    region=st.sampled_from(["AE", "SA", "unknown"]),
    script=st.sampled_from(["Arab", "Latn"]),
    source=st.sampled_from(["search", "webhook"]),
    creator=st.none() | st.sampled_from([CreatorHash("noor"), CreatorHash("layla")]),
    views=st.integers(0, 1000),
    likes=st.integers(0, 10),
    shares=st.integers(0, 3),
)
History = list[Contribution | None]
histories = st.lists(st.lists(contributions, min_size=1, max_size=5), min_size=1, max_size=5)
"""Of each video what it contributed in version 1, 2, ..."""


def told(all_histories: Sequence[History]) -> list[News]:
    """Every version of every video, once."""
    return [
        News(VideoKey(f"tiktok:{number}"), version, one)
        for number, history in enumerate(all_histories)
        for version, one in enumerate(history, start=1)
    ]


@st.composite
def deliveries(draw: st.DrawFn, all_histories: Sequence[History]) -> list[list[News]]:
    """Batches that tell every version at least once, some of them again, in any order."""
    every = told(all_histories)
    again = draw(st.lists(st.sampled_from(every), max_size=8))
    shuffled = draw(st.permutations(every + again))
    batches: list[list[News]] = []
    while shuffled:
        size = draw(st.integers(1, 6))
        batches.append(shuffled[:size])
        shuffled = shuffled[size:]
    return batches
