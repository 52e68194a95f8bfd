from collections.abc import Callable
from types import ModuleType

import pytest

from campaign.aws.table import Table
from tests.unit.conftest import FixedClock
from tests.unit.functions.subscribing.stage import Stage, build
from tests.unit.template_resources import Resources


@pytest.fixture
def stage(
    resources: Resources,
    table: Table,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    load_function: Callable[..., ModuleType],
) -> Stage:
    return build(resources, table, clock, monkeypatch, load_function)
