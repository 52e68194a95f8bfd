"""What is known of a video from many observations: the same whatever the order in which they come.

Two groups of fields, each as its newest observation says: what is seen, and the details, which not every
source knows. Of two observations of one instant always the same one wins.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from campaign.videos.intake import Creator, Mark, Source, VideoContent, VideoObserved
from campaign.videos.video import Video, fields_of

PRECEDENCE: tuple[Source, ...] = ("webhook", "creator", "submission", "partner", "search")
"""The source that is shown of a video is the first of these that has seen it: a creator's own act, their
consent, a partner's word, and last what was merely found."""

OWN_ACTS: frozenset[Source] = frozenset({"webhook", "creator", "submission"})
"""By these the creator has put the video forward, or agreed to it: they alone undo a withdrawal."""

_MARKS: tuple[Mark, ...] = ("partner", "advertisement", "ai_generated")
_NOTHING = VideoContent()


def first_seen(message: VideoObserved) -> dict[str, Any]:
    """The fields of a video that nothing else is known of."""
    at, marks = message.observed_at, _all_of({message.source: message.marks})
    return {
        **fields_of(message),
        "source": message.source,
        "observed_at": at,
        "details_at": at if _has_details(message) else None,
        "sightings": {message.source: at},
        "declared": {message.source: marks} if marks else {},
        "marks": marks,
    }


def news(video: Video, message: VideoObserved) -> dict[str, Any]:
    """The fields that the observation changes: none, when it says nothing new."""
    at, changed = message.observed_at, _sighting(video, message)
    handle, open_id = video.creator.handle, owner(video, message)
    if _is_seen_later(message, video):
        handle = message.creator.handle
        changed |= {"observed_at": at, "caption": message.caption, "hashtags": message.hashtags}
    if handle != video.creator.handle or open_id != video.creator.open_id:
        changed["creator"] = Creator(handle=handle, open_id=open_id)
    if _has_details(message) and _is_detailed_later(message, video):
        changed |= _details_of(message)
        changed["details_at"] = at
    if video.missing_since is not None and at > video.missing_since:
        changed["missing_since"] = None
    return changed


def owner(video: Video, message: VideoObserved) -> str | None:
    """A video has one creator, but not every source knows the open_id: once said, it is known, however old
    the message. Were two ever claimed, it is the same one of them in any order."""
    known, said = video.creator.open_id, message.creator.open_id
    return said if known is None or (said is not None and said > known) else known


def forgotten_until(video: Video, moment: datetime) -> dict[str, Any]:
    """The fields of a video, seen after `moment`, when what was observed until then does not count."""
    sightings = {source: at for source, at in video.sightings.items() if at > moment}
    declared = {source: marks for source, marks in video.declared.items() if source in sightings}
    changed: dict[str, Any] = {
        "sightings": sightings,
        "declared": declared,
        "source": _shown(sightings),
        "marks": _all_of(declared),
    }
    if video.details_at is not None and video.details_at <= moment:
        changed |= _details_of(_NOTHING) | {"details_at": None}
    return changed


def _sighting(video: Video, message: VideoObserved) -> dict[str, Any]:
    source, at, marks = message.source, message.observed_at, message.marks
    known = video.sightings.get(source)
    if known is not None and known > at:
        return {}
    if known == at:
        marks = _all_of({source: (*video.declared.get(source, ()), *marks)})
        if marks == video.declared.get(source, ()):
            return {}
    sightings = {**video.sightings, source: at}
    changed: dict[str, Any] = {"sightings": sightings}
    if known is None:
        changed["source"] = _shown(sightings)
    if marks or source in video.declared:
        declared = {**video.declared, source: _all_of({source: marks})}
        if not marks:
            del declared[source]
        changed |= {"declared": declared, "marks": _all_of(declared)}
    return changed


def _shown(sightings: Mapping[Source, datetime]) -> Source | None:
    return next((source for source in PRECEDENCE if source in sightings), None)


def _all_of(declared: Mapping[Source, tuple[Mark, ...]]) -> tuple[Mark, ...]:
    """Each once, in one order."""
    said = {mark for marks in declared.values() for mark in marks}
    return tuple(mark for mark in _MARKS if mark in said) if said else ()


def _is_seen_later(message: VideoObserved, video: Video) -> bool:
    if message.observed_at != video.observed_at:
        return message.observed_at > video.observed_at
    return _seen(message) > _seen(video)


def _seen(content: VideoContent) -> tuple[Any, ...]:
    """Any order will do between two observations of one instant, as long as it is always the same."""
    handle = content.creator.handle
    return content.caption, content.hashtags, handle is not None, handle or ""


def _is_detailed_later(message: VideoObserved, video: Video) -> bool:
    if video.details_at is None or message.observed_at != video.details_at:
        return video.details_at is None or message.observed_at > video.details_at
    return _details_of(message) != _details_of(video) and _details(message) > _details(video)


def _details(content: VideoContent) -> str:
    return VideoContent(**_details_of(content)).model_dump_json()


def _details_of(content: VideoContent) -> dict[str, Any]:
    return {
        "region": content.region,
        "published_at": content.published_at,
        "duration_seconds": content.duration_seconds,
        "figures": content.figures,
    }


def _has_details(content: VideoContent) -> bool:
    return (
        content.region is not None
        or content.published_at is not None
        or content.duration_seconds is not None
        or content.figures != _NOTHING.figures
    )
