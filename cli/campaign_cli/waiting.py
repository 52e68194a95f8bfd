"""Waiting for what an asynchronous flow leaves behind, never without an end."""

import time
from collections.abc import Callable

from campaign_cli.errors import CommandError

PAUSE_SECONDS = 0.3


def wait_for(what: str, is_there: Callable[[], bool], seconds: float) -> None:
    """Raises CommandError, naming `what` was waited for, when it is not there after that many seconds."""
    if not came(is_there, seconds):
        raise CommandError(f"waited {seconds:.0f} s in vain for {what}")


def came(is_there: Callable[[], bool], seconds: float) -> bool:
    """Whether it is there by then."""
    deadline = time.monotonic() + seconds
    while not is_there():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True
