"""The few ways in which work fails. Each error names the thing, the rule and the remedy, never the
content."""


class CampaignError(Exception):
    """`thing`: what it is about (an id, never content) · `rule`: what does not hold · `remedy`: what to
    do."""

    def __init__(self, thing: str, rule: str, remedy: str) -> None:
        super().__init__(f"{thing}: {rule}; {remedy}")
        self.thing = thing
        self.rule = rule
        self.remedy = remedy


class PermanentError(CampaignError):
    """Can never succeed as it stands: quarantined in a queue, a 4xx at an API."""


class NotFoundError(PermanentError):
    """The named thing does not exist."""


class ConflictError(PermanentError):
    """Somebody else changed the thing since it was read, or the move is not allowed from its state."""


class TooManyError(CampaignError):
    """There has been enough of this for now; it may be done again after `retry_after` seconds."""

    def __init__(self, thing: str, rule: str, remedy: str, *, retry_after: int) -> None:
        super().__init__(thing, rule, remedy)
        self.retry_after = retry_after


class TransientError(CampaignError):
    """May succeed later: retried with backoff, then a dead-letter queue."""


class UnderWayError(TransientError):
    """Somebody else is at work on the same. Nothing failed: the message comes back to see what came of it."""
