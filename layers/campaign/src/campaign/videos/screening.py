"""The one place of the intake at which a video is judged before any person sees it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from campaign.videos.built_in_rules import BuiltInRule
from campaign.videos.hashtags import normalised, words_of
from campaign.videos.intake import VideoObserved
from campaign.videos.policy import Outcome, Policy, Rule, When
from campaign.videos.standing import ids_of
from campaign.videos.video import Video, VideoStatus


class Verdict(NamedTuple):
    """What a video becomes, by which rule. `objection`: something spoke against it, so that a video that is
    shown already does not stay."""

    becomes: VideoStatus
    rule: str
    objection: bool = False


Screen = Callable[[VideoObserved | Video], Verdict]

_STRICTEST_FIRST: tuple[Outcome, ...] = ("out", "human", "in")


class Screening:
    """A policy and the lists of creators, made ready to judge many videos.

    Everything that a rule may ask of a video is a text: a word, `#hashtag`, `platform:creator`, `mark=…`,
    `source=…`, `region=…`. So one lookup tells which rules a video falls under, however many there are.
    """

    def __init__(self, policy: Policy, *, trusted: Collection[str], blocked: Collection[str]) -> None:
        self._moderation = policy.moderation
        self._trusted_become = VideoStatus(policy.moderation.trusted_become)
        self._trusted, self._blocked = frozenset(trusted), frozenset(blocked)
        self._rules = sorted(
            (rule for rule in policy.rules if rule.when is not None),
            key=lambda rule: _STRICTEST_FIRST.index(rule.outcome),
        )
        self._rank_of: dict[str, int] = {}
        self._phrases: dict[str, list[tuple[str, int]]] = {}
        for rank, rule in enumerate(self._rules):
            for fact in _asked_by(rule):
                first, *more = fact.split()
                if more:
                    self._phrases.setdefault(first, []).append((f" {fact} ", rank))
                else:
                    self._rank_of.setdefault(fact, rank)
        self._asked = frozenset([*self._rank_of, *self._phrases])

    def __call__(self, video: VideoObserved | Video) -> Verdict:
        """Blocked creators are out; then the strictest rule that the video falls under; then the mode."""
        names = ids_of(video.platform, video.creator)
        if not self._blocked.isdisjoint(names):
            return Verdict(VideoStatus.REJECTED, BuiltInRule.BLOCKED_CREATOR, objection=True)
        rule = self._rule_for(video, names)
        if rule is None:
            return self._by_mode(video, names)
        match rule.outcome:
            case "out":
                return Verdict(VideoStatus.REJECTED, rule.id, objection=True)
            case "human":
                return Verdict(VideoStatus.IN_REVIEW, rule.id, objection=True)
            case "in":
                return Verdict(self._trusted_become, rule.id)

    def _by_mode(self, video: VideoObserved | Video, names: Sequence[str]) -> Verdict:
        source = self._moderation.sources.get(video.source) if video.source else None
        if source == "trust":
            return Verdict(self._trusted_become, BuiltInRule.TRUSTED_SOURCE)
        if source == "review":
            return Verdict(VideoStatus.IN_REVIEW, BuiltInRule.REVIEWED_SOURCE)
        if self._moderation.mode == "trust_listed" and not self._trusted.isdisjoint(names):
            return Verdict(self._trusted_become, BuiltInRule.TRUSTED_CREATOR)
        return Verdict(VideoStatus.IN_REVIEW, BuiltInRule.REVIEW_ALL)

    def _rule_for(self, video: VideoObserved | Video, names: Sequence[str]) -> Rule | None:
        if not self._rules:
            return None
        words = words_of(video.caption)
        facts = [*words, *names, *map(_hashtag, video.hashtags), *(f"mark={mark}" for mark in video.marks)]
        facts += f"source={video.source}", f"region={video.region}"
        found = self._asked.intersection(facts)
        if not found:  # as of most
            return None
        ranks = [self._rank_of[fact] for fact in found & self._rank_of.keys()]
        if beginnings := found & self._phrases.keys():
            text = f" {' '.join(words)} "
            ranks += [rank for first in beginnings for phrase, rank in self._phrases[first] if phrase in text]
        return self._rules[min(ranks)] if ranks else None


@lru_cache(maxsize=1024)  # the campaign's own are on every video
def _hashtag(text: str) -> str:
    return f"#{normalised(text).removeprefix('#')}"


def _asked_by(rule: Rule) -> Iterator[str]:
    when = rule.when or When()
    for phrase in when.words:
        yield " ".join(words_of(phrase))
    yield from map(_hashtag, when.hashtags)
    yield from when.creators
    yield from (f"mark={mark}" for mark in when.marks)
    yield from (f"source={source}" for source in when.sources)
    yield from (f"region={region}" for region in when.regions)
