"""Invented readers: many zones, both languages, all kinds of nights; few want to hear of everything."""

import random
from collections.abc import Sequence
from datetime import time
from typing import Literal

from tests.announced.quiet import Hours
from tests.announced.reader import Reader

ZONES = (
    "Asia/Dubai",
    "Asia/Riyadh",
    "Africa/Cairo",
    "Asia/Beirut",
    "Africa/Casablanca",
    "Asia/Amman",
    "Asia/Baghdad",
    "Africa/Tunis",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Europe/Berlin",
    "America/New_York",
)
NIGHTS: tuple[Hours, ...] = (
    (time(21), time(9)),
    (time(21), time(9)),
    (time(21), time(9)),
    (time(0), time(0)),
    (time(22, 30), time(6, 15)),
    (time(0), time(8)),
    (time(13), time(15)),
)


def invent(count: int, sessions: Sequence[str], seed: int = 1) -> list[Reader]:
    """`sessions`: of which those who do not want to hear of all follow a few each."""
    chance = random.Random(seed)

    def topics() -> tuple[str, ...]:
        kind = chance.random()
        if kind < 0.06:
            return ("everything",) if kind < 0.03 else ("sessions",)
        if kind < 0.1:
            return ("toolkits",)
        few = chance.sample(sessions, min(len(sessions), chance.randint(1, 12)))
        return tuple(f"session:{name}" for name in few)

    def channel() -> Literal["email", "webhook"]:
        return "webhook" if chance.random() < 0.08 else "email"

    return [
        Reader(
            id=f"reader-{number:05}",
            language="ar" if number % 2 else "en",
            zone=ZONES[number % len(ZONES)],
            quiet=chance.choice(NIGHTS),
            digest=chance.random() < 0.12,
            topics=topics(),
            channel=channel(),
        )
        for number in range(count)
    ]
