"""The phrases that say something about danger, as training/care makes them, found in one pass over a text."""

from collections.abc import Container
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from ahocorasick import Automaton

from campaign.care.packing import unpack

PHRASES = Path(__file__).with_name("phrases.json.gz")


class Kind(StrEnum):
    """What a phrase says. The first group are signs of danger, the others what stands around them."""

    INTENT = "intent"  # the writer means to die
    ATTEMPT = "attempt"  # it has begun, or happens now
    IDEATION = "ideation"  # thoughts of dying, without a plan
    SELF_HARM = "self_harm"
    HOPELESS = "hopeless"
    BURDEN = "burden"
    TRAPPED = "trapped"
    WORRY = "worry"  # for another person

    PLAN = "plan"
    MEANS = "means"
    TIME = "time"
    GOODBYE = "goodbye"
    GONE = "gone"  # the writer will not be there: "wont be here tomorrow", "my last night"
    PARTING = "parting"  # what is said when leaving, and on many other days: sorry mom, i love you all

    # Two that say one thing together: WILL and DEED, HAND and MEANS intent, TOOK and DOSE an attempt.
    WILL = "will"  # i am going to
    DEED = "deed"  # end it
    TOOK = "took"
    DOSE = "dose"  # all of them
    HAND = "hand"  # holding the, is in front of me

    TOPIC = "topic"  # a word of illness, of sadness: no sign by itself, but next to "I" the model should know
    FIRST = "first"  # I, my
    OTHER = "other"  # my friend, she
    PAST = "past"  # before a sign: it was so
    AGO = "ago"  # anywhere near a sign: it was so long ago
    NOT = "not"
    RECOVERY = "recovery"
    IDIOM = "idiom"  # means nothing of what it seems to say: dying of laughter
    FRAME = "frame"  # said by others: lyrics, news, a film, prevention
    LAUGH = "laugh"  # meant as a joke, perhaps
    FOREIGN = "foreign"  # a word that another language is full of
    EVERYDAY = "everyday"  # why everybody is away at times: a flight, a day off; a doctor's medicine


DANGER = frozenset(
    {Kind.INTENT, Kind.ATTEMPT, Kind.IDEATION, Kind.SELF_HARM, Kind.HOPELESS, Kind.BURDEN, Kind.TRAPPED}
)


class Phrase(NamedTuple):
    """`rule` names it in reasons. `personal`: it says by itself that the writer means themselves."""

    rule: str
    kind: Kind
    personal: bool


class Found(NamedTuple):
    """A phrase in a normalised text: `start` and `end` are characters, without the spaces around it."""

    phrase: Phrase
    start: int
    end: int


def load_phrases(path: Path = PHRASES) -> Automaton:
    """What training/care made of its lexicon: rules, and every spelling with the numbers of its rules."""
    stored = unpack(path)
    rules = [Phrase(rule, Kind(kind), personal) for rule, kind, personal in stored["rules"]]
    automaton = Automaton()
    patterns = stored["patterns"]
    for pattern, numbers in patterns.items():
        automaton.add_word(pattern, (_length(pattern, patterns), tuple(rules[number] for number in numbers)))
    automaton.make_automaton()
    return automaton


def _length(pattern: str, patterns: Container[str]) -> int:
    """From its first letter on, without the `and` that Arabic writes before a word: so that `not` in a phrase
    is no `not` before it."""
    behind_and = pattern.startswith(" و") and f" {pattern[2:]}" in patterns
    return len(pattern[2:] if behind_and else pattern.lstrip())


def find(automaton: Automaton, text: str) -> list[Found]:
    """All phrases in a normalised text, overlapping ones too, in the order of their ends."""
    return [
        Found(phrase, last - length + 1, last)
        for last, (length, phrases) in automaton.iter(text)
        for phrase in phrases
    ]
