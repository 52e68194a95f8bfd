"""A soak from the deployment to the comparison."""

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from campaign.kernel.clock import utc_now
from campaign_cli import queues, sam
from campaign_cli.deployment import Deployment
from campaign_cli.embedded import EmbeddedAws
from campaign_cli.embedded_mailbox import sent_mail, verify_sender
from campaign_cli.errors import CommandError
from campaign_cli.hub_commands import order_build
from campaign_cli.reach import reach
from campaign_cli.second_factor import Authenticator
from campaign_cli.staff import Group, Staff, generated_password
from campaign_cli.staff_api import StaffApi
from campaign_cli.waiting import wait_for
from tests.announced import live
from tests.simulators.receiver import WebhookReceiver
from tests.simulators.server import TikTokSimulator
from tests.simulators.webhooks import SIGNATURE_HEADER, WebhookSender, signature
from tests.soak import comparison
from tests.soak.actors import Actor, Moderators, Newcomers, Publisher, Storytellers, Web, insisting
from tests.soak.processes import EMULATOR, Memory, of_group
from tests.soak.trouble import Trouble
from tests.soak.world import Sending, World

RAMP = (2, 4, 6, 8, 11, 15, 20, 27, 36, 48)
"""Messages a second, each for RAMP_SECONDS."""
RAMP_SECONDS = 15.0
WARMING_SECONDS = 30.0
"""Before the ramp, until every function has been started once."""
KEEPS_UP = 3.0
"""Seconds of traffic that may wait in the queues at the end of a step."""
SENDERS = 12
PUBLISHERS = 3
FLAT = 1.0
"""MiB a minute by which a worker may grow in the second half of its life: a leak of a kilobyte a record would
be more than that."""
LIFE = 90.0
"""Seconds that a process must have lived to be judged."""
MOST_WAITING = 3000
"""Messages in the queues from which on nothing more is sent, so that a stack that falls behind comes to an
end."""


@dataclass
class Outcome:
    """What a soak has measured and found. `faults` is every difference, as a line each."""

    minutes: float
    rate: float
    sent: Counter[str]
    seconds: float
    drained_after: float
    most_waiting: int
    paused: float
    steps: list[tuple[float, float, int]]
    """Of the ramp: the rate that was asked for, the rate that came of it, messages that waited then."""
    trouble: Trouble
    counted: dict[str, int]
    explained: Counter[str]
    memory: dict[str, tuple[int, float, float]]
    emulator: tuple[float, float]
    """MiB of MiniStack itself, at the beginning and at the end."""
    faults: dict[str, list[str]] = field(default_factory=dict)


class Pump:
    """Sends what the world has to tell, at a rate."""

    def __init__(self, deployment: Deployment, tiktok: TikTokSimulator, sendings: Iterator[Sending]) -> None:
        self.sent: Counter[str] = Counter()
        self.most_waiting, self.paused = 0, 0.0
        self.faults: list[str] = []
        self._deployment, self._sendings, self._app = deployment, sendings, tiktok.app
        self._sqs = deployment.client("sqs")
        found = reach(deployment, deployment.outputs["WebhookUrl"])
        self._url, self._host = found.url, found.headers["Host"]
        self._room = threading.Semaphore(SENDERS)
        self._pool = ThreadPoolExecutor(SENDERS)
        self._lock = threading.Lock()

    def run(self, rate: float, seconds: float) -> float:
        """How many a second came of it."""
        began, looked_at, sent = time.monotonic(), time.monotonic(), 0
        while (now := time.monotonic()) < began + seconds:
            if now > looked_at + 2:
                looked_at = now
                self._look()
            self._submit(next(self._sendings))
            sent += 1
            time.sleep(max(0.0, began + sent / rate - time.monotonic()))
        return sent / (time.monotonic() - began)

    def finish(self) -> None:
        """All that is still on its way, as fast as it goes."""
        for sending in self._sendings:
            self._submit(sending)
        self._pool.shutdown()

    def waiting(self) -> int:
        return sum(queues.at_work(self._deployment).values())

    def _look(self) -> None:
        began = time.monotonic()
        while (waiting := self.waiting()) > MOST_WAITING:
            self.most_waiting = max(self.most_waiting, waiting)
            time.sleep(1)
            self.paused += time.monotonic() - began
            began = time.monotonic()
        self.most_waiting = max(self.most_waiting, waiting)

    def _submit(self, sending: Sending) -> None:
        self._room.acquire()
        self._pool.submit(self._send, sending)

    def _send(self, sending: Sending) -> None:
        try:
            if sending.way in {"webhook", "forged"}:
                insisting("the webhook's answer", lambda: self._post(sending))
            else:
                url = self._deployment.outputs[f"{sending.way}QueueUrl"]
                self._sqs.send_message(QueueUrl=url, MessageBody=sending.body)
            with self._lock:
                self.sent[sending.way] += 1
        except Exception as error:
            self.faults.append(f"{sending.way}: {type(error).__name__}: {error}")
        finally:
            self._room.release()

    def _post(self, sending: Sending) -> bool:
        """As TikTok does: until it is answered. What somebody else has signed must be refused."""
        body, forged = sending.body.encode(), sending.way == "forged"
        secret = "somebody-else" if forged else self._app.client_secret
        headers = {SIGNATURE_HEADER: signature(secret, int(time.time()), body)}
        answer = WebhookSender(secret).post(self._url, body, headers, host=self._host)
        if forged and answer.accepted:
            raise CommandError("a webhook that somebody else has signed was taken")
        return answer.status == (401 if forged else 200)


