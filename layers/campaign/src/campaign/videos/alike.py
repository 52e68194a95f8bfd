"""Captions that say nearly the same: a creator who posts one thing five times is reviewed once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from campaign.videos.hashtags import normalised
from campaign.videos.screening import words_of
from campaign.videos.standing import ids_of
from campaign.videos.video import Video, VideoKey

SHINGLE = 3
"""Words: a caption is compared by its runs of three."""
ALIKE_FROM = 0.8
"""Of two captions' runs, the share that both have (Jaccard); captions shorter than a run must be equal."""


def alike(videos: Sequence[Video]) -> dict[VideoKey, tuple[VideoKey, ...]]:
    """For each video the others by the same creator whose caption says nearly the same.

    A video without a known creator is like no other.
    """
    by_creator: dict[str, list[tuple[VideoKey, frozenset[tuple[str, ...]]]]] = defaultdict(list)
    for video in videos:
        name = next(iter(ids_of(video.platform, video.creator)), None)
        by_creator[name or video.key].append((video.key, _shingles(video.caption)))
    return {
        key: tuple(other for other, theirs in group if other != key and _are_alike(shingles, theirs))
        for group in by_creator.values()
        for key, shingles in group
    }


def _are_alike(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> bool:
    return len(one & other) >= ALIKE_FROM * len(one | other)


def _shingles(caption: str) -> frozenset[tuple[str, ...]]:
    words = _spoken(caption)
    runs = (tuple(words[place : place + SHINGLE]) for place in range(max(1, len(words) - SHINGLE + 1)))
    return frozenset(runs)


def _spoken(caption: str) -> list[str]:
    """The words, without hashtags, mentions and what is no word, such as an emoji."""
    parts: Iterable[str] = normalised(caption).split()
    return words_of(" ".join(part for part in parts if not part.startswith(("#", "@"))))
