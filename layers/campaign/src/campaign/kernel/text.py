"""Text from outside, made fit to be stored."""


def whole(text: str) -> str:
    """The text itself, its halves of a surrogate pair joined; a half without its other becomes U+FFFD.

    JSON allows a lone half (`"\\ud800"`), UTF-8 does not: neither a queue nor the table would take it. All
    else, zero-width and bidirectional marks among it, stays as its author wrote it.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
