"""The one failure that a command shows without a traceback."""


class CommandError(Exception):
    """What went wrong and what to do about it, in words for the person at the terminal."""
