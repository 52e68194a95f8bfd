"""Rules that no policy file writes: how the campaign itself decides. A policy may not use their ids."""

from enum import StrEnum


class BuiltInRule(StrEnum):
    """The id by which an audit entry names it."""

    REVIEW_ALL = "review-all"
    """A person looks at every video."""
    REVIEWED = "reviewed"
    """A person looked at it, and cites no other rule."""
    TRUSTED_CREATOR = "trusted-creator"
    TRUSTED_SOURCE = "trusted-source"
    REVIEWED_SOURCE = "reviewed-source"
    BLOCKED_CREATOR = "blocked-creator"
    WITHDRAWN_BY_CREATOR = "withdrawn-by-creator"
    CREATOR_LEFT = "creator-left"
    NO_LONGER_PUBLIC = "no-longer-public"
    """The platform said so."""
    NOT_VISIBLE_TWICE = "not-visible-twice"
    """Two checks at least a day apart did not find it."""
    SEEN_AGAIN = "seen-again"
    """It was gone or withdrawn, and was seen anew."""
    DECIDED_BEFORE = "decided-before"
    """It comes back after its creator or a moderator had decided on it, or its rights stand against it: a
    person decides again."""
    RIGHTS_EXPIRED = "rights-expired"
    """The right to show it was granted until a moment that has passed."""
