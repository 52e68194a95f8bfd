"""Bidirectional control characters (UAX #9): useful in Arabic text, dangerous when left open."""

_CLOSED_BY = {
    "\u202a": "\u202c",  # left-to-right embedding
    "\u202b": "\u202c",  # right-to-left embedding
    "\u202d": "\u202c",  # left-to-right override
    "\u202e": "\u202c",  # right-to-left override
    "\u2066": "\u2069",  # left-to-right isolate
    "\u2067": "\u2069",  # right-to-left isolate
    "\u2068": "\u2069",  # first strong isolate
}
CONTROLS = frozenset(_CLOSED_BY) | frozenset(_CLOSED_BY.values())


def is_balanced(line: str) -> bool:
    """Whether every embedding, override and isolate of this line is closed on it, in the right order."""
    open_until: list[str] = []
    for character in line:
        if character in _CLOSED_BY:
            open_until.append(_CLOSED_BY[character])
        elif character in CONTROLS and (not open_until or open_until.pop() != character):
            return False
    return not open_until
