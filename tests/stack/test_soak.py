"""A short soak: everything at once and in trouble, on an embedded AWS of its own."""

from pathlib import Path

import pytest

from tests.soak.run import soak

pytestmark = [pytest.mark.stack, pytest.mark.sweep]


def test_half_a_minute_of_everything_leaves_what_the_model_says(tmp_path: Path) -> None:
    outcome = soak(tmp_path, minutes=0.5, rate=5)

    assert outcome.faults == {}
    assert outcome.trouble.killed.total() >= 3
    assert outcome.trouble.failed
    assert outcome.counted["poison messages"]
