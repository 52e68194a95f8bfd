"""From phrases in a text to what they say of its writer: person, tense and negation around each sign."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from campaign.care.lexicon import DANGER, Found, Kind

_PASSAGE = 240
"""Characters in which things belong together: some forty words. A long text is judged passage by passage,
so that a `tonight` in its first line is no time for what its last line says, and so that it takes linear
time."""
_NEAR = 34
"""Characters before a sign in which a person or a tense still belongs to it: some six words."""
_JUST_BEFORE = 14
"""Characters before a sign in which a `not` belongs to it: some two words."""
_BETWEEN = 12
"""Characters that may stand between two phrases that say one thing together."""
_TOGETHER = (
    (Kind.WILL, Kind.DEED, Kind.INTENT),
    (Kind.TOOK, Kind.DOSE, Kind.ATTEMPT),
    (Kind.HAND, Kind.MEANS, Kind.INTENT),
    (Kind.MEANS, Kind.HAND, Kind.INTENT),
)
_MOST = 4
"""So often a kind counts for the model."""

URGENT = (Kind.PLAN, Kind.MEANS, Kind.TIME, Kind.GOODBYE, Kind.GONE, Kind.PARTING)
_AROUND = frozenset({*URGENT, Kind.RECOVERY, Kind.FRAME, Kind.LAUGH, Kind.EVERYDAY, Kind.AGO, Kind.OTHER})
_ORDER = {kind: place for place, kind in enumerate(Kind)}


class Judged(NamedTuple):
    """`signs`: the rules of danger that hold, strongest kind first · `counts`: how often kinds are found, and
    topics that are the writer's own · `imminent`: whether together they say that somebody is about to die ·
    `recovering`: what was bad is told of as past, with help or coping."""

    signs: tuple[str, ...]
    counts: Mapping[Kind, int]
    imminent: bool
    recovering: bool


NOTHING = Judged((), {}, False, False)


def judge(found: Sequence[Found]) -> Judged:
    """Of what was found in one text, in the order of its ends."""
    if not found:
        return NOTHING
    passages = [_Passage(some) for some in _passages(found)]
    signs = {sign for passage in passages for sign in passage.signs}
    imminent = any(passage.imminent for passage in passages)
    recovering = (
        not signs
        and any(passage.past for passage in passages)
        and any(passage.of[Kind.RECOVERY] for passage in passages)
        and not any(passage.of[Kind.MEANS] for passage in passages)
    )
    if not signs and not imminent:
        return Judged((), _counts(passages), False, recovering)
    ordered = sorted(signs, key=lambda sign: (_ORDER[sign[0]], sign[1]))
    around = [rule for passage in passages if passage.imminent for rule in passage.urgent_rules()]
    reasons = tuple(dict.fromkeys([*(rule for _, rule in ordered), *around]))
    return Judged(reasons, _counts(passages), imminent, recovering)


def _passages(found: Sequence[Found]) -> Iterator[Sequence[Found]]:
    """All of a short text; of a longer one, passages that overlap by half."""
    if found[-1].end <= _PASSAGE * 3 // 2:
        yield found
        return
    step = _PASSAGE // 2
    pieces: dict[int, list[Found]] = defaultdict(list)
    for each in found:
        pieces[each.end // step].append(each)
    for piece in pieces:
        if piece + 1 in pieces or piece - 1 not in pieces:
            yield pieces[piece] + pieces.get(piece + 1, [])


def _counts(passages: Sequence["_Passage"]) -> dict[Kind, int]:
    places: dict[Kind, set[tuple[int, int]]] = defaultdict(set)
    for passage in passages:
        for kind, where in passage.counted():
            places[kind] |= where
    return {kind: min(_MOST, len(where)) for kind, where in places.items() if where}


class _OfKind(dict[Kind, list[Found]]):
    """What was found of each kind, if only nothing."""

    def __missing__(self, kind: Kind) -> list[Found]:
        return []


class _Passage:
    """`signs`: kinds and rules that hold here · `past`: something of it is told of as past."""

    def __init__(self, found: Sequence[Found]) -> None:
        self.of = _OfKind()
        for each in found:
            self.of.setdefault(each.phrase.kind, []).append(each)
        found = [*found, *self._together()]
        self.past = bool(self.of[Kind.PAST] or self.of[Kind.AGO])
        self.signs: list[tuple[Kind, str]] = []
        for each in found:
            kind = each.phrase.kind
            if kind is Kind.WORRY and not _inside(each, self.of[Kind.IDIOM]):
                self.signs.append((kind, each.phrase.rule))
            elif kind in DANGER:
                self.signs.extend(self._sign(each))
        self.kinds = frozenset(kind for kind, _ in self.signs)
        deeds = {each.phrase.rule for each in self.of[Kind.DEED]}
        self._going_to = any(kind is Kind.INTENT and rule in deeds for kind, rule in self.signs)
        self.imminent = self._is_imminent()

    def _together(self) -> list[Found]:
        """Signs that two phrases make, one shortly behind the other, with no `not` at or between them."""
        made: list[Found] = []
        for first, second, kind in _TOGETHER:
            if first not in self.of or second not in self.of:
                continue
            for each in self.of[second]:
                before = [
                    one
                    for one in self.of[first]
                    if one.start < each.start and each.start - one.end < _BETWEEN
                ]
                for one in before[-1:]:
                    if not any(one.start - 8 < no.start < each.start for no in self.of[Kind.NOT]):
                        made.append(Found(each.phrase._replace(kind=kind), one.start, each.end))
        for each in made:
            self.of.setdefault(each.phrase.kind, []).append(each)
        return made

    def _sign(self, each: Found) -> Iterator[tuple[Kind, str]]:
        of, kind, rule, personal = self.of, each.phrase.kind, each.phrase.rule, each.phrase.personal
        if _inside(each, of[Kind.IDIOM]) or _before(each, of[Kind.NOT], _JUST_BEFORE):
            return
        if self._is_past(each):
            self.past = True
        elif not personal and _nearest(each, of[Kind.OTHER]) > _nearest(each, of[Kind.FIRST]):
            yield Kind.WORRY, f"worry.{rule}"
        elif personal or of[Kind.FIRST] or not of[Kind.FRAME]:
            yield kind, rule

    def _is_past(self, each: Found) -> bool:
        """An attempt: when it was long ago, or help is told of. Another sign: when said so before it."""
        if each.phrase.kind is Kind.ATTEMPT:
            ago = bool(self.of[Kind.AGO]) and not self._urgent(Kind.TIME)
            return ago or (
                bool(self.of[Kind.RECOVERY]) and not self._urgent(Kind.TIME, Kind.GOODBYE, Kind.GONE)
            )
        return _before(each, self.of[Kind.PAST], _NEAR) or _before(each, self.of[Kind.AGO], _NEAR)

    def _urgent(self, *kinds: Kind) -> bool:
        return any(not _inside(each, self.of[Kind.IDIOM]) for kind in kinds for each in self.of[kind])

    def _is_imminent(self) -> bool:
        kinds = self.kinds
        if Kind.ATTEMPT in kinds or (self._going_to and not (self.of[Kind.LAUGH] or self.of[Kind.FRAME])):
            return True
        near = {kind for kind in URGENT if self._urgent(kind)}
        leaving = near & {Kind.GOODBYE, Kind.GONE}
        joking = bool(self.of[Kind.LAUGH]) and not leaving
        quoting = bool(self.of[Kind.FRAME]) and not near - {Kind.MEANS}
        if not near or joking or quoting:
            return False
        danger = kinds & DANGER
        if Kind.INTENT in kinds or (Kind.IDEATION in kinds and len(near) > 1) or (leaving and danger):
            return True
        if self.of[Kind.EVERYDAY] or (self.of[Kind.OTHER] and not self.of[Kind.FIRST]):
            return False
        partings = len({each.phrase.rule for each in self.of[Kind.PARTING]} | leaving)
        return bool(
            (Kind.GONE in near and self.of[Kind.FIRST])
            or (Kind.GOODBYE in near and len(near) > 1)
            or {Kind.PLAN, Kind.MEANS} <= near
            or (Kind.PARTING in near and (Kind.MEANS in near or (danger and Kind.TIME in near)))
            or (partings > 1 and Kind.TIME in near and self.of[Kind.FIRST])
        )

    def urgent_rules(self) -> Iterator[str]:
        for kind in URGENT:
            for each in self.of[kind]:
                yield each.phrase.rule

    def counted(self) -> Iterator[tuple[Kind, set[tuple[int, int]]]]:
        """Where kinds are found that the model is told of."""
        idioms = self.of[Kind.IDIOM]
        for kind, some in self.of.items():
            if kind in self.kinds or kind is Kind.IDIOM or (kind is Kind.TOPIC and self._is_own):
                yield kind, {(each.start, each.end) for each in some}
            elif kind in _AROUND:
                yield kind, {(each.start, each.end) for each in some if not _inside(each, idioms)}
        if Kind.WORRY in self.kinds and not self.of[Kind.WORRY]:
            yield Kind.WORRY, {(-1, -1)}

    @property
    def _is_own(self) -> bool:
        return not self.of[Kind.FRAME] and bool(self.of[Kind.FIRST] or not self.of[Kind.OTHER])


def _inside(each: Found, wider: Iterable[Found]) -> bool:
    return any(other.start <= each.start and each.end <= other.end for other in wider)


def _before(each: Found, found: Iterable[Found], characters: int) -> bool:
    """Whether one of these ends just before it, or overlaps its beginning."""
    return any(other.start < each.start and each.start - other.end < characters for other in found)


def _nearest(each: Found, persons: Iterable[Found]) -> float:
    """The place of the last of these that begins before the sign; before the text when there is none."""
    return max((one.start for one in persons if one.start <= each.start), default=-1.0)
