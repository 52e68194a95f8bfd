"""What each function does for one item of a load: CPU, calls, units and bytes of log, counted while it runs.

Our functions on a video's and a delivery's way, and the same work in the idiom of Powertools.
"""

import importlib
import io
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from typing import Any
from unittest.mock import patch

from botocore.awsrequest import AWSResponse

from campaign.announcements.messages import PAGE_SIZE
from campaign.audience.storage import SHARDS
from campaign.kernel.clock import utc_now
from campaign.kernel.observability import logger
from tests.benchmarks.answers import Answers, Asked, answer, answered_at_once
from tests.benchmarks.batches import RECORDS, TABLE, batches, queued
from tests.benchmarks.imports import environment
from tests.benchmarks.intake import LambdaContext
from tests.benchmarks.pages import announced, of_queue, pages, topic_rows
from tests.benchmarks.units import Units
from tests.templates import functions

STREAMED = 100
"""Records of the table's stream in one run."""
IDIOM = "powertools "
"""Before the name of a function whose work a peer does."""
AUDIENCE = 4_800
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "TABLE_NAME": TABLE,
}


@dataclass(frozen=True)
class Step:
    """`items`: of one run. All but it and the megabytes are of one item; `events`: put on the bus."""

    megabytes: int
    items: float
    microseconds: float
    calls: dict[str, float]
    read_units: float
    write_units: float
    mails: float
    events: float
    log_bytes: float


@dataclass(frozen=True)
class Run:
    event: dict[str, Any]
    answers: Answers
    items: int


