from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.simulators.models import SimulatedVideo
from tests.simulators.server import TikTokSimulator
from tests.unit.conftest import FixedClock
from tests.unit.template_resources import Resources
from tests.unit.tiktok.search_stage import CREATOR, SearchStage, StageOf


@pytest.fixture
def stage_of(resources: Resources, clock: FixedClock) -> Iterator[StageOf]:
    """Sets a stage with these videos on TikTok."""
    with ExitStack() as stack:

        def raised(videos: Iterable[SimulatedVideo] = (), **options: Any) -> SearchStage:
            tiktok = stack.enter_context(TikTokSimulator([CREATOR], videos, clock=clock))
            return SearchStage(tiktok, resources, clock, **options)

        yield raised
