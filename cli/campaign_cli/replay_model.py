"""What a replay must leave behind, worked out from the file alone and without the product's rules.

The last row of an id is its newest observation: that is all there is to know.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from campaign_cli.errors import CommandError

Row = Mapping[str, Any]
Facts = dict[str, Any]
"""What is compared of one video, by name; what is unknown is None."""

OBSERVED_APART = timedelta(seconds=1)


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


def observed_at(start: datetime, place: int) -> datetime:
    return start + place * OBSERVED_APART


def expected(rows: Iterable[Row], start: datetime) -> dict[str, Facts]:
    """By id, the facts of the last row that has it."""
    videos: dict[str, Facts] = {}
    for place, row in enumerate(rows):
        region = row.get("region_code") or None
        created = row.get("create_time")
        favorites = row.get("favorites_count", row.get("favourites_count"))
        videos[str(row.get("id", row.get("video_id")))] = {
            "observed at": observed_at(start, place).timestamp(),
            "published at": created,
            "caption": row.get("video_description", ""),
            "hashtags": row.get("hashtag_names", []),
            "handle": row.get("username"),
            "region": region.upper() if region else None,
            "views": row.get("view_count"),
            "likes": row.get("like_count"),
            "comments": row.get("comment_count"),
            "shares": row.get("share_count"),
            "favorites": favorites,
            "duration": row.get("video_duration"),
            "status": "in_review",
        }
    return videos


def found(stored: str) -> Facts:
    """The same facts of a video as the state table holds it, from the JSON itself."""
    video = json.loads(stored)
    figures = video.get("figures", {})
    published = video.get("published_at")
    return {
        "observed at": datetime.fromisoformat(video["observed_at"]).timestamp(),
        "published at": int(datetime.fromisoformat(published).timestamp()) if published else None,
        "caption": video.get("caption", ""),
        "hashtags": video.get("hashtags", []),
        "handle": video.get("creator", {}).get("handle"),
        "region": video.get("region"),
        **{name: figures.get(name) for name in ("views", "likes", "comments", "shares", "favorites")},
        "duration": video.get("duration_seconds"),
        "status": video["status"],
    }


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
