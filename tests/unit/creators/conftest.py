from collections.abc import Iterator

import pytest

from campaign.aws.table import Table
from tests.simulators.cast import CREATORS
from tests.simulators.server import TikTokSimulator
from tests.unit.conftest import FixedClock
from tests.unit.creators.stage import Stage


@pytest.fixture
def stage(table: Table, clock: FixedClock) -> Iterator[Stage]:
    with TikTokSimulator(CREATORS, clock=clock) as tiktok:
        yield Stage(table, clock, tiktok)
