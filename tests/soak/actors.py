"""Who does something to the campaign during a soak, each in a thread of their own, and remembers what must
come of it."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import time as clock_time
from datetime import timedelta
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import urlencode, urljoin
from zoneinfo import ZoneInfo

import urllib3

from campaign.announcements.ledger import DeliveryState
from campaign.announcements.messages import DeliveryKey
from campaign.announcements.storage import delivery_in, delivery_key
from campaign.audience.subscriber import Channel
from campaign.kernel.clock import utc_now
from campaign.sessions.commands import ChangeSession, ScheduleSession
from campaign.sessions.session import SessionStatus
from campaign_cli.deployment import Deployment
from campaign_cli.embedded_mailbox import sent_mail
from campaign_cli.errors import CommandError
from campaign_cli.reach import reach
from campaign_cli.staff_api import RefusedError, StaffApi
from campaign_cli.waiting import came
from tests.announced import live
from tests.announced.reader import Reader
from tests.soak.world import Fate, World

PATIENCE = 600.0
"""Seconds: longer than a message stays hidden whose function was killed."""
ZONE = "Asia/Dubai"
AWAKE = (clock_time(0), clock_time(0))
"""At whatever hour this runs."""
FINAL = frozenset({DeliveryState.SENT, DeliveryState.DROPPED, DeliveryState.FAILED})
_STORY = re.compile(r"/stories/([0-9a-f]{32})/deletion")
_LINK = re.compile(r"https://\S+/subscriptions/\S+")
_CHOICES = re.compile(r'href="(https://[^"]*/preferences[^"]*)"')
_GOODBYE = re.compile(r'href="(https://[^"]*/unsubscribe[^"]*)"')


class Actor(threading.Thread):
    """Acts every `pause` seconds until it is stopped. What it raises is its `fault`, and ends it."""

    def __init__(
        self, name: str, act: Callable[[], None], pause: float, ended: threading.Event | None = None
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.fault: str | None = None
        self._act, self._pause, self._ended = act, pause, ended or threading.Event()

    def run(self) -> None:
        try:
            while not self._ended.wait(self._pause):
                self._act()
        except Exception as error:
            self.fault = f"{self.name}: {type(error).__name__}: {error}"

    def stop(self) -> None:
        self._ended.set()


def insisting(what: str, attempt: Callable[[], bool]) -> None:
    """Until it is done: a function that was killed leaves its caller without an answer, and whoever asks once
    more finds it done or not. Raises CommandError after PATIENCE."""
    if not came(attempt, PATIENCE):
        raise CommandError(f"in vain for {PATIENCE:.0f} s: {what}")


@dataclass
class Moderators:
    """Feature what is to be featured, once it is in review."""

    staff: StaffApi
    world: World
    featured: set[str] = field(default_factory=set)
    AT_ONCE = 10

    def decide(self) -> None:
        for key in self._waiting()[: self.AT_ONCE]:
            try:
                video = self.staff.video(key)  # type: ignore[arg-type]
                if video.status == "in_review":
                    self.staff.feature(video)
                if video.status in {"in_review", "featured"}:
                    self.featured.add(key)
            except RefusedError as error:
                if error.status not in {404, 409} and error.status < 500:
                    raise
            except CommandError:
                continue  # no answer: looked at again

    def finish(self) -> None:
        """What is left when nothing new comes any more."""

        def done() -> bool:
            self.decide()
            return not self._waiting()

        insisting("to have all featured that are to be", done)

    def _waiting(self) -> list[str]:
        return [post.key for post in self.world.of_fate(Fate.FEATURED) if post.key not in self.featured]


@dataclass
class Web:
    """The public pages and their forms, as a browser uses them."""

    deployment: Deployment

    def __post_init__(self) -> None:
        self._http = urllib3.PoolManager(timeout=30, retries=False)

    def ask(self, url: str, form: dict[str, Any] | str | None = None) -> str:
        """The page that answers; asked again where a function was killed. Raises CommandError for a
        refusal."""
        answered: list[tuple[int, str]] = []

        def got() -> bool:
            found = reach(self.deployment, unescape(url))
            body = urlencode(form, doseq=True) if isinstance(form, dict) else form
            kind = {} if form is None else {"Content-Type": "application/x-www-form-urlencoded"}
            try:
                answer = self._http.request(
                    "GET" if form is None else "POST", found.url, body=body, headers={**found.headers, **kind}
                )
            except urllib3.exceptions.HTTPError:
                return False
            answered.append((answer.status, answer.data.decode()))
            return answer.status < 500

        insisting("an answer of a public page", got)
        status, page = answered[-1]
        if status >= 400:
            raise CommandError(f"a public page answered {status}")
        return page


@dataclass
class Storytellers:
    """Each story is told once, every tenth a second time."""

    web: Web
    told: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=count)

    def tell(self) -> None:
        if utc_now().minute == 59:  # the same words in another hour are another story
            return
        number = next(self.numbers)
        story = {"story": f"story {number} of a soak", "contact": "", "country": "", "agreed": "yes"}
        for _ in range(2 if number % 10 == 9 else 1):
            url = self.web.deployment.outputs["PublicApiUrl"] + "/stories"
            self.told.update(_STORY.findall(self.web.ask(url, {**story, "lang": "en"})))


@dataclass
class Newcomers:
    """Subscribe on the public page, say yes by the link in their mailbox, and every second leaves again."""

    web: Web
    endpoint: str
    stay: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=count)

    def subscribe(self) -> None:
        number = next(self.numbers)
        address = f"newcomer-{number}@example.org"
        page_url = self.web.deployment.outputs["SubscribeUrl"] + "?lang=en"
        wishes = {
            "lang": "en",
            "channel": "email",
            "topics": "toolkits",
            "language": "en",
            "cadence": "immediate",
            "zone": ZONE,
            "start": "00:00",
            "end": "00:00",
            "address": address,
        }
        (action,) = re.findall(r'<form method="post" action="([^"]*)">', self.web.ask(page_url))
        self.web.ask(urljoin(page_url, action), wishes)
        link = self._link_to(address)
        page = self.web.ask(link, {})
        subscriber = link.split("/")[5]
        if number % 2:
            (choices,) = _CHOICES.findall(page)
            (goodbye,) = _GOODBYE.findall(self.web.ask(choices))
            self.web.ask(goodbye, "List-Unsubscribe=One-Click")
            self.left.add(subscriber)
        else:
            self.stay.add(subscriber)

    def _link_to(self, address: str) -> str:
        links: list[str] = []

        def there() -> bool:
            for mail in sent_mail(self.endpoint):
                if address in mail.to:
                    links.extend(_LINK.findall(mail.text))
            return bool(links)

        insisting(f"the link to confirm, to {address}", there)
        return links[0]


@dataclass
class Publisher:
    """Has sessions announced, moved and cancelled. A session's next change comes when everybody has heard of
    the one before, so that no announcement is overtaken by a newer one."""

    staff: StaffApi
    deployment: Deployment
    webhook_url: str
    numbers: Iterator[int]
    READERS = 12
    expected: dict[str, tuple[Reader, ...]] = field(default_factory=dict)
    """Who is told, by the announcement's key."""
    revisions: dict[str, int] = field(default_factory=dict)
    ended: threading.Event = field(default_factory=threading.Event)

    def hold_a_session(self) -> None:
        session = f"soak-{next(self.numbers)}"
        readers = tuple(
            Reader(
                f"{session}-reader-{number}",
                "ar" if number % 2 else "en",
                quiet=AWAKE,
                topics=(f"session:{session}",),
                channel="webhook" if number == self.READERS - 1 else "email",
            )
            for number in range(self.READERS)
        )
        live.register(self.deployment, readers, self.webhook_url)
        soon = (utc_now() + timedelta(days=3)).replace(microsecond=0)
        self._act(session, 1, "announced", readers, lambda: self.staff.schedule_session(_talk(session, soon)))
        for revision, milestone, change in (
            (2, "moved", {"starts": _wall_time(soon + timedelta(days=1))}),
            (3, "cancelled", {"status": SessionStatus.CANCELLED}),
        ):
            if self.ended.is_set():
                return
            asked = ChangeSession.model_validate({"expected_revision": revision - 1, **change})
            self._act(
                session,
                revision,
                milestone,
                readers,
                lambda asked=asked: self.staff.change_session(session, asked),  # type: ignore[misc]
            )

    def _act(
        self, session: str, revision: int, milestone: str, readers: tuple[Reader, ...], act: Callable[[], Any]
    ) -> None:
        def done() -> bool:
            try:
                act()
            except CommandError:
                try:
                    return self.staff.session(session).revision >= revision
                except CommandError:
                    return False
            return True

        insisting(f"revision {revision} of session {session}", done)
        self.revisions[session] = revision
        key = f"session:{session}@{revision}/session.{milestone}"
        self.expected[key] = readers
        insisting(f"everybody to hear of {key}", lambda: self._settled(key, readers))

    def _settled(self, key: str, readers: tuple[Reader, ...]) -> bool:
        time.sleep(1)
        table = self.deployment.state
        keys = [delivery_key(DeliveryKey(key, reader.id, Channel(reader.channel))) for reader in readers]
        entries = [table.get(*one) for one in keys]
        return all(item is not None and delivery_in(item).state in FINAL for item in entries)


def _talk(session: str, starts: Any) -> ScheduleSession:
    return ScheduleSession.model_validate(
        {
            "id": session,
            "title": {"ar": f"جلسة {session}", "en": f"Talk {session}"},
            "advocate": "Amal",
            "starts": _wall_time(starts),
            "zone": ZONE,
            "duration_minutes": 30,
            "link": "https://www.tiktok.com/@amal/live",
        }
    )


def _wall_time(moment: Any) -> Any:
    return moment.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
