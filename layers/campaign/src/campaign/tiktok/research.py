"""Videos as TikTok's hashtag search (Research API) gives them, in the campaign's own message.

Source: TikTok for Developers, "Query Videos". Every field but the id may be missing.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from campaign.kernel.errors import PermanentError
from campaign.kernel.text import whole
from campaign.tiktok.handles import handle_or_none
from campaign.videos.intake import Creator, Figures, VideoObserved


def observed(row: Mapping[str, Any], observed_at: datetime, correlation_id: str) -> VideoObserved:
    """One element of `data.videos`. The id is called `id` or `video_id` and comes as a number of 64 bits or
    as text; favourites are spelt either way; region codes come in either case and are kept in capitals.

    Raises PermanentError for a row without an id, ValidationError or PermanentError for a field of another
    type.
    """
    try:
        return _observed(row, observed_at, correlation_id)
    except (AttributeError, TypeError, OverflowError, OSError) as error:
        raise PermanentError(
            "search result", "a field is of another type", "see TikTok's fields of a video"
        ) from error


def _observed(row: Mapping[str, Any], observed_at: datetime, correlation_id: str) -> VideoObserved:
    video_id = row.get("id", row.get("video_id"))
    if video_id is None or isinstance(video_id, (bool, float)):
        raise PermanentError("search result", "it has no id", "see TikTok's fields of a video")
    created = row.get("create_time")
    region = row.get("region_code")
    return VideoObserved(
        platform="tiktok",
        id=str(video_id),
        source="search",
        observed_at=observed_at,
        correlation_id=correlation_id,
        creator=Creator(handle=handle_or_none(row.get("username"))),
        caption=whole(row.get("video_description") or ""),
        hashtags=tuple(whole(name) for name in row.get("hashtag_names") or ()),
        region=region.upper() if region else None,
        published_at=datetime.fromtimestamp(created, UTC) if created is not None else None,
        figures=Figures(
            views=row.get("view_count"),
            likes=row.get("like_count"),
            comments=row.get("comment_count"),
            shares=row.get("share_count"),
            favorites=row.get("favorites_count", row.get("favourites_count")),
        ),
        duration_seconds=row.get("video_duration"),
    )
