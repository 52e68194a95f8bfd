"""What is known of a video from many observations: the same whatever the order in which they come.

Two groups of fields, each as its newest observation says: what is seen, and the details, which not every
source knows. Of two observations of one instant always the same one wins.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from campaign.videos.intake import Creator, Mark, Source, VideoContent, VideoObserved
from campaign.videos.video import Video

PRECEDENCE: tuple[Source, ...] = ("webhook", "creator", "submission", "partner", "search")
"""The source that is shown of a video is the first of these that has seen it: a creator's own act, their
consent, a partner's word, and last what was merely found."""

OWN_ACTS: frozenset[Source] = frozenset({"webhook", "creator", "submission"})
"""By these the creator has put the video forward, or agreed to it: they alone undo a withdrawal."""

_MARKS: tuple[Mark, ...] = ("partner", "advertisement", "ai_generated")
_DETAILS = ("region", "published_at", "duration_seconds", "figures")
_NO_DETAILS = VideoContent()


def first_seen(message: VideoObserved) -> dict[str, Any]:
    """The fields of a video that nothing else is known of."""
    at = message.observed_at
    return {
        "source": message.source,
        "observed_at": at,
        "details_at": at if _has_details(message) else None,
        "sightings": {message.source: at},
        "declared": {message.source: message.marks} if message.marks else {},
        "marks": _all_of({message.source: message.marks}),
    }


def news(video: Video, message: VideoObserved) -> dict[str, Any]:
    """The fields that the observation changes: none, when it says nothing new."""
    at, changed = message.observed_at, _sighting(video, message)
    handle, open_id = video.creator.handle, owner(video, message)
    if _is_seen_later(message, video):
        handle = message.creator.handle
        changed |= {"observed_at": at, "caption": message.caption, "hashtags": message.hashtags}
    if (handle, open_id) != (video.creator.handle, video.creator.open_id):
        changed["creator"] = Creator(handle=handle, open_id=open_id)
    if _has_details(message) and _is_detailed_later(message, video):
        changed |= {name: getattr(message, name) for name in _DETAILS}
        changed["details_at"] = at
    if video.missing_since is not None and at > video.missing_since:
        changed["missing_since"] = None
    return {name: value for name, value in changed.items() if value != getattr(video, name)}


def owner(video: Video, message: VideoObserved) -> str | None:
    """A video has one creator, but not every source knows the open_id: once said, it is known, however old
    the message. Were two ever claimed, it is the same one of them in any order."""
    known, said = video.creator.open_id, message.creator.open_id
    return max(filter(None, (known, said)), default=None)


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
        changed |= {name: getattr(_NO_DETAILS, name) for name in _DETAILS} | {"details_at": None}
    return changed


def _sighting(video: Video, message: VideoObserved) -> dict[str, Any]:
    source, at, marks = message.source, message.observed_at, message.marks
    known = video.sightings.get(source)
    if known is not None and known > at:
        return {}
    if known == at:
        marks = (*video.declared.get(source, ()), *marks)
    sightings = {**video.sightings, source: at}
    changed: dict[str, Any] = {"sightings": sightings, "source": _shown(sightings)}
    if marks or source in video.declared:
        declared = {**video.declared, source: _all_of({source: marks})}
        declared = {source: marks for source, marks in declared.items() if marks}
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
    return _details(message) > _details(video)


def _details(content: VideoContent) -> str:
    return VideoContent(**{name: getattr(content, name) for name in _DETAILS}).model_dump_json()


def _has_details(content: VideoContent) -> bool:
    return any(getattr(content, name) != getattr(_NO_DETAILS, name) for name in _DETAILS)
