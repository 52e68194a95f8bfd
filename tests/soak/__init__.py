"""`make soak`: the deployed embedded stack under everything at once, beside a model of what must come of
it."""
