"""Captions that say nearly the same: a creator who posts one thing five times is reviewed once."""

from collections import defaultdict
from collections.abc import Sequence

from campaign.videos.hashtags import normalised, words_of
from campaign.videos.standing import ids_of
from campaign.videos.video import Video, VideoKey

GRAM = 3
"""Characters: captions are compared by their runs of three. Runs of words would find no edit in a caption as
short as most are: one word changed of ten changes three of eight runs."""
ALIKE_FROM = 0.8
"""Of two captions' runs, the share that both have (Dice)."""
COMPARED = 2_200
"""Characters, as many as a caption on TikTok may have: a partner's may be of any length."""


def alike(videos: Sequence[Video]) -> dict[VideoKey, tuple[VideoKey, ...]]:
    """For each video the others by the same creator whose caption says nearly the same.

    A video without a known creator is like no other.
    """
    by_creator: dict[str, list[tuple[VideoKey, frozenset[str]]]] = defaultdict(list)
    for video in videos:
        name = next(iter(ids_of(video.platform, video.creator)), None)
        by_creator[name or video.key].append((video.key, _spoken(video.caption)))
    return {
        key: tuple(other for other, theirs in group if other != key and _are_alike(spoken, theirs))
        for group in by_creator.values()
        for key, spoken in group
    }


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return 2 * len(one & other) >= ALIKE_FROM * (len(one) + len(other))


def _spoken(caption: str) -> frozenset[str]:
    """The runs of its words, without hashtags, mentions and what is no word, such as an emoji; of all of a
    caption that has no other."""
    parts = normalised(caption).split()
    words = words_of(" ".join(part for part in parts if not part.startswith(("#", "@"))))
    text = f"  {' '.join(words or parts)[:COMPARED]}  "
    return frozenset(text[place : place + GRAM] for place in range(len(text) - GRAM + 1))
