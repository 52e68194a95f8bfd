"""Which routes the code has, with what the code itself says of each: its words, the body that it reads and
the statuses that it names.

The routers are built with nothing behind them: their routes are looked at, and none is called.
"""

import dis
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, cast

from aws_lambda_powertools.event_handler.api_gateway import Router
from pydantic import BaseModel

from campaign.api import (
    care_reports,
    connect,
    connections,
    creators,
    figures,
    notices,
    publications,
    quarantine,
    reach,
    rights,
    sessions,
    subscribers,
    tasks,
    videos,
)
from campaign.api.care_routes import care_routes
from campaign.api.public import Routes
from campaign.api.stories import StoryApi
from campaign.api.submissions import SubmissionApi
from campaign.api.subscription_links import SubscriptionLinkApi
from campaign.api.subscriptions import SubscriptionApi
from campaign.api.withdrawals import WithdrawalApi

NOTHING = cast(Any, None)

ROUTERS: dict[str, tuple[Callable[..., Router], ...]] = {
    "serve_staff_api": (
        videos.video_routes,
        rights.rights_routes,
        creators.creator_routes,
        sessions.session_routes,
        reach.reach_routes,
        notices.notice_routes,
        publications.publication_routes,
        tasks.task_routes,
        subscribers.subscriber_routes,
        connections.connection_routes,
        figures.figures_routes,
    ),
    "serve_quarantine": (quarantine.quarantine_routes,),
    "serve_care_reports": (care_reports.care_report_routes,),
    "connect_creators": (partial(connect.connect_routes, authorize_page="https://www.tiktok.com/"),),
}


@dataclass(frozen=True)
class Route:
    """`path` as API Gateway writes it, with the handler's own names in its braces."""

    function: str
    method: str
    path: str
    handler: Callable[..., Any]

    @property
    def summary(self) -> str:
        return str(inspect.unwrap(self.handler).__name__).strip("_").replace("_", " ")

    @property
    def description(self) -> str:
        return " ".join((inspect.getdoc(self.handler) or "").split())

    @property
    def body(self) -> type[BaseModel] | None:
        """The model that the handler reads its body by."""
        names = [name for attribute, name in _attributes(self.handler) if attribute == "model_validate_json"]
        if not names:
            return None
        (name,) = names
        return cast(type[BaseModel], inspect.unwrap(self.handler).__globals__[name])

    @property
    def queries(self) -> tuple[str, ...]:
        """The parameters that the handler asks the query for, by itself or through the two that do it for
        several routes."""
        source = inspect.getsource(inspect.unwrap(self.handler))
        named = re.findall(r'get_query_string_value\("(\w+)"', source)
        named += ["key"] * ("_key(router)" in source) + ["shard"] * ("_shard(router)" in source)
        named += ["from", "to"] * ("get_query_string_value(name" in source)
        return tuple(dict.fromkeys(named))

    @property
    def successes(self) -> frozenset[HTTPStatus]:
        """What the handler names, or 200 where it names none."""
        named = {
            HTTPStatus[attribute] for attribute, name in _attributes(self.handler) if name == "HTTPStatus"
        }
        return frozenset(status for status in named if 200 <= status < 300) or frozenset({HTTPStatus.OK})


def every_route() -> Iterator[Route]:
    for function, factories in ROUTERS.items():
        for factory in factories:
            yield from _of_router(function, factory(*_nothings(factory)))
    for router in care_routes(NOTHING):
        yield from _of_router("serve_care_api", router)
    for function, routes in _plain_routes():
        for (method, path), handler in routes.items():
            yield Route(function, method, path, handler)


def _nothings(factory: Callable[..., Router]) -> list[Any]:
    parameters = inspect.signature(factory).parameters.values()
    return [
        NOTHING for each in parameters if each.default is each.empty and each.kind is not each.KEYWORD_ONLY
    ]


def _of_router(function: str, router: Router) -> Iterator[Route]:
    for key, handler in router._routes.items():
        rule, methods = key[0], key[1]
        for method in methods:
            path = rule.replace("<", "{").replace(">", "}")
            yield Route(function, method, path, handler)


def _plain_routes() -> Iterator[tuple[str, Routes]]:
    yield "serve_public_api", SubmissionApi(NOTHING, once=NOTHING, read_link=NOTHING, contact="").routes()
    yield "serve_public_api", WithdrawalApi(NOTHING, NOTHING, "").routes()
    asking = SubscriptionApi(contact="", subscribing=NOTHING, limits=NOTHING, sms=False)
    yield "serve_subscriptions", asking.routes()
    links = SubscriptionLinkApi(
        contact="", subscribing=NOTHING, box=NOTHING, key=NOTHING, signing=NOTHING, clock=NOTHING
    )
    yield "serve_subscriptions", links.routes()
    yield "serve_stories", StoryApi(NOTHING, "").routes()


def _attributes(handler: Callable[..., Any]) -> Iterator[tuple[str, str]]:
    """(attribute, the global name that it is taken of), for every such place in the handler's code."""
    of = None
    for instruction in dis.get_instructions(inspect.unwrap(handler)):
        if instruction.opname == "LOAD_GLOBAL":
            of = str(instruction.argval)
        elif instruction.opname in {"LOAD_ATTR", "LOAD_METHOD"} and of is not None:
            yield str(instruction.argval), of
            of = None
        else:
            of = None
