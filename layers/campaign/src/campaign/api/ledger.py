"""What became of announcements, for the staff who sent them."""

import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import Router

from campaign.announcements.ledger import Delivery
from campaign.announcements.overview import LedgerView, outcomes, shown
from campaign.api.access import require_group
from campaign.audience.storage import SHARDS
from campaign.kernel.errors import PermanentError

LATEST = 100
PAGE = 1000
COUNT_FOR = 12.0
"""Seconds: a count that takes longer than the function may is cut off, and says so."""

_GROUPS = ("publisher", "operator")


def add_ledger_routes(
    router: Router, ledger: LedgerView, seconds: Callable[[], float] = time.monotonic
) -> None:
    """`GET /announcements`, alone or with `?key=`, and `GET /announcements/deliveries?key=&shard=&after=`;
    for the groups `publisher` and `operator`. The key is in the query, because it has slashes."""

    @router.get("/announcements")
    def show() -> dict[str, Any]:
        """Without a key the records of the hundred that something was recorded of last. With one its record,
        and how many deliveries ended how; `shards_counted` of 64, fewer for a very large audience: then the
        pages of its deliveries have them all."""
        if router.current_event.get_query_string_value("key") is None:
            require_group(router.current_event.raw_event, *_GROUPS)
            return {
                "announcements": [each.model_dump(mode="json") for each in islice(ledger.latest(), LATEST)]
            }
        key = _key(router)
        record = ledger.record(key)
        started, counted, found = seconds(), 0, list[Delivery]()
        for shard in range(SHARDS):
            found += ledger.in_shard(key, shard, "")
            counted = shard + 1
            if seconds() - started >= COUNT_FOR:
                break
        return {
            **record.model_dump(mode="json"),
            "outcomes": [outcome.model_dump(mode="json") for outcome in outcomes(found)],
            "shards_counted": counted,
        }

    @router.get("/announcements/deliveries")
    def list_deliveries() -> dict[str, Any]:
        """Up to a thousand of one shard, and where to go on."""
        key, shard = _key(router), _shard(router)
        after = router.current_event.get_query_string_value("after", "") or ""
        page: Iterator[Delivery] = islice(iter(ledger.in_shard(key, shard, after)), PAGE)
        deliveries = [shown(delivery) for delivery in page]
        last = deliveries[-1] if len(deliveries) == PAGE else None
        return {
            "deliveries": [delivery.model_dump(mode="json") for delivery in deliveries],
            "next": f"{last.subscriber_id}#{last.channel}" if last else None,
        }


def _key(router: Router) -> str:
    require_group(router.current_event.raw_event, *_GROUPS)
    key = router.current_event.get_query_string_value("key", "")
    if not key:
        raise PermanentError("announcements", "no key was given", "add ?key=session:<id>@<revision>/<class>")
    return key


def _shard(router: Router) -> int:
    text = router.current_event.get_query_string_value("shard", "") or ""
    if not (text.isascii() and text.isdecimal() and int(text) < SHARDS):
        raise PermanentError("shard", "it is no number from 0 to 63", "add &shard=0")
    return int(text)