def soak(home: Path, minutes: float, rate: float | None) -> Outcome:
    with ExitStack() as stack:
        tiktok = stack.enter_context(TikTokSimulator())
        endpoint = stack.enter_context(WebhookReceiver())
        aws = EmbeddedAws(home)
        stack.callback(aws.stop)
        instance = aws.start()
        _say("deploying")
        deployment = _deployed(aws, tiktok)
        moderator, publisher = (_staff(deployment, group) for group in (Group.MODERATOR, Group.PUBLISHER))
        world = World(tiktok.app.client_key, tiktok.catalogue, utc_now().replace(microsecond=0) - _AGO)
        pump = Pump(deployment, tiktok, world.sendings())
        trouble = Trouble(aws, tiktok, endpoint)
        memory, began = Memory(), time.monotonic()

        web = Web(deployment)
        moderators = Moderators(moderator, world)
        storytellers = Storytellers(web)
        newcomers = Newcomers(Web(deployment), aws.endpoint)
        numbers = count()
        publishers = [Publisher(publisher, deployment, endpoint.url, numbers) for _ in range(PUBLISHERS)]
        actors = [
            Actor("moderators", moderators.decide, 2),
            Actor("storytellers", storytellers.tell, 2),
            Actor("newcomers", newcomers.subscribe, 5),
            *(Actor("publisher", one.hold_a_session, 1, one.ended) for one in publishers),
        ]
        sampler = Actor("memory", lambda: memory.take(time.monotonic() - began, of_group(instance.pid)), 3)
        killer, failures = Actor("killer", trouble.kill, 5), Actor("failures", trouble.fail, 4)
        for actor in (*actors, sampler):
            actor.start()

        steps: list[tuple[float, float, int]] = []
        if rate is None:
            rate = _ramp(pump, steps)
        _say(f"{rate:g} messages a second for {minutes:g} minutes, with everything in trouble")
        killer.start()
        failures.start()
        soaked = time.monotonic()
        achieved = pump.run(rate, minutes * 60)
        for actor in (killer, failures, *actors):
            actor.stop()
        world.ended = True
        pump.finish()
        ended = time.monotonic()
        _say("draining")
        for actor in (killer, failures, *actors):
            actor.join()
        faults: dict[str, list[str]] = {"everybody who acted": [one.fault for one in actors if one.fault]}
        faults["everybody who acted"] += pump.faults
        try:
            moderators.finish()
            live.rest(deployment)
        except CommandError as error:
            faults["everybody who acted"].append(str(error))
        drained = time.monotonic()
        sampler.stop()
        sampler.join()

        _say("comparing")
        wait_for("the figures", lambda: _figures_settled(deployment), 120)
        found = comparison.Found.in_table(deployment)
        expected = {key: readers for one in publishers for key, readers in one.expected.items()}
        deliveries = comparison.Deliveries(expected)
        readers = {reader.id for of_key in expected.values() for reader in of_key}
        revisions = {name: revision for one in publishers for name, revision in one.revisions.items()}
        faults |= {
            "videos": list(comparison.of_videos(found, world)),
            "figures": list(comparison.of_figures(found, deployment)),
            "care cases": list(comparison.of_cases(found, world, storytellers.told)),
            "sessions": list(comparison.of_sessions(found, revisions)),
            "subscribers": list(comparison.of_subscribers(found, newcomers.stay, readers)),
            "deliveries": list(
                deliveries.differences(deployment, sent_mail(aws.endpoint), list(endpoint.received))
            ),
            "quarantine": list(comparison.of_quarantine(deployment, world.poison)),
            "dead letters": list(comparison.of_dead_letters(deployment)),
            "the hub's pages": list(comparison.of_hub(deployment, world)),
        }
        slopes = memory.slopes(LIFE)
        faults["memory"] = [
            f"{function} grows by {grown:.1f} MiB a minute"
            for function, (_, _, grown) in slopes.items()
            if function != EMULATOR and grown > FLAT
        ]
        own = memory.samples[instance.pid]
        return Outcome(
            minutes=minutes,
            rate=achieved,
            sent=pump.sent,
            seconds=ended - soaked,
            drained_after=drained - ended,
            most_waiting=pump.most_waiting,
            paused=pump.paused,
            steps=steps,
            trouble=trouble,
            counted={
                "videos": len(world.expected_videos()),
                "care cases": len(found.of("CARE#", "HEAD")),
                "sessions": len(revisions),
                "subscribers by the public page": len(newcomers.stay | newcomers.left),
                "deliveries": sum(deliveries.times.values()),
                "poison messages": len(world.poison),
                "items in the table": len(found.items),
                "mails": len(sent_mail(aws.endpoint)),
            },
            explained=deliveries.explained,
            memory=slopes,
            emulator=(own[0][1], own[-1][1]),
            faults={what: lines for what, lines in faults.items() if lines},
        )


