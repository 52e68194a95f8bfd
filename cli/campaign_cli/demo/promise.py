"""A promise, and whether it was kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Promise:
    """`seen`: what there was to be seen, in a few words."""

    text: str
    kept: bool
    seen: str


def counted(counts: Mapping[Any, int]) -> str:
    return ", ".join(f"{thing}: {count}" for thing, count in counts.items())
