"""What a message of the intake means for a video: pure, and the same whatever the order of arrival.

Messages come late, twice and in any order. What was observed at or before the moment at which a video was
last said to be gone does not count; of the rest, merging.py says what is known.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from zlib import crc32

from campaign.videos.built_in_rules import BuiltInRule
from campaign.videos.creators import Withdrawal
from campaign.videos.intake import Creator, VideoChecked, VideoGone, VideoMessage, VideoObserved
from campaign.videos.merging import OWN_ACTS, first_seen, forgotten_until, news, owner
from campaign.videos.moves import Actor, Decision, move, withdraw
from campaign.videos.screening import Screen, Verdict
from campaign.videos.video import TOMBSTONES, Video, VideoStatus

CHECKED_EVERY = timedelta(days=14)
"""TikTok's terms ask for a refresh at least every 15 days."""
CHECKED_AGAIN_AFTER = timedelta(hours=25)
MISSING_FOR = timedelta(hours=24)
"""So far apart must two checks be that both do not find a video, before it is gone."""

_FORTNIGHT_SECONDS = int(CHECKED_EVERY.total_seconds())
_UNSEEN = Video(
    platform="none",
    id="none",
    status=VideoStatus.RECEIVED,
    observed_at=datetime.min.replace(tzinfo=UTC),
    received_at=datetime.min.replace(tzinfo=UTC),
)
"""What every video is made from: to copy it costs a third of validating once more what a message holds."""
_SHOWN = frozenset({VideoStatus.APPROVED, VideoStatus.FEATURED})


def decide(
    video: Video | None, message: VideoMessage | Withdrawal, now: datetime, screen: Screen
) -> Decision | None:
    """What to write, or None when the message says nothing new. `video` is what is stored, if anything is."""
    match message:
        case VideoObserved():
            if video is None:
                return _received(message, now, screen, None)
            return _observed(video, message, now, screen)
        case VideoGone():
            return _gone(video, message, now)
        case VideoChecked():
            return _checked(video, message, now) if video else None
        case Withdrawal():
            return _withdrawn(video, message) if video else None


def first_check(key: str, received_at: datetime) -> datetime:
    """Within 14 days, at a share of them that the key decides: however many come at once, their checks are
    spread evenly. The last bits of the hash are left to storage.py's shards."""
    return received_at + timedelta(seconds=(crc32(key.encode()) >> 4) % _FORTNIGHT_SECONDS)


def _received(message: VideoObserved, now: datetime, screen: Screen, before: Video | None) -> Decision:
    """A video that is new, or was deleted and is seen anew: screened, and on to what the screening says."""
    video = _UNSEEN
    if before is not None:
        message = message.model_copy(update={"creator": _owned_by(message.creator, owner(before, message))})
        video = _moved(before, VideoStatus.RECEIVED, at=now, rule=BuiltInRule.SEEN_AGAIN)
    verdict = screen(message)
    if verdict.becomes in _SHOWN and before is not None and _needs_a_person(before, now):
        verdict = Verdict(VideoStatus.IN_REVIEW, BuiltInRule.DECIDED_BEFORE)
    screened = move(
        video,
        VideoStatus.SCREENED,
        verdict.becomes,
        actor=Actor.SYSTEM,
        by=Actor.SYSTEM,
        at=now,
        rule=verdict.rule,
        **first_seen(message),
        platform=message.platform,
        id=message.id,
        received_at=now,
        check_due=first_check(f"{message.platform}:{message.id}", now),
    )
    waits = verdict.becomes is VideoStatus.IN_REVIEW
    return Decision(screened, "video.received" if waits else f"video.{verdict.becomes}")


def _needs_a_person(before: Video, now: datetime) -> bool:
    """Trust does not outweigh what the creator or a moderator once said of this very video: its rights may
    stand against it, and only a person's decision asks the ledger."""
    return before.rights_ended(now) or any(
        entry.by != Actor.SYSTEM
        or entry.to is VideoStatus.WITHDRAWN
        or entry.rule == BuiltInRule.DECIDED_BEFORE
        for entry in before.history
    )


def _moved(video: Video, *states: VideoStatus, at: datetime, rule: str, **update: Any) -> Video:
    return move(video, *states, actor=Actor.SYSTEM, by=Actor.SYSTEM, at=at, rule=rule, **update)


