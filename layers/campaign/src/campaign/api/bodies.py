"""Bodies that anybody may send."""

import binascii
from base64 import b64decode

from campaign.kernel.errors import PermanentError


class TooLargeError(PermanentError):
    """More was sent than the route takes."""


def sized_text(body: str | None, is_base64: bool, max_bytes: int) -> str:
    """A body as API Gateway hands it over, as text. Raises TooLargeError, or PermanentError for bytes that
    are no text."""
    text = body or ""
    try:
        raw = b64decode(text, validate=True) if is_base64 else text.encode()
        if len(raw) > max_bytes:
            raise TooLargeError("body", f"it has more than {max_bytes} bytes", "send less")
        return raw.decode()
    except (binascii.Error, UnicodeError) as error:
        raise PermanentError("body", "it is not UTF-8 text", "send JSON in UTF-8") from error