_AGO = timedelta(hours=2)


def _figures_settled(deployment: Deployment) -> bool:
    return not list(comparison.of_figures(comparison.Found.in_table(deployment), deployment))


def _ramp(pump: Pump, steps: list[tuple[float, float, int]]) -> float:
    """The highest rate that the stack kept up with."""
    kept = float(RAMP[0])
    pump.run(kept, WARMING_SECONDS)
    for rate in RAMP:
        achieved = pump.run(rate, RAMP_SECONDS)
        waiting = pump.waiting()
        steps.append((rate, achieved, waiting))
        _say(f"ramp: {rate} a second asked for, {achieved:.1f} sent, {waiting} waiting")
        if achieved < 0.9 * rate or waiting > KEEPS_UP * rate:
            break
        kept = rate
    return kept


def _deployed(aws: EmbeddedAws, tiktok: TikTokSimulator) -> Deployment:
    deployment = sam.deploy(
        aws,
        parameters={
            "TikTokOembedUrl": f"{tiktok.url}/oembed",
            "TikTokShortLinksUrl": tiktok.url,
            "TikTokApiUrl": tiktok.url,
            "TikTokAuthorizeUrl": f"{tiktok.url}/v2/auth/authorize/",
            # All of this comes from one address.
            "SubmissionsAnHourPerAddress": "100000",
            "SubmissionsAnHour": "100000",
            "SubscriptionsAnHourPerAddress": "100000",
            "SubscriptionsAnHour": "100000",
        },
    )
    secret = {"client_key": tiktok.app.client_key, "client_secret": tiktok.app.client_secret}
    deployment.client("secretsmanager").put_secret_value(
        SecretId=deployment.outputs["TikTokSecretArn"], SecretString=json.dumps(secret)
    )
    verify_sender(deployment)
    order_build(deployment)
    live.rest(deployment)
    return deployment


def _staff(deployment: Deployment, group: Group) -> StaffApi:
    email, password = f"{group}@example.org", generated_password()
    Staff(deployment).add(email, [group], password)
    return StaffApi.sign_in(deployment, email, password, Authenticator())


def _say(what: str) -> None:
    sys.stderr.write(f"{utc_now():%H:%M:%S} {what}\n")
    sys.stderr.flush()
