"""The play, act by act. Each waits for what it leaves behind before the next one begins."""

import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from campaign.announcements.classes import Milestone
from campaign.kernel.clock import utc_now
from campaign.sessions.commands import ChangeSession, ScheduleSession
from campaign.sessions.session import Session
from campaign.videos.video import VideoKey
from campaign_cli.demo import programme
from campaign_cli.demo.evidence import Answers, Evidence, TakenBack, gathered
from campaign_cli.demo.expected import Expected
from campaign_cli.demo.hub_promises import of_the_hub
from campaign_cli.demo.public_door import PublicDoor
from campaign_cli.demo.stage import Stage
from campaign_cli.demo.steps import Steps
from campaign_cli.demo.visitor import Visitor
from campaign_cli.demo.witness import Witness
from campaign_cli.publish import publish_approved, publish_settings
from campaign_cli.reach import reach
from campaign_cli.second_factor import Authenticator
from campaign_cli.staff import Group, Staff, generated_password
from campaign_cli.staff_api import StaffApi
from campaign_cli.waiting import came, wait_for
from tests.simulators.cast import VIDEOS
from tests.simulators.models import SimulatedVideo
from tests.simulators.webhook_bodies import WebhookBodies
from tests.simulators.webhooks import WebhookSender

PATIENCE = 60.0
"""Seconds that any one effect may take on a busy machine with cold functions."""


