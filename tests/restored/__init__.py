"""`make restore-drill`: a whole campaign, put back from an export in a second stack."""
