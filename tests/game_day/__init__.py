"""A deployed campaign that is broken on purpose, alarm by alarm, and mended as the runbook says."""
