"""The hub as its readers see it: a campaign to look at, and pictures of its pages."""
