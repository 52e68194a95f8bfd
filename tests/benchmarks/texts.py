"""What screening a text for distress costs, from a comment to a long story, beside one call of DynamoDB."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from campaign.care.screening import screen

LENGTHS = (150, 500, 2_000, 8_000)
"""Characters; a caption has about 150, a story at most 4,000."""
_SENTENCES = (
    "أشعر بتعب شديد هذه الأيام ولا أنام جيدا، لكن صديقتي تسمعني كل مساء. ",
    "Some weeks are heavy and I keep quiet about them, and then a friend asks how I really am. ",
    "el doctor 2alli en el ta3b da momken yet3aleg, w ana badeit a7es eny a7san shwaya. ",
    "كنت خايفة احكي لحد، وبعدين لقيت ان الكلام بيفرق. ",
)


@dataclass(frozen=True)
class Cost:
    """CPU microseconds of one text, the best of the repetitions: what else the machine does only adds to
    it."""

    characters: int
    microseconds: float


def text(characters: int) -> str:
    """Of both languages, and of Arabic in Latin letters."""
    whole = "".join(_SENTENCES)
    return (whole * (characters // len(whole) + 1))[:characters]


def measure(lengths: Sequence[int] = LENGTHS, repetitions: int = 9) -> list[Cost]:
    return [
        Cost(length, min(_cpu_of(text(length), length) for _ in range(repetitions))) for length in lengths
    ]


def _cpu_of(one: str, length: int) -> float:
    rounds = max(4, 60_000 // length)
    started = time.process_time()
    for _ in range(rounds):
        screen(one)
    return (time.process_time() - started) * 1e6 / rounds


def table(costs: Sequence[Cost]) -> list[str]:
    return [
        "Screening a text: CPU",
        *(
            f"  {cost.characters:>6,} characters  {cost.microseconds:7.0f} µs"
            f"  {cost.microseconds / cost.characters:5.2f} µs a character"
            for cost in costs
        ),
    ]
