"""Bodies that anybody may send."""

import binascii

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

from campaign.kernel.errors import PermanentError


class TooLargeError(PermanentError):
    """More was sent than the route takes."""


def sized_body(event: APIGatewayProxyEvent, max_bytes: int) -> str:
    """The body as text, empty where there is none. Raises TooLargeError, or PermanentError for bytes that are
    no text."""
    try:
        body = event.decoded_body or ""
        size = len(body.encode())
    except (binascii.Error, UnicodeError) as error:
        raise PermanentError("body", "it is not UTF-8 text", "send JSON in UTF-8") from error
    if size > max_bytes:
        raise TooLargeError("body", f"it has more than {max_bytes} bytes", "send less")
    return body