class Play:
    """One performance of the programme. `expected` grows with what is done."""

    def __init__(self, stage: Stage, steps: Steps) -> None:
        self.stage = stage
        self.steps = steps
        self.witness = Witness(stage.deployment, stage.newsroom)
        self.subscribers = programme.subscribers(f"{stage.newsroom.url}/news")
        self.expected: list[Expected] = []

    def perform(self) -> Evidence:
        with self.steps("Two of the staff sign in and register five subscribers"):
            moderator, publisher = self._staff(programme.MODERATOR), self._staff(programme.PUBLISHER)
            secrets = [publisher.register_subscriber(subscriber) for subscriber in self.subscribers]
        with self.steps("A visitor subscribes, says yes by the link in their mailbox, and leaves"):
            visit = Visitor(self.stage.deployment, self.witness.mail).come_and_go(PATIENCE)
        with self.steps("A live session is scheduled in 45 seconds, another in five days"):
            live = self._schedule(publisher, programme.live_session(utc_now()))
            later = self._schedule(publisher, programme.moved_session(utc_now()))
            self._until_everyone_is_told()
        with self.steps("The later one is moved by a day"):
            self._move(publisher, later)
        with self.steps("The campaign's policy is published"):
            publish_settings(self.stage.deployment, programme.POLICY_FOLDER)
            wait_for("the policy to be in force", self.witness.policy_is_published, PATIENCE)
        with self.steps("TikTok tells of twelve creators' posts; somebody forges a webhook"):
            answers = self._post(moderator)
        with self.steps("A moderator features eleven of the posts and rejects one"):
            self._review(moderator)
        with self.steps("A creator sends in a link, and takes the featured video back"):
            taken_back = self._send_in_and_take_back(moderator)
        with self.steps("A toolkit is published once a reviewer has approved it, and then its next version"):
            self._publish()
        with self.steps("The live session starts, and its subscribers are told"):
            self.expected.append(Expected.of_session(live, Milestone.LIVE_NOW))
            self._until_everyone_is_told(_seconds_until(live) + PATIENCE)
        with self.steps("The hub shows it all, and every queue is empty"):
            # If they never do, the promises tell what is missing.
            came(self._hub_is_up_to_date, PATIENCE)
            came(lambda: not self.witness.at_work(), PATIENCE)
        secret = next(secret for secret in secrets if secret is not None)
        return gathered(
            self.witness, moderator, answers, visit, taken_back, live.starts_at, self.expected, secret
        )

    def _staff(self, email: str) -> StaffApi:
        """Somebody new, in the group that their address names."""
        password = generated_password()
        Staff(self.stage.deployment).add(email, [Group(email.partition("@")[0])], password)
        return StaffApi.sign_in(self.stage.deployment, email, password, Authenticator())

    def _schedule(self, publisher: StaffApi, command: ScheduleSession) -> Session:
        session = publisher.schedule_session(command)
        self.expected.append(Expected.of_session(session, Milestone.SESSION_ANNOUNCED))
        return session

    def _move(self, publisher: StaffApi, session: Session) -> None:
        starts = session.starts_locally.replace(tzinfo=None) + timedelta(days=1)
        change = ChangeSession(expected_revision=session.revision, starts=starts)
        moved = publisher.change_session(session.id, change)
        self.expected.append(Expected.of_session(moved, Milestone.SESSION_MOVED))

    def _post(self, moderator: StaffApi) -> Answers:
        app = self.stage.tiktok.app
        bodies = WebhookBodies(app.client_key, utc_now)

        def available(post: SimulatedVideo) -> bytes:
            return bodies.post_publicly_available(programme.open_id_of(post), post.id, f"demo~{post.id}")

        first, *others = [available(post) for post in (*VIDEOS, programme.UNTAGGED_POST)]
        unknown = bodies.event(programme.UNKNOWN_EVENT, programme.open_id_of(VIDEOS[0]), {})
        # The first goes ahead and wakes the functions: a crowd would have the embedded AWS unpack and start
        # another copy of each for every message that finds none awake.
        ahead = self._send(app.client_secret, [first])
        self._until_in_review(moderator, 1)
        rest = self._send(app.client_secret, [*others, first, unknown])
        return Answers(genuine=(*ahead, *rest), forged=self._send("a guessed secret", [first]))

    def _send(self, secret: str, bodies: Iterable[bytes]) -> tuple[int | None, ...]:
        """The status of each answer."""
        url, headers = reach(self.stage.deployment, self.stage.deployment.outputs["WebhookUrl"])
        sender = WebhookSender(secret)
        return tuple(sender.send(url, body, host=headers["Host"])[-1].status for body in bodies)

    def _until_in_review(self, moderator: StaffApi, posts: int) -> None:
        wait_for(
            f"{posts} posts in the review queue", lambda: len(moderator.review_queue()) >= posts, PATIENCE
        )

    def _review(self, moderator: StaffApi) -> None:
        self._until_in_review(moderator, len(VIDEOS))
        for post in VIDEOS:
            video = moderator.video(VideoKey(f"tiktok:{post.id}"))
            if post is programme.REJECTED_POST:
                moderator.reject(video, programme.REJECTED_BY_RULE)
            else:
                moderator.feature(video)

    def _send_in_and_take_back(self, moderator: StaffApi) -> TakenBack:
        door, handle = PublicDoor(self.stage.deployment), programme.LINK_CREATOR.handle
        confirmation = door.send_in(programme.SHORT_LINK, programme.CONSENT)
        self._until_in_review(moderator, 1)
        moderator.feature(moderator.video(VideoKey(f"tiktok:{programme.LINKED_POST.id}")))
        came(lambda: self.witness.pages_that_show(handle) == len(programme.INDEXES), PATIENCE)
        shown_on, began = self.witness.pages_that_show(handle), time.monotonic()
        door.take_back(confirmation)
        off = came(lambda: self.witness.pages_that_show(handle) == 0, PATIENCE)
        return TakenBack(shown_on, timedelta(seconds=time.monotonic() - began) if off else None)

    def _publish(self) -> None:
        reviewer = self._staff(programme.REVIEWER)
        with TemporaryDirectory() as drafts:
            next_edition = Path(drafts) / programme.TOOLKIT_FOLDER.parent.name / programme.TOOLKIT_ID
            programme.write_next_edition(next_edition)
            for revision, folder in enumerate((programme.TOOLKIT_FOLDER, next_edition), start=1):
                content = publish_approved(self.stage.deployment, folder, reviewer)
                self.expected.append(Expected.of_toolkit(programme.TOOLKIT_ID, revision, content))
                # A revision that is replaced before everyone was told would rightly be told no more.
                self._until_everyone_is_told()

    def _until_everyone_is_told(self, seconds: float = PATIENCE) -> None:
        wait_for(
            f"{self.expected[-1].key}, and all before it, to reach everyone who follows",
            lambda: all(
                self.witness.has_told(subscriber, announcement.key)
                for announcement in self.expected
                for subscriber in self.subscribers
                if announcement.is_for(subscriber)
            ),
            seconds,
        )

    def _hub_is_up_to_date(self) -> bool:
        hub = of_the_hub(self.witness.pages(), self.witness.sequences(), self.expected)
        return all(promise.kept for promise in hub)


def _seconds_until(session: Session) -> float:
    return max(0.0, (session.starts_at - utc_now()).total_seconds())
