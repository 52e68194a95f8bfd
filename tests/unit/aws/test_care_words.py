from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from campaign.aws.care_words import CareSeal
from campaign.care.case import CaseId

CASE = CaseId("story-abc")


@dataclass
class Key:
    """As KMS: at most 4096 bytes, and nothing opens under another context."""

    sealed: dict[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)

    def seal(self, text: str, about: Mapping[str, str]) -> str:
        assert len(text.encode()) <= 4096
        name = f"sealed-{len(self.sealed)}"
        self.sealed[name] = (text, dict(about))
        return name

    def open(self, sealed: str, about: Mapping[str, str]) -> str:
        text, under = self.sealed[sealed]
        if under != about:
            raise PermissionError(sealed)
        return text


@pytest.mark.parametrize("text", ["x", "ق" * 4000, "a" + "🫂" * 4000, "é" * 2048 + "x"])
def test_a_text_of_any_length_and_script_opens_as_it_was(text: str) -> None:
    box = CareSeal(Key())  # type: ignore[arg-type]  # as much of KMS as it calls

    assert box.open(box.seal(text, CASE), CASE) == text


def test_what_was_sealed_for_one_case_opens_for_no_other() -> None:
    box = CareSeal(Key())  # type: ignore[arg-type]

    with pytest.raises(PermissionError):
        box.open(box.seal("words", CASE), CaseId("story-other"))


def test_pieces_cannot_change_places() -> None:
    box = CareSeal(Key())  # type: ignore[arg-type]
    first, second = box.seal("a" * 5000, CASE)

    with pytest.raises(PermissionError):
        box.open((second, first), CASE)
