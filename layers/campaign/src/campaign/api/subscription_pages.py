"""What the pages of subscribers have in common: the outcome of every request is one, whatever goes wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import TypeVar

from campaign.api.pages import page_answer, spoken
from campaign.api.public import Answer, Request
from campaign.kernel.errors import NotFoundError, TooManyError, TransientError
from campaign.kernel.observability import logger
from campaign.subscriptions import pages

_STATUS: dict[pages.Outcome, HTTPStatus] = {
    "asked": HTTPStatus.ACCEPTED,
    "link_asked": HTTPStatus.ACCEPTED,
    "expired": HTTPStatus.NOT_FOUND,
    "unknown": HTTPStatus.NOT_FOUND,
    "busy": HTTPStatus.TOO_MANY_REQUESTS,
    "trouble": HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True, kw_only=True)
class PageApi:
    """`contact`: the address at which a person reads."""

    contact: str

    def outcome(self, request: Request, outcome: pages.Outcome) -> Answer:
        language = spoken(request)
        subscribe = f"{request.hub_url}/{language}/subscribe/index.html"
        page = pages.outcome_page(outcome, language, contact=self.contact, subscribe=subscribe)
        return page_answer(request, page, _STATUS.get(outcome, HTTPStatus.OK))


Api = TypeVar("Api", bound=PageApi)


def answered_with_a_page(route: Callable[[Api, Request], Answer]) -> Callable[[Api, Request], Answer]:
    """Whatever goes wrong, a person gets a page that says what to do, with help at its foot."""

    @wraps(route)
    def answer(api: Api, request: Request) -> Answer:
        try:
            return route(api, request)
        except NotFoundError:
            return api.outcome(request, "unknown")
        except TooManyError as error:
            busy = api.outcome(request, "busy")
            return busy | {"headers": {**busy["headers"], "Retry-After": str(error.retry_after)}}
        except TransientError as error:
            logger.warning("a page could not be answered", reason=str(error))
            return api.outcome(request, "trouble")
        except Exception:
            logger.exception("request failed")
            return api.outcome(request, "trouble") | {"statusCode": HTTPStatus.INTERNAL_SERVER_ERROR.value}

    return answer