def _observed(video: Video, message: VideoObserved, now: datetime, screen: Screen) -> Decision | None:
    counts = video.gone_at is None or message.observed_at > video.gone_at
    if not counts or video.status is VideoStatus.REJECTED:
        return _owned(video, message)
    if video.status in TOMBSTONES:
        if video.status is VideoStatus.WITHDRAWN and message.source not in OWN_ACTS:
            return _owned(video, message)
        return _received(message, now, screen, video)
    changed = news(video, message)
    if not changed:
        return None
    known = video.model_copy(update=changed)
    if video.status in _SHOWN and _judged(known) != _judged(video):
        verdict = screen(known)
        if verdict.objection and (known.caption != video.caption or not _decided_before(video, verdict.rule)):
            recalled = _moved(known, verdict.becomes, at=now, rule=verdict.rule)
            return Decision(recalled, f"video.{verdict.becomes}")
    return Decision(known, _news_to_the_pages(video, known))


def _judged(video: Video) -> tuple[object, ...]:
    """What a rule of the policy, or a list of creators, may ask of a video."""
    return video.caption, video.hashtags, video.creator, video.marks, video.source, video.region


def _decided_before(video: Video, rule: str) -> bool:
    """Whether this rule has had its say: a video that is shown in spite of it is so by a moderator, whose
    decision holds until the caption is another one."""
    return any(entry.rule == rule for entry in video.history)


def _owned(video: Video, message: VideoObserved) -> Decision | None:
    """An observation that does not count can still say whose video it is."""
    open_id = owner(video, message)
    if open_id == video.creator.open_id:
        return None
    return Decision(video.model_copy(update={"creator": _owned_by(video.creator, open_id)}), None)


def _owned_by(creator: Creator, open_id: str | None) -> Creator:
    return creator.model_copy(update={"open_id": open_id})


def _gone(video: Video | None, message: VideoGone, now: datetime) -> Decision | None:
    """A video that was never seen is remembered as gone too: an older observation may still be on its way."""
    at = message.observed_at
    if video is None:
        about = {"platform": message.platform, "id": message.id, "received_at": now}
        unseen = _UNSEEN.model_copy(update=about)
        return Decision(_as_gone(unseen, at, now, BuiltInRule.NO_LONGER_PUBLIC), None)
    if video.status is VideoStatus.REJECTED or (video.gone_at is not None and at <= video.gone_at):
        return None
    if video.status in TOMBSTONES:
        return Decision(video.model_copy(update={"gone_at": at, "observed_at": at}), None)
    if video.observed_at > at:
        return _seen_since(video, at)
    return Decision(_as_gone(video, at, now, BuiltInRule.NO_LONGER_PUBLIC), "video.gone")


def _as_gone(video: Video, at: datetime, now: datetime, rule: BuiltInRule) -> Video:
    return move(video, VideoStatus.GONE, actor=Actor.SYSTEM, by=Actor.SYSTEM, at=now, rule=rule, gone_at=at)


def _seen_since(video: Video, moment: datetime) -> Decision:
    """It was gone then, and has been seen since: only what was observed before is forgotten."""
    known = video.model_copy(update={**forgotten_until(video, moment), "gone_at": moment})
    return Decision(known, _news_to_the_pages(video, known))


def _withdrawn(video: Video, message: Withdrawal) -> Decision | None:
    at = message.observed_at
    said_before = video.gone_at is not None and at <= video.gone_at
    if video.status is VideoStatus.REJECTED or (said_before and video.status is VideoStatus.WITHDRAWN):
        return None
    own_acts = [seen for source, seen in video.sightings.items() if source in OWN_ACTS]
    if message.undone_by_a_later_act and max(own_acts, default=at) > at:
        return None if said_before else _seen_since(video, at)
    return withdraw(video, by=message.by, at=at, rule=message.rule)


def _checked(video: Video, message: VideoChecked, now: datetime) -> Decision | None:
    """An answer that is older than what is known, or comes a second time, says nothing new."""
    at, due, since = message.observed_at, video.check_due, video.missing_since
    if due is None or (video.gone_at is not None and at <= video.gone_at):
        return None
    if message.visible:
        next_due = at + CHECKED_EVERY
        if next_due <= due or (since is not None and at <= since):
            return None
        return Decision(video.model_copy(update={"missing_since": None, "check_due": next_due}), None)
    if max(video.sightings.values(), default=at) > at:
        return None
    if since is None:
        return Decision(
            video.model_copy(update={"missing_since": at, "check_due": at + CHECKED_AGAIN_AFTER}), None
        )
    if at < since + MISSING_FOR:
        return None
    return Decision(_as_gone(video, at, now, BuiltInRule.NOT_VISIBLE_TWICE), "video.gone")


def _news_to_the_pages(before: Video, now: Video) -> str | None:
    """A page that features the video is wrong now; figures rise all the time and are not on it."""
    if before.status is VideoStatus.FEATURED and _on_the_page(before) != _on_the_page(now):
        return "video.featured"
    return None


def _on_the_page(video: Video) -> tuple[object, ...]:
    return video.caption, video.creator.handle, video.marks