class _Written(io.TextIOBase):
    """Counts the bytes of what is logged, and keeps none."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, text: str, /) -> int:
        self.bytes += len(text.encode())
        return len(text)


@cache
def _taken(events: int) -> AWSResponse:
    return answer({"FailedEntryCount": 0, "Entries": [{"EventId": "0" * 36}] * events})


_RELAYED: Answers = {"PutEvents": lambda body: _taken(body.count(b'"DetailType"'))}
_COUNTED: Answers = {
    "BatchGetItem": answer(
        {"Responses": {}, "UnprocessedKeys": {}}
    ),  # neither the video nor its creator is known
    "TransactWriteItems": answer({}),
}


def measure(runs: int = 20) -> dict[str, Step]:
    """By function; each does as many runs, after one that warms up."""
    videos = batches("all new", runs)
    images = [image for batch in videos for image in batch.images]
    return {
        "ingest_videos": _step("ingest_videos", [Run(each.event, each.ours, RECORDS) for each in videos]),
        "relay_changes": _step("relay_changes", list(_streamed(images, _RELAYED))),
        "count_figures": _step("count_figures", list(_streamed(images, _COUNTED))),
        "announce": _step("announce", [_announced()]),
        "deliver": _step(
            "deliver", [Run(page.event, page.answers, PAGE_SIZE) for page in pages(runs * PAGE_SIZE)]
        ),
        f"{IDIOM}ingest_videos": _step(
            "ingest_videos",
            [Run(each.event, each.powertools, RECORDS) for each in videos],
            "tests.benchmarks.powertools_handler",
        ),
        f"{IDIOM}deliver": _step("deliver", list(_letters(runs)), "tests.benchmarks.powertools_deliverer"),
        f"{IDIOM}page": _step(
            "serve_public_api", [_asked(images)] * runs, "tests.benchmarks.powertools_page"
        ),
    }


def _step(function: str, runs: Sequence[Run], module: str = "") -> Step:
    """Of the function, or of a peer that gets as much memory."""
    written, units, asked = _Written(), Units(), list[Asked]()
    calls: Counter[str] = Counter()
    with (
        patch.dict(os.environ, environment(function) | _ENVIRONMENT),
        patch("time.sleep"),  # SES's quota is not what is measured
        patch.object(logger.registered_handler, "stream", written),
        redirect_stdout(written),
        answered_at_once(asked) as (answers, _),
    ):
        handler = importlib.import_module(module or f"functions.{function}.app").handler
        spent, logged = 0.0, 0
        for number, run in enumerate([runs[0], *runs]):
            answers.clear()
            answers.update(run.answers)
            asked.clear()
            before = written.bytes
            took = _cpu_of(handler, run.event)
            if number:  # the first warms up, and reads what is kept for later runs
                spent, logged = spent + took, logged + written.bytes - before
                calls.update(one.operation for one in asked)
                units.add(asked)
                calls["mails"] += sum(map(_mails, asked))
                calls["events"] += sum(one.request.count(b'"DetailType"') for one in asked)
    items = sum(run.items for run in runs)
    mails, events = calls.pop("mails"), calls.pop("events")
    return Step(
        megabytes=functions()[function]["MemorySize"],
        items=items / len(runs),
        microseconds=spent * 1e6 / items,
        calls={operation: count / items for operation, count in sorted(calls.items())},
        read_units=units.read / items,
        write_units=units.written / items,
        mails=mails / items,
        events=events / items,
        log_bytes=logged / items,
    )


def _cpu_of(handler: Callable[..., Any], event: dict[str, Any]) -> float:
    started = time.process_time()
    given = handler(event, LambdaContext())
    spent = time.process_time() - started
    assert given in (None, {"batchItemFailures": []}) or given["statusCode"] == 200, (
        "a failure is no measurement"
    )
    return spent


def _mails(asked: Asked) -> int:
    return asked.request.count(b'"Destination"') if asked.operation in ("SendBulkEmail", "SendEmail") else 0


def _streamed(images: list[dict[str, Any]], answers: Answers) -> Iterator[Run]:
    """Each video as a write of its own."""
    for first in range(0, len(images), STREAMED):
        part = images[first : first + STREAMED]
        records = [
            {
                "eventID": f"bench-{number}",
                "eventName": "INSERT",
                "dynamodb": {
                    "Keys": {name: image[name] for name in ("pk", "sk")},
                    "NewImage": image,
                    "SequenceNumber": str(number),
                },
            }
            for number, image in enumerate(part)
        ]
        yield Run({"Records": records}, answers, len(part))


def _announced() -> Run:
    """To an audience of 4,800 who asked for all sessions."""
    due, head, _ = announced(utc_now())
    rows = topic_rows(range(AUDIENCE // SHARDS))
    found, nobody = answer({"Items": rows}), answer({"Items": []})
    known, unknown = answer({"Item": head}), answer({})
    return Run(
        of_queue(due.model_dump_json()),
        {
            "GetItem": lambda body: known if b'"SESSION#' in body else unknown,
            "Query": lambda body: found if b'"TOPIC#sessions#' in body else nobody,
            "PutItem": answer({}),
            "SendMessageBatch": answer({"Successful": [], "Failed": []}),
        },
        AUDIENCE,
    )


def _letters(runs: int) -> Iterator[Run]:
    """A message a reader, by batches of ten."""
    due, _, said = announced(utc_now())
    stored = answer({"Item": topic_rows(range(1))[0]})
    for first in range(0, runs * RECORDS, RECORDS):
        records = []
        for number in range(first, first + RECORDS):
            letter = {
                "key": due.key,
                "reader": f"s-{number}",
                "subject": said.subject,
                "text": said.text,
                "html": said.html,
            }
            records.append(queued(json.dumps(letter), f"{number:036}"))
        answers = {
            "GetItem": stored,
            "PutItem": answer({}),
            "UpdateItem": answer({}),
            "SendEmail": answer({"MessageId": "0" * 60}),
        }
        yield Run({"Records": records}, answers, RECORDS)


def _asked(images: list[dict[str, Any]]) -> Run:
    """A page of six videos, asked of the API."""
    event = {
        "resource": "/{language}/videos",
        "path": "/en/videos",
        "httpMethod": "GET",
        "headers": {"accept-encoding": "gzip"},
        "multiValueHeaders": {},
        "queryStringParameters": None,
        "requestContext": {"resourcePath": "/{language}/videos", "stage": "v1"},
        "body": None,
    }
    return Run(event, {"Query": answer({"Items": images[:6]})}, 1)
