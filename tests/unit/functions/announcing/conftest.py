from collections.abc import Callable
from types import ModuleType

import pytest

from campaign.aws.table import Table
from tests.unit.audience.samples import NEVER_QUIET, reader
from tests.unit.conftest import FixedClock
from tests.unit.functions.announcing.stage import READER, Stage, build
from tests.unit.template_resources import Resources


@pytest.fixture
def stage(
    resources: Resources,
    table: Table,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    load_function: Callable[..., ModuleType],
) -> Stage:
    """One reader follows everything. Two shards instead of 64, each a part: each AWS call is a place to be
    killed at, and most would be empty queries."""
    monkeypatch.setattr("campaign.audience.storage.SHARDS", 2)
    monkeypatch.setattr("campaign.aws.audience.SHARDS", 2)
    monkeypatch.setattr("campaign.aws.audience.PARTS", 2)
    monkeypatch.setattr("campaign.announcements.announcer.PARTS", 2)
    stage = build(resources, table, clock, monkeypatch, load_function)
    topics = ["sessions", "session:ramadan-talk", "toolkits"]
    stage.audience.register(reader(address=READER, topics=topics, quiet=NEVER_QUIET))
    return stage
