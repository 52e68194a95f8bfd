import pytest

from campaign.aws.table import Table
from tests.unit.conftest import FixedClock
from tests.unit.submissions.samples import Desk


@pytest.fixture
def desk(table: Table, clock: FixedClock) -> Desk:
    return Desk(table, clock)
