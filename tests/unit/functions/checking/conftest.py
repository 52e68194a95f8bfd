"""`check_videos`, started on the template's table and queue in the test's time."""

from collections.abc import Callable
from types import ModuleType

import pytest

from tests.unit.conftest import FixedClock
from tests.unit.template_resources import Resources


@pytest.fixture
def app(resources: Resources, clock: FixedClock, load_function: Callable[..., ModuleType]) -> ModuleType:
    app = load_function(
        "check_videos",
        TABLE_NAME=resources.table_name,
        CHECKS_QUEUE_URL=resources.queue_url("checks"),
        CHECKS_PER_RUN=50,
    )
    app.due.clock = clock
    return app
