"""The corpus and the lexicon as they lie in training/care, and what was made of them."""

import csv
import json
import os
from io import StringIO
from pathlib import Path

import pytest

from campaign.care import lexicon
from campaign.care.model import trained
from campaign.care.normalising import normalised
from campaign.care.packing import unpack
from campaign.care.screening import screen
from campaign.care.tier import Tier
from training.care.corpus import Row, read_corpus
from training.care.lexicon import compiled, spellings

IN_DANGER = (Tier.IMMINENT, Tier.DISTRESS)
ROWS = read_corpus()
HELD_OUT = [row for row in ROWS if row.held_out]


def _found(rows: list[Row], tiers: tuple[Tier, ...], of: tuple[Tier, ...]) -> float:
    some = [row for row in rows if row.tier in of]
    return sum(screen(row.text).tier in tiers for row in some) / len(some)


def test_the_corpus_covers_tiers_and_varieties() -> None:
    assert sum(row.variety == "en" for row in ROWS) >= 2_250
    assert sum(row.variety == "arabizi" for row in ROWS) >= 350
    assert sum(row.variety in ("emoji", "mixed") for row in ROWS) >= 150
    assert {row.tier for row in ROWS} == set(Tier)


def test_a_family_is_held_out_as_a_whole_and_about_one_in_five_is() -> None:
    families = {row.family for row in ROWS}
    held_out = {row.family for row in HELD_OUT}

    assert not held_out & {row.family for row in ROWS if not row.held_out}
    assert 0.15 < len(held_out) / len(families) < 0.3


def test_a_line_that_is_no_text_of_a_family_is_named(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("a text before any family\n")

    with pytest.raises(ValueError, match=r"en\.txt:1: a text before the first family"):
        read_corpus(tmp_path)


def test_the_stored_phrases_are_those_of_the_lexicon() -> None:
    assert unpack(lexicon.PHRASES) == json.loads(json.dumps(compiled()))


def test_a_line_of_the_lexicon_stands_for_its_spellings() -> None:
    assert spellings("(a|b|) c") == ["a c", "b c", "c"]


def test_the_stored_weights_load_and_tell_the_two_apart() -> None:
    model = trained()

    assert model(normalised("i wish i was dead"), {}).danger > model(normalised("what a goal"), {}).danger


def test_imminent_danger_is_found_in_families_that_were_held_out() -> None:
    assert _found(HELD_OUT, (Tier.IMMINENT,), (Tier.IMMINENT,)) >= 0.98


def test_danger_is_found_in_families_that_were_held_out() -> None:
    assert _found(HELD_OUT, IN_DANGER, IN_DANGER) >= 0.75


def test_false_alarms_among_hard_negatives_that_were_held_out_are_bounded() -> None:
    assert _found(HELD_OUT, IN_DANGER, (Tier.GENERAL,)) <= 0.2
    assert _found(HELD_OUT, (Tier.IMMINENT,), (Tier.GENERAL,)) <= 0.1


@pytest.mark.skipif("CAMPAIGN_DATA" not in os.environ, reason="CAMPAIGN_DATA is not set")
def test_no_text_of_the_corpus_is_in_the_data_that_it_is_measured_on() -> None:
    outside = {
        normalised(row["text"])
        for path in sorted((Path(os.environ["CAMPAIGN_DATA"]) / "care").glob("*.csv"))
        for row in csv.DictReader(StringIO(path.read_text("utf-8")))
        if "text" in row
    }

    shared = [row.family for row in ROWS if len(row.text.split()) > 4 and normalised(row.text) in outside]
    assert outside
    assert not shared
