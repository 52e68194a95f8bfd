"""The breaks of a game day, and for which alarm each is."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import urllib3
from typer.testing import CliRunner

from campaign.kernel.clock import utc_now
from campaign_cli.deployment import Deployment
from campaign_cli.embedded import EmbeddedAws
from campaign_cli.main import commands
from campaign_cli.project import ROOT
from campaign_cli.queues import depth
from campaign_cli.reach import reach
from campaign_cli.waiting import came
from tests.game_day.alarms import Alarm, counted, deployed, visible
from tests.game_day.breaking import function_named, impatient, no_concurrency, rights_taken, switched_off
from tests.simulators.webhooks import SIGNATURE_HEADER, signature

WAIT = 120.0
"""Seconds for what takes a few."""

SAMPLES = {
    "Lookups": ("look_up_posts", "submission_that_nobody_made"),
    "Checks": ("look_up_posts", "check_of_a_missing_video"),
    "Intake": ("ingest_videos", "new_video"),
    "Planning": ("plan_announcements", "unknown_session"),
    "Announcements": ("announce", "stale_reminder"),
    "Deliveries": ("deliver", "nobody"),
    "Webhooks": ("post_webhooks", "nobody"),
    "Publications": ("publish_content", "bundle-uploaded"),
    "Hub": ("build_hub", "two-changes"),
    "Invitations": ("invite_subscribers", "nobody"),
    "Bounces": ("record_bounces", "complaint"),
    "Care": ("open_cases", "distress"),
}
"""Of each queue its function, and a sample event with a message that it takes."""

SCHEDULED = {
    "EscalateCareFailsAlarm": "escalate_care",
    "ForgetCasesFailsAlarm": "forget_cases",
    "ChecksFailAlarm": "check_videos",
    "SearchFailsAlarm": "search_videos",
    "PollCreatorsFailsAlarm": "poll_creators",
}

NOT_PLAYED = {
    **{
        f"{queue}QueueAgeAlarm": "only waiting shows it, for longer than a game day lasts: the alarm is the "
        "care queue's with another number"
        for queue in SAMPLES
        if queue != "Care"
    },
    "UndeliveredAlarm": "the embedded scheduler and bus drop what they cannot hand over",
    "SchedulesFailAlarm": "the embedded AWS keeps no metric of Scheduler",
    "SchedulesDroppedAlarm": "the embedded AWS keeps no metric of Scheduler",
    "SchedulesLostAlarm": "the embedded AWS keeps no metric of Scheduler",
    "MailBounceRateAlarm": "SES's own rate, over all mail of an account: the embedded SES has none",
    "MailComplaintRateAlarm": "SES's own rate, over all mail of an account: the embedded SES has none",
    "MailQuotaAlarm": "the embedded SES counts no quota",
    "RelayBehindAlarm": "the embedded AWS keeps no IteratorAge",
    "FiguresBehindAlarm": "the embedded AWS keeps no IteratorAge",
    "EscalateCareStandsStillAlarm": "not written yet: five minutes in which its schedule is off",
    "CasesOverdueAlarm": "not written yet: half an hour in which a case is overdue",
    "TimeToPurgeAlarm": "not written yet: a withdrawal while the hub's trigger is off",
    "MilestoneLatenessAlarm": "not written yet: a milestone while the announcements' trigger is off",
    "ChangesNotToldAlarm": "not written yet: an item that makes no event",
    "VideosUnreadableAlarm": "not written yet: an item of another version",
    "VideosMissingAlarm": "not written yet: a hundred looks that find nothing",
    "SearchStandsStillAlarm": "not written yet: a refusal of TikTok's",
}
"""Why, of each alarm that no break is for."""

RATIO = "IF(runs >= 20, 100 * errors / runs, 0)"
"""The formula of ErrorRatioAlarm, which the embedded AWS refuses: a test holds it to the template."""
RATIO_THRESHOLD = 5.0


@dataclass(frozen=True)
class Row:
    alarm: str
    broken: str
    seen: float
    threshold: float
    steps: str
    back: float

    @property
    def is_right(self) -> bool:
        return self.seen > self.threshold >= self.back


@dataclass
class Day:
    aws: EmbeddedAws
    deployment: Deployment
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.alarms: dict[str, Alarm] = deployed(self.deployment)

    def tell(self, alarm: str, broken: str, seen: float, steps: str, back: float) -> None:
        self.rows.append(Row(alarm, broken, seen, self.alarms[alarm].threshold, steps, back))

    def said(self, *command: str) -> str:
        """By the command of this repository, whatever its exit status."""
        answer = CliRunner().invoke(commands, [*command, "--home", str(self.aws.home)])
        if answer.exception and not isinstance(answer.exception, SystemExit):
            raise answer.exception
        return " ".join(answer.output.split())


def sample(queue: str) -> str:
    folder, name = SAMPLES[queue]
    path: Path = ROOT / "events" / folder / f"{name}.json"
    body: str = json.loads(path.read_text("utf-8"))["Records"][0]["body"]
    return body


def dead_letters(day: Day, queues: tuple[str, ...] = tuple(SAMPLES)) -> None:
    """The roles are spoilt, each function gives up five times on a message; mended, and redriven."""
    sqs, outputs = day.deployment.client("sqs"), day.deployment.outputs
    with impatient(day.deployment, [f"{queue}QueueUrl" for queue in queues]):
        with rights_taken(day.deployment, sorted({SAMPLES[queue][0] for queue in queues})):
            for queue in queues:
                sqs.send_message(QueueUrl=outputs[f"{queue}QueueUrl"], MessageBody=sample(queue))
            seen: dict[str, float] = {}
            for queue in queues:
                name = f"{queue}DeadLetterQueueUrl"
                came(lambda name=name: visible(day.deployment, name) > 0, WAIT)  # type: ignore[misc]
                seen[queue] = visible(day.deployment, name)
        doctor = day.said("doctor")
        for queue in queues:
            name = queue.lower()
            found = f"messages of {name} are set aside" in doctor
            day.said("redrive", name, "--dry-run")
            day.said("redrive", name)
            came(lambda queue=queue: depth(day.deployment, f"{queue}QueueUrl") == 0, WAIT)  # type: ignore[misc]
            day.tell(
                f"{queue}DeadLetterAlarm",
                f"the rights of {SAMPLES[queue][0]} are taken away, a message comes",
                seen[queue] if found else 0.0,
                f"rights given back; campaign doctor names it; campaign redrive {name}",
                visible(day.deployment, f"{queue}DeadLetterQueueUrl")
                + depth(day.deployment, f"{queue}QueueUrl"),
            )


def scheduled_runs(day: Day, alarms: tuple[str, ...] = tuple(SCHEDULED)) -> None:
    """Their rights are taken away: each run fails."""
    since, errors, runs = utc_now(), 0.0, 0.0
    seen: dict[str, float] = {}
    with rights_taken(day.deployment, [SCHEDULED[alarm] for alarm in alarms]):
        for alarm in alarms:
            for _ in range(5):
                failed = fails(day.deployment, SCHEDULED[alarm])
                seen[alarm] = seen.get(alarm, 0.0) + failed
                errors, runs = errors + failed, runs + 1
    kept = counted(day.deployment, "Errors", since)
    mended = utc_now()
    for alarm in alarms:
        back = float(sum(fails(day.deployment, SCHEDULED[alarm]) for _ in range(2)))
        what = f"the rights of {SCHEDULED[alarm]} are taken away, five runs"
        day.tell(alarm, what, seen[alarm], "rights given back: the next runs end well", back)
    if runs >= 20:
        day.rows.append(
            Row(
                "ErrorRatioAlarm",
                f"the same, of {runs:.0f} runs; the embedded AWS counted {kept:.0f} errors",
                100 * errors / runs,
                RATIO_THRESHOLD,
                f"the same, of {2 * len(alarms)} runs since {mended:%H:%M:%S}",
                100 * sum(row.back for row in day.rows if row.alarm in alarms) / (2 * len(alarms)),
            )
        )


def fails(deployment: Deployment, folder: str) -> bool:
    """Whether a run fails, as Lambda's Errors counts it."""
    name, _ = function_named(deployment, folder)
    return "FunctionError" in deployment.client("lambda").invoke(FunctionName=f"{name}:live", Payload=b"{}")


