"""Words of people in care, under a key of their own (KMS)."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.aws.token_key import TokenKey
from campaign.care.case import CaseId
from campaign.care.words import Sealed

_PIECE = 4096
"""Bytes that KMS encrypts at once. A story is at most four of them: no data key is ever in memory."""


class CareSeal:
    """Implements `campaign.care.words.Seal`. Each piece is bound to its case and its place: none opens
    elsewhere."""

    def __init__(self, key: TokenKey) -> None:
        self.key = key

    def seal(self, text: str, case: CaseId) -> Sealed:
        return tuple(self.key.seal(piece, _about(case, place)) for place, piece in enumerate(_pieces(text)))

    def open(self, sealed: Sealed, case: CaseId) -> str:
        return "".join(self.key.open(piece, _about(case, place)) for place, piece in enumerate(sealed))


def _about(case: CaseId, place: int) -> dict[str, str]:
    """Stands in CloudTrail: who opened words of which case is on record there, too."""
    return {"case": case, "piece": str(place)}


def _pieces(text: str) -> Iterator[str]:
    """Cut between characters, never within one."""
    raw = text.encode()
    start = 0
    while start < len(raw):
        end = min(start + _PIECE, len(raw))
        while end < len(raw) and raw[end] & 0xC0 == 0x80:
            end -= 1
        yield raw[start:end].decode()
        start = end
