"""Before anything of the campaign is imported: its logger and metrics read these once."""

import os

os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "EndTheStigma")
os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "replay")
