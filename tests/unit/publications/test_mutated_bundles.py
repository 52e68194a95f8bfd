"""Bundles of every kind, changed at random: each becomes a revision or is refused with a report, what is live
stays, and nothing else ever happens."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from campaign.publications.bundle import MAX_FILE_BYTES
from campaign.publications.faults import FaultReport
from campaign.publications.kind import Kind
from campaign.publications.markdown import to_html
from campaign.publications.moves import approve
from campaign.publications.publish import bundle_key
from campaign.publications.uploads import report_key
from tests.unit.conftest import FixedClock
from tests.unit.publications.memory import World
from tests.unit.publications.pictures import JPEG, PDF, PNG, WEBP
from tests.unit.publications.samples import REVIEWER, files, zipped

ID = "listening"
NOW = FixedClock.now

_SNIPPETS = (
    "---", "\n", "title", ":", "[", "{", "}", "*x", "&x", "<script>", "\u202e", "\x00", "](javascript:x)",
    "> ", "#", "|", "[[help]]", "[[", "](guide:a)", "null", "!!python/object:os.system", "9" * 20,
    "2026-02-30", "\ufeff", "ar:", "files/a.png", "1e999", "-1", "\u2028", "%",
)  # fmt: skip
_NAMES = (
    "../a.md",
    "files/b.PNG",
    "files/../x.png",
    "about.yaml ",
    "EN.md",
    "files/c.pdf",
    "/en.md",
    "ar.md/",
)
_ATTACHED = {"files/a.png": PNG, "files/b.jpg": JPEG, "files/c.webp": WEBP, "files/d.pdf": PDF}


def mutated(count: int, seed: int) -> Iterator[tuple[Kind, bytes]]:
    """The same ones for the same seed."""
    chance = random.Random(seed)
    kinds = list(Kind)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        whole: dict[str, str | bytes] = {**files(kind), **(_ATTACHED if kind.has_prose else {})}
        yield kind, chance.choice((_texts, _bytes, _members, _attachments))(whole, chance)


def _texts(whole: dict[str, str | bytes], chance: random.Random) -> bytes:
    name = chance.choice([name for name, text in whole.items() if isinstance(text, str)])
    text = str(whole[name])
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(text) + 1)
        cut = chance.choice((0, 0, 1, 5, 40))
        text = text[:start] + chance.choice(_SNIPPETS) + text[start + cut :]
    encoding = chance.choice(("utf-8", "utf-8", "utf-8", "utf-16", "cp1256"))
    return zipped({**whole, name: text.encode(encoding, "replace")})


def _bytes(whole: dict[str, str | bytes], chance: random.Random) -> bytes:
    packed = bytearray(zipped(whole))
    for _ in range(chance.randint(1, 8)):
        packed[chance.randrange(len(packed))] = chance.randrange(256)
    if chance.random() < 0.3:
        start = chance.randrange(len(packed))
        del packed[start : start + chance.randrange(2000)]
    return bytes(packed)


def _members(whole: dict[str, str | bytes], chance: random.Random) -> bytes:
    changed: dict[str, Any] = dict(whole)
    for _ in range(chance.randint(1, 3)):
        match chance.randrange(3):
            case 0 if changed:
                del changed[chance.choice(list(changed))]
            case 1:
                changed[chance.choice(_NAMES)] = chance.randbytes(50)
            case _:
                changed[chance.choice(list(whole))] = b"x" * chance.choice(
                    (0, 1, MAX_FILE_BYTES + 1, 6_000_000)
                )
    return zipped(changed)


def _attachments(whole: dict[str, str | bytes], chance: random.Random) -> bytes:
    name = chance.choice(list(_ATTACHED))
    picture = bytearray(_ATTACHED[name])
    for _ in range(chance.randint(1, 4)):
        picture[chance.randrange(min(len(picture), 60))] = chance.randrange(256)
    return zipped({**whole, name: bytes(picture[: chance.choice((4, 12, 20, 30, 1000))])})


class Shelf:
    """One publication of each kind, the first of them live, and whatever is uploaded over it."""

    def __init__(self) -> None:
        self.clock = FixedClock()
        self.world = World()
        self.publisher = self.world.publisher(self.clock)
        for kind in Kind:
            self.upload(kind, zipped(files(kind)))
            (revision,) = self.world.revisions(kind, ID)
            publication = self.world.get(kind, ID)
            for language in revision.content.required_languages:
                publication = approve(publication, revision, language, REVIEWER, NOW) or publication
                self.world.keep(publication, "c-1")

    def upload(self, kind: Kind, packed: bytes) -> None:
        key = bundle_key(kind, ID)
        self.world.objects[key] = packed
        self.publisher.publish(key)

    def check(self, kind: Kind, packed: bytes) -> bool:
        """Whether it was taken. What is live stays as it is either way."""
        before = self.world.get(kind, ID)
        self.upload(kind, packed)
        after, report = self.world.get(kind, ID), self.world.objects.get(report_key(bundle_key(kind, ID)))
        assert (after.live, after.live_content) == (1, before.live_content)
        if report is None:
            assert after.latest in (before.latest, before.latest + 1)
            for text in self.world.revision(kind, ID, after.latest).content.texts.values():
                assert "<script" not in to_html(text.body)
                assert len(text.body) <= MAX_FILE_BYTES
            return True
        assert after == before
        faults = FaultReport.model_validate_json(report).faults
        assert faults
        assert all(fault.file and fault.line >= 1 and fault.rule and fault.remedy for fault in faults)
        return False


def test_a_mutated_bundle_of_any_kind_is_taken_or_refused_with_a_report() -> None:
    shelf = Shelf()

    taken = [shelf.check(*each) for each in mutated(300, seed=6)]

    assert 0 < sum(taken) < len(taken)


@pytest.mark.sweep
def test_two_thousand_more_are_taken_or_refused_with_a_report() -> None:
    shelf = Shelf()

    taken = [shelf.check(*each) for each in mutated(2_000, seed=20_000)]

    assert 0 < sum(taken) < len(taken)
