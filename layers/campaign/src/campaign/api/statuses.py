"""Which HTTP status each of our errors is answered with."""

from http import HTTPStatus

from campaign.api.access import ForbiddenError
from campaign.api.bodies import TooLargeError
from campaign.kernel.errors import (
    CampaignError,
    ConflictError,
    NotFoundError,
    PermanentError,
    TooManyError,
    TransientError,
)

_STATUS: tuple[tuple[type[CampaignError], HTTPStatus], ...] = (
    (ForbiddenError, HTTPStatus.FORBIDDEN),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (ConflictError, HTTPStatus.CONFLICT),
    (TooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (PermanentError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (TooManyError, HTTPStatus.TOO_MANY_REQUESTS),
    (TransientError, HTTPStatus.SERVICE_UNAVAILABLE),
)


def status_of(error: CampaignError) -> HTTPStatus:
    return next(status for kind, status in _STATUS if isinstance(error, kind))
