"""What a replay must leave behind, worked out from the file alone and without the product's rules.

Of each video the newest sighting says what can be seen of it, whichever way it came; what only a search tells
is as the newest search tells it. So the order in which they arrive, and how often, is of no account.
"""

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal

from campaign_cli.errors import CommandError

Row = Mapping[str, Any]
Facts = dict[str, Any]
"""What is compared of one video, by name; what is unknown is None."""
Way = Literal["webhook", "submission", "search"]
WAYS: tuple[Way, ...] = ("webhook", "submission", "search")
"""The ways in, and the order in which one is shown as a video's source: the creator's own act, their consent,
what was merely found."""

OBSERVED_APART = timedelta(seconds=1)
"""From row to row; the ways of one row are a quarter of it apart, so that each sighting has its own time."""
_FIGURES = {
    "views": ("view_count",),
    "likes": ("like_count",),
    "comments": ("comment_count",),
    "shares": ("share_count",),
    "favorites": ("favorites_count", "favourites_count"),
}


@dataclass(frozen=True, slots=True)
class Sighting:
    """The row at this place of the file, seen by one of the ways."""

    row: Row
    place: int
    way: Way
    at: datetime

    @property
    def video_id(self) -> str:
        return str(self.row.get("id", self.row.get("video_id")))


def read_rows(file: Path) -> list[Row]:
    """The videos of pages as a hashtag search answers them: one page a line, or one page in all.

    Raises CommandError for a file of another shape, with the line.
    """
    text = file.read_text(encoding="utf-8")
    pages = [text] if file.suffix == ".json" else text.split("\n")
    rows: list[Row] = []
    for number, page in enumerate(pages, 1):
        if not page.strip():
            continue
        try:
            rows += json.loads(page)["data"]["videos"]
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{file.name}, line {number}: not a page with data.videos") from error
    if not rows:
        raise CommandError(f"{file.name}: there are no videos in it")
    return rows


def sightings(rows: Sequence[Row], start: datetime, seed: int) -> list[Sighting]:
    """Every row by one to three ways, in the order of the file; `start` is when the first row was seen."""
    chance = random.Random(seed)  # noqa: S311  # a choice, not a secret
    return [
        Sighting(row, place, way, start + (place + WAYS.index(way) / 4) * OBSERVED_APART)
        for place, row in enumerate(rows)
        for way in chance.sample(WAYS, chance.randint(1, len(WAYS)))
    ]


def invented_open_id(video_id: str) -> str:
    """Whose video it is, as only the webhook tells; no file says so."""
    return f"act.replay.{video_id}"


def expected(sent: Iterable[Sighting]) -> dict[str, Facts]:
    """The facts of each video by its id, whatever the order of the sightings."""
    of_video: dict[str, list[Sighting]] = {}
    for sighting in sorted(sent, key=attrgetter("at")):
        of_video.setdefault(sighting.video_id, []).append(sighting)
    return {video_id: _facts(video_id, seen) for video_id, seen in of_video.items()}


def _facts(video_id: str, seen: Sequence[Sighting]) -> Facts:
    """`seen`: oldest first. The hashtags that a lookup reads out of a caption are no words of the file: they
    are compared only where a search saw the video last."""
    last, ways = seen[-1], {sighting.way: sighting.at.timestamp() for sighting in seen}
    detailed = [one for one in seen if one.way == "search" and _tells_details(one.row)]
    details: Row = detailed[-1].row if detailed else {}
    return {
        "observed at": last.at.timestamp(),
        "caption": last.row.get("video_description", ""),
        "handle": last.row.get("username"),
        **({"hashtags": last.row.get("hashtag_names", [])} if last.way == "search" else {}),
        "source": next(way for way in WAYS if way in ways),
        "sightings": ways,
        "open id": invented_open_id(video_id) if "webhook" in ways else None,
        "details at": detailed[-1].at.timestamp() if detailed else None,
        "published at": details.get("create_time"),
        "region": (details.get("region_code") or "").upper() or None,
        **{name: _figure(details, name) for name in _FIGURES},
        "duration": details.get("video_duration"),
        "status": "in_review",
    }


def _tells_details(row: Row) -> bool:
    told = [row.get("create_time"), row.get("video_duration"), row.get("region_code") or None]
    return any(value is not None for value in (*told, *(_figure(row, name) for name in _FIGURES)))


def _figure(row: Row, name: str) -> int | None:
    return next((row[field] for field in _FIGURES[name] if field in row), None)


def found(stored: str) -> Facts:
    """The same facts of a video as the state table holds it, from the JSON itself."""
    video = json.loads(stored)
    figures, creator = video.get("figures", {}), video.get("creator", {})
    return {
        "observed at": _seconds(video["observed_at"]),
        "caption": video.get("caption", ""),
        "handle": creator.get("handle"),
        "hashtags": video.get("hashtags", []),
        "source": video.get("source"),
        "sightings": {way: _seconds(at) for way, at in video.get("sightings", {}).items()},
        "open id": creator.get("open_id"),
        "details at": _seconds(video.get("details_at")),
        "published at": _seconds(video.get("published_at")),
        "region": video.get("region"),
        **{name: figures.get(name) for name in _FIGURES},
        "duration": video.get("duration_seconds"),
        "status": video["status"],
    }


def _seconds(moment: str | None) -> float | None:
    return datetime.fromisoformat(moment).timestamp() if moment else None


def differences(expectation: Mapping[str, Facts], stored: Mapping[str, str]) -> list[str]:
    """One line for each video that is missing or not as it should be: its id and the names of the facts."""
    lines = []
    for video_id, facts in expectation.items():
        if video_id not in stored:
            lines.append(f"{video_id}: missing")
            continue
        actual = found(stored[video_id])
        if wrong := [name for name, value in facts.items() if actual[name] != value]:
            lines.append(f"{video_id}: {', '.join(wrong)}")
    return lines
