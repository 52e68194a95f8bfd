"""Having `search_videos` search a past range, in as many calls as it takes."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Literal

from botocore.config import Config
from pydantic import BaseModel, ConfigDict

from campaign.tiktok.search_days import Days
from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError

ANSWER_SECONDS = 330
"""Longer than the function may run."""
PAUSES = {"at_work": 15.0, "trouble": 60.0}
"""Seconds before another call, by what the one before came to."""
PATIENCE = {"at_work": 40, "trouble": 5}
"""Calls in a row that may come to this and bring nothing."""
ENDINGS = {
    "off": "search is off: put the TikTok app's client key and secret into TikTok's secret",
    "not_approved": "TikTok does not let this app search; see docs/operations.md, When search stands still",
    "quota_used": "today's quota is used up; run this again after 00:00 UTC, and it goes on where it stopped",
    "at_work": "another run searches these days; run this again later",
    "trouble": "TikTok's search is in trouble; run this again later, and it goes on where it stopped",
}


class Answer(BaseModel):
    """What a call of the function came to."""

    model_config = ConfigDict(frozen=True)

    outcome: Literal["done", "out_of_time", "quota_used", "not_approved", "trouble", "at_work", "off"]
    pages: int = 0
    videos: int = 0
    days_left: int = 0
    skipped: list[str] = []


def searched(
    deployment: Deployment, days: Days, pause: Callable[[float], None] = time.sleep
) -> Iterator[Answer]:
    """One answer a call, the last of them "done".

    Raises CommandError, with what to do, when it cannot go on now.
    """
    in_vain = 0
    while True:
        answer = _called(deployment, days)
        if answer.outcome not in ("done", "out_of_time", *PAUSES):
            raise CommandError(ENDINGS[answer.outcome])
        yield answer
        if answer.outcome == "done":
            return
        in_vain = 0 if answer.pages else in_vain + 1
        if answer.outcome in PAUSES:
            if in_vain >= PATIENCE[answer.outcome]:
                raise CommandError(ENDINGS[answer.outcome])
            pause(PAUSES[answer.outcome])


def _called(deployment: Deployment, days: Days) -> Answer:
    """Never twice: a call that is repeated after a lost connection would find its own first run at work."""
    config = Config(read_timeout=ANSWER_SECONDS, retries={"total_max_attempts": 1})
    reply = deployment.client("lambda", config=config).invoke(
        FunctionName=deployment.outputs["SearchVideosFunction"],
        Payload=json.dumps({"backfill": days.model_dump(mode="json")}),
    )
    body = reply["Payload"].read()
    if "FunctionError" in reply:
        raise CommandError(
            "search_videos failed; its log says why. Run this again: it goes on where it stopped"
        )
    return Answer.model_validate_json(body)
