"""The restore drill, small: on an embedded AWS of its own, with two stacks in it."""

from pathlib import Path

import pytest

from tests.restored.drill import drill

pytestmark = [pytest.mark.stack, pytest.mark.sweep]


def test_a_campaign_put_back_in_a_second_stack_is_what_it_was(tmp_path: Path) -> None:
    done = drill(tmp_path, videos=60, readers=20)

    assert done.faults == []
    assert done.restored.counted["items"] == done.counted["items"]
    assert done.counted["schedules"]
