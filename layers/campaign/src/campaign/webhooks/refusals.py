"""Why a webhook is not taken. Each is answered with its own status, and leaves nothing behind."""

from http import HTTPStatus
from typing import Any

from campaign.kernel.errors import PermanentError


class RefusedError(PermanentError):
    """`members`: what the problem document says beyond its detail (RFC 9457, 3.2)."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self, rule: str, remedy: str, **members: Any) -> None:
        super().__init__("webhook", rule, remedy)
        self.members = members


class SignatureError(RefusedError):
    """These bytes are not known to come from the one who shares the secret, just now."""

    status = HTTPStatus.UNAUTHORIZED

    def __init__(self, rule: str) -> None:
        super().__init__(rule, "sign the raw body with the shared secret, just before sending it")


class NotJsonError(RefusedError):
    """The body is no JSON object: there is no event in it to keep."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self) -> None:
        super().__init__("its body is not a JSON object", "send the event as it is documented")


class MisshapenError(RefusedError):
    """The body is JSON, but no such event; `faults` as `campaign.kernel.problem.faults` lists them."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, faults: list[dict[str, str]]) -> None:
        super().__init__("its body does not fit", "correct each of the errors", errors=faults)
