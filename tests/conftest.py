"""For all tests, before anything of the campaign is imported: its logger and metrics read these once."""

import os

os.environ["POWERTOOLS_METRICS_NAMESPACE"] = "EndTheStigma"
os.environ["POWERTOOLS_SERVICE_NAME"] = "unit"
