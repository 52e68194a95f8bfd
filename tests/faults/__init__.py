"""Every function of the template, ended, throttled and kept waiting at each of its calls: `make faults`."""

import gc
import os
from functools import cache

import botocore.loaders

# Read once, when the campaign's logger and metrics are first imported.
os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "EndTheStigma")
os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "faults")


def quick_botocore() -> None:
    """As in the unit tests: read AWS's service models once, and look for garbage among them less often."""
    if not hasattr(botocore.loaders.create_loader, "cache_info"):
        botocore.loaders.create_loader = cache(botocore.loaders.create_loader)
    gc.set_threshold(50_000, 20, 50)
