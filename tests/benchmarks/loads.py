"""What a video, a delivery and a reader's visit cost, each as quantities that AWS bills: ours, and in the
idiom of Powertools for AWS Lambda, whose functions do the same work and are counted and priced in the same
way.

What is the same in both is given to both: a video's item with its indexes, the relay and the figures; the
mail.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.benchmarks.bill import Assumed, of_step, total
from tests.benchmarks.steps import IDIOM, Step

Steps = Mapping[str, Step]
_READ_AND_DELETED = 2
"""Requests of Lambda's poller for each batch of a queue."""
_SENT_AT_ONCE = 10


@dataclass(frozen=True)
class Visit:
    """Bytes of the hub as a browser is sent them, compressed: a page's on average, and of what is loaded
    once."""

    page: float
    once: float
    files_once: int


def video(steps: Steps, assumed: Assumed) -> dict[str, float]:
    """From its message, sent with nine others, to state, bus and figures. A webhook's costs a send of its
    own."""
    return total([_batched(steps["ingest_videos"]), *_of_a_video(steps, assumed, steps["ingest_videos"])])


def video_in_the_idiom(steps: Steps, assumed: Assumed) -> dict[str, float]:
    """One plain item that the peer puts is ours instead."""
    peer, ours = steps[f"{IDIOM}ingest_videos"], steps["ingest_videos"]
    peer = replace(peer, write_units=peer.write_units - 1 + ours.write_units)
    return total([_batched(peer), *_of_a_video(steps, assumed, peer)])


def _of_a_video(steps: Steps, assumed: Assumed, intake: Step) -> list[dict[str, float]]:
    return [of_step(step, assumed) for step in (intake, steps["relay_changes"], steps["count_figures"])]


def delivery(steps: Steps, assumed: Assumed) -> dict[str, float]:
    """Of an announcement by mail, from its schedule's message on: expanded, claimed, sent and recorded."""
    read = {"sqs_request": _READ_AND_DELETED / steps["deliver"].items}
    return total([read, *(of_step(steps[name], assumed) for name in ("announce", "deliver"))])


def delivery_in_the_idiom(steps: Steps, assumed: Assumed) -> dict[str, float]:
    """A message a reader; who reads the audience and sends them is taken for free."""
    peer = steps[f"{IDIOM}deliver"]
    return total([_batched(peer), of_step(peer, assumed)])


def visit(seen: Visit, assumed: Assumed) -> dict[str, float]:
    """Pages and files of the CDN. What builds them costs the same for any number of readers."""
    requests = assumed.pages_a_visit + assumed.first_visits * seen.files_once
    sent = assumed.pages_a_visit * seen.page + assumed.first_visits * seen.once
    return {"cdn_request": requests, "cdn_gb": sent / 1e9, "s3_read": requests * assumed.cdn_misses}


def visit_in_the_idiom(seen: Visit, steps: Steps, assumed: Assumed) -> dict[str, float]:
    """Each page asked of a function behind a REST API; what is loaded once comes from a CDN here too."""
    once = total([visit(replace(seen, page=0.0), replace(assumed, pages_a_visit=0))])
    page = of_step(steps[f"{IDIOM}page"], assumed) | {"api_request": 1.0, "internet_gb": seen.page / 1e9}
    return total([once, total([page], assumed.pages_a_visit)])


def _batched(step: Step) -> dict[str, float]:
    return {"sqs_request": 1 / _SENT_AT_ONCE + _READ_AND_DELETED / step.items}