def doors(day: Day, alarms: tuple[str, ...] = ("WebhookFailsAlarm", "PublicApiFailsAlarm")) -> None:
    """Whoever asks while a function has no rights is answered 5xx, as the alarms of the doors count it."""
    outputs = day.deployment.outputs

    def webhook() -> int:
        return asked(day, outputs["WebhookUrl"], "{}", signed("{}"))

    def public() -> int:
        form = urlencode({"address": "somebody@example.org", "lang": "en"})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return asked(day, outputs["PublicApiUrl"] + "/preferences", form, kind)

    for alarm, folder, ask in (
        ("WebhookFailsAlarm", "receive_webhook", webhook),
        ("PublicApiFailsAlarm", "serve_subscriptions", public),
    ):
        if alarm not in alarms:
            continue
        with rights_taken(day.deployment, [folder]):
            seen = sum(ask() >= 500 for _ in range(3))
        back = sum(ask() >= 500 for _ in range(3))
        what = f"the rights of {folder} are taken away, three requests"
        day.tell(alarm, what, float(seen), "rights given back: no more 5xx of three", float(back))


def asked(day: Day, url: str, body: str, headers: dict[str, str]) -> int:
    found = reach(day.deployment, url)
    answer = urllib3.request(
        "POST", found.url, body=body, headers={**found.headers, **headers}, retries=False, timeout=30
    )
    return answer.status


