"""The state that each function meets, so that its sample events do their work, and events besides."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3

from campaign.announcements.classes import Milestone
from campaign.announcements.hold import held_item
from campaign.announcements.ledger import DeliveryState, entry
from campaign.announcements.wording_check import FILES as WORDING_FILES
from campaign.announcements.wording_publish import WORDING_KEY
from campaign.audience.subscriber import Channel, Contact
from campaign.aws.announcements import DeliveryTable
from campaign.aws.audience import AudienceTable
from campaign.aws.cases import CaseTable
from campaign.aws.mail import ONE_ATTEMPT
from campaign.aws.notices import NoticeTable
from campaign.aws.publications import PublicationTable
from campaign.aws.screening import KeptScreening
from campaign.aws.sessions import SessionTable
from campaign.aws.submissions import SubmissionTable
from campaign.aws.subscriptions import SubscriptionTable
from campaign.aws.token_key import TokenKey
from campaign.aws.video_intake import VideoIntake
from campaign.care import moves
from campaign.care.case import Outcome
from campaign.care.tier import Tier
from campaign.care.words import Kept, Note, note_item
from campaign.policies.publish import POLICY_KEY
from campaign.policies.validation import POLICY_FILE
from campaign.publications.fields import Both
from campaign.publications.kind import Kind
from campaign.publications.moves import recall
from campaign.subscriptions.subscription import Pending
from campaign_cli.publishing.packing import pack
from tests.faults.world import World
from tests.simulators.cast import VIDEOS
from tests.templates import ROOT
from tests.unit.announcements.samples import delivery, due
from tests.unit.announcements.test_notices import notice
from tests.unit.audience.samples import BOX, NEVER_QUIET, partner, reader
from tests.unit.care.cases import SUBJECT, TARGETS, sign
from tests.unit.creators.stage import Stage as Creators
from tests.unit.publications.samples import REVIEWER, bundle, content_of, kept
from tests.unit.sessions.samples import session
from tests.unit.submissions.samples import submission
from tests.unit.tiktok.search_stage import invented_video
from tests.unit.videos.messages import observed

Stage = Callable[[World], None]
Variant = tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]


def nothing(world: World) -> None:
    """An empty table will do."""


def announcing(world: World) -> None:
    now, sessions = world.clock(), SessionTable(world.table)
    sessions.add(session(), "c-1")
    past = {"starts_at": now - timedelta(hours=1), "timed_at": now}
    sessions.add(session(id="past-talk").model_copy(update=past), "c-1")
    kept(world.table, content_of(Kind.TOOLKIT), now)
    why = Both(ar="خطأ", en="A mistake")
    taken_back = kept(world.table, content_of(Kind.TOOLKIT), now, "taken-back")
    recalled = recall(taken_back, 1, why, REVIEWER, now)
    assert recalled is not None
    PublicationTable(world.table).keep(recalled, "c-1")
    kept(world.table, content_of(Kind.ACTIVATION), now, "spring")
    kept(world.table, content_of(Kind.TUTORIAL), now, "filters")
    audience = AudienceTable(world.table)
    audience.register(reader(topics=["sessions", "session:ramadan-talk", "toolkits"], quiet=NEVER_QUIET))
    audience.register(partner(quiet=NEVER_QUIET))
    NoticeTable(world.table).add(notice(), "c-1")
    world.table.put(held_item(due(Milestone.SESSION_ANNOUNCED), version=1, now=now), expected=None)
    world.patched.setattr("campaign.announcements.claiming.PAUSE", 0.0)


def delivering(world: World) -> None:
    announcing(world)
    room = {"SendQuota": {"MaxSendRate": 1e6, "Max24HourSend": 1e9, "SentLast24Hours": 0.0}}
    world.patched.setattr(boto3.client("sesv2", config=ONE_ATTEMPT), "get_account", lambda: room)


def posting(world: World) -> None:
    announcing(world)

    @contextmanager
    def connect(endpoint: Any) -> Iterator[Any]:
        def post(_method: str, path: str, *, body: bytes, headers: Any, **_: Any) -> Any:
            def act() -> Any:
                kept = {name: headers[name] for name in ("webhook-id",)}
                world.calls.left.append(("POST", [endpoint.host, path, kept, body.decode()]))
                return SimpleNamespace(status=204, close=lambda: None, headers={})

            return world.calls.around(
                "http.POST",
                act,
                throttled=lambda: SimpleNamespace(status=429, close=lambda: None, headers={}),
                no_answer=_no_answer,
                again=None,
            )

        yield SimpleNamespace(urlopen=post)

    def ready(app: ModuleType) -> None:
        app.poster.endpoints.resolve = lambda host: ["93.184.215.14"]
        app.poster.endpoints.connect = connect

    world.ready = ready


def _no_answer() -> None:
    from urllib3.exceptions import ReadTimeoutError

    raise ReadTimeoutError(None, "", "no answer")  # type: ignore[arg-type]


def subscribing(world: World) -> None:
    audience, subscriptions = AudienceTable(world.table), SubscriptionTable(world.table)
    audience.register(reader(fallbacks=[{"channel": "sms", "address": "+971500000000"}]))
    audience.register(reader(id="s-known-reader"))
    for name, channel, address in (
        ("s-new-reader", "email", "new@example.org"),
        ("s-known-reader", "email", "reader@example.org"),
        ("s-phone", "sms", "+971500000000"),
    ):
        sealed = BOX.seal(name, Channel(channel), address)
        contact = Contact.model_validate({"channel": channel, "sealed": sealed})
        wishes: dict[str, Any] = {"language": "en", "topics": ["everything"]}
        asked = Pending(id=name, contact=contact, asked_at=world.clock(), correlation_id="c-1", **wishes)
        subscriptions.ask(asked, None)
    told = entry(delivery(due(Milestone.SESSION_ANNOUNCED)), None, DeliveryState.SENT, world.clock())
    DeliveryTable(world.table).settle([(told, None)])


def videos(world: World) -> None:
    """One stored video whose next check is due."""
    intake = VideoIntake(world.table, world.clock, KeptScreening(world.table, world.clock))
    assert not intake.apply([observed()]).retry


def videos_due(world: World) -> None:
    videos(world)
    intake = VideoIntake(world.table, world.clock, KeptScreening(world.table, world.clock))
    intake.apply([observed(id=str(7_374_895_375_649_443_200 + n)) for n in range(3)])


def connected(world: World) -> None:
    """A creator who connected two days ago, with a new post: the poll is due, the token has ended."""
    world.clock.now -= timedelta(days=2)
    stage = Creators(world.table, world.clock, world.tiktok)
    stage.key = TokenKey(boto3.client("kms"), world.key)
    stage.tokens = stage.new_tokens()
    stage.connecting.tokens = stage.tokens
    stage.connect()
    world.clock.now += timedelta(days=2)
    stage.post(1)


def searching(world: World) -> None:
    for number, days in ((1, 0.1), (2, 50)):
        world.tiktok.catalogue.put(invented_video(number, world.clock() - timedelta(days=days)))


def looking_up(world: World) -> None:
    SubmissionTable(world.table).add(
        submission(link=f"https://vm.tiktok.com/{VIDEOS[0].short_code}"), "sample-1"
    )


def care(world: World) -> None:
    """An imminent case and one of distress, both overdue; nobody has taken them."""
    cases, then = CaseTable(world.table), world.clock() - timedelta(hours=3)
    cases.save(moves.open_case(SUBJECT, sign(Tier.IMMINENT), then, TARGETS), "c")
    other = cases.save(moves.open_case("video:tiktok:8", sign(Tier.DISTRESS), then, TARGETS), "c")
    cases.save(moves.claim(other, "rana", then, TARGETS), "c")


def care_closed(world: World) -> None:
    """Two closed cases whose retention is over, one that is still kept."""
    cases = CaseTable(world.table)
    for number, days in ((1, 40), (2, 31), (3, 1)):
        then = world.clock() - timedelta(days=days)
        case = cases.save(moves.open_case(f"video:tiktok:{number}", sign(Tier.DISTRESS), then, TARGETS), "c")
        case = cases.save(moves.claim(case, "rana", then, TARGETS), "c")
        moved = moves.note(case, "rana", then, TARGETS)
        note = Note(version=moved.entry.version, at=then, by="rana", sealed=("sealed",))
        case = cases.save(moved, "c", (note_item(case.id, note, Kept(30), "c"), None))
        cases.save(moves.close(case, "rana", Outcome.HELP_REACHED, then), "c")


def uploads(world: World) -> None:
    for key, body in _uploaded().items():
        boto3.client("s3").put_object(Bucket=world.resources.bucket("content"), Key=key, Body=body)


@cache
def _uploaded() -> dict[str, bytes]:
    """Packed once: an archive holds the time at which it was made."""
    content = ROOT / "content"
    return {
        "toolkits/supporting-a-friend.zip": bundle(),
        POLICY_KEY: pack(content / "policy", [POLICY_FILE]),
        WORDING_KEY: pack(content / "announcements", WORDING_FILES),
    }


def hub(world: World) -> None:
    now = world.clock()
    SessionTable(world.table).add(session(), "c-1")
    kept(world.table, content_of(Kind.TOOLKIT), now, "supporting-a-friend")
    videos(world)


STAGES: dict[str, Stage] = {
    "announce": announcing,
    "build_hub": hub,
    "check_videos": videos_due,
    "connect_creators": nothing,
    "count_figures": nothing,
    "deliver": delivering,
    "escalate_care": care,
    "forget_cases": care_closed,
    "ingest_videos": nothing,
    "invite_subscribers": subscribing,
    "look_up_posts": looking_up,
    "open_cases": nothing,
    "plan_announcements": announcing,
    "poll_creators": connected,
    "post_webhooks": posting,
    "publish_content": uploads,
    "receive_partner_webhook": nothing,
    "receive_webhook": nothing,
    "record_bounces": subscribing,
    "relay_changes": nothing,
    "search_videos": searching,
    "serve_care_api": care,
    "serve_care_reports": nothing,
    "serve_public_api": nothing,
    "serve_quarantine": nothing,
    "serve_staff_api": announcing,
    "serve_stories": nothing,
    "serve_subscriptions": subscribing,
}
VARIANTS: dict[str, dict[str, Variant]] = {}
