"""For all tests, before anything of the campaign is imported: its logger and metrics read these once."""

import os

import pytest

os.environ["POWERTOOLS_METRICS_NAMESPACE"] = "EndTheStigma"
os.environ["POWERTOOLS_SERVICE_NAME"] = "unit"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sweeps take minutes: they run when they are asked for by their marker, and not otherwise."""
    if "sweep" in config.option.markexpr:
        return
    sweeps = [item for item in items if item.get_closest_marker("sweep")]
    config.hook.pytest_deselected(items=sweeps)
    items[:] = [item for item in items if item not in sweeps]