def signed(body: str) -> dict[str, str]:
    """By somebody who is not TikTok: once the function can read its secret it answers 401."""
    return {SIGNATURE_HEADER: signature("somebody-else", int(time.time()), body.encode())}


def throttles(day: Day) -> None:
    """The webhook's function may not run at all: TikTok is answered 429."""

    def throttled() -> float:
        status = [asked(day, day.deployment.outputs["WebhookUrl"], "{}", signed("{}")) for _ in range(3)]
        return float(status.count(429))

    with no_concurrency(day.deployment, "receive_webhook"):
        seen = throttled()
    back = throttled()
    day.tell("ThrottlesAlarm", "no concurrency for receive_webhook, three requests", seen, "given back", back)


def age_of_care(day: Day) -> None:
    """The trigger of the care queue is off for as long as its alarm needs, in real time."""
    alarm, queue = day.alarms["CareQueueAgeAlarm"], "CareQueueUrl"
    with switched_off(day.deployment, queue) as switch_on:
        began = time.monotonic()
        day.deployment.client("sqs").send_message(
            QueueUrl=day.deployment.outputs[queue], MessageBody=sample("Care")
        )
        time.sleep(alarm.threshold + alarm.period * alarm.periods)
        seen = time.monotonic() - began if visible(day.deployment, queue) else 0.0
        found = "the trigger of" in day.said("doctor")
        switch_on()
        came(lambda: depth(day.deployment, queue) == 0, WAIT)
        back = time.monotonic() - began if depth(day.deployment, queue) else 0.0
    day.tell(
        "CareQueueAgeAlarm",
        "the trigger of the care queue is off, a sign of distress comes",
        seen if found else 0.0,
        "campaign doctor names the trigger; it is switched on",
        back,
    )


Break = Callable[[Day], None]
BREAKS: dict[Break, tuple[str, ...]] = {
    dead_letters: tuple(f"{queue}DeadLetterAlarm" for queue in SAMPLES),
    scheduled_runs: (*SCHEDULED, "ErrorRatioAlarm"),
    doors: ("WebhookFailsAlarm", "PublicApiFailsAlarm"),
    throttles: ("ThrottlesAlarm",),
    age_of_care: ("CareQueueAgeAlarm",),
}
"""Each break, and the alarms that it tells of."""
NOT_PLAYED["StaffApiFailsAlarm"] = "played for the public API: the same metric of the other API"
