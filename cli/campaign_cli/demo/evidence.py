"""What a played campaign left behind, all of it, for the promises to be held against."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from standardwebhooks import Webhook, WebhookVerificationError

from campaign.announcements.ledger import AnnouncementRecord
from campaign.figures.tally import CampaignFigures
from campaign.kernel.quarantine import QuarantineEntry
from campaign.videos.video import VideoKey, VideoStatus
from campaign_cli.demo.expected import Expected
from campaign_cli.demo.programme import LINKED_POST, MOVED_ID, UNTAGGED_POST
from campaign_cli.demo.witness import Witness
from campaign_cli.embedded_mailbox import Mail
from campaign_cli.staff_api import RefusedError, StaffApi
from tests.simulators.cast import VIDEOS
from tests.simulators.receiver import ReceivedWebhook


@dataclass(frozen=True)
class Answers:
    """The HTTP statuses that webhooks were answered with; None where no answer came."""

    genuine: tuple[int | None, ...]
    forged: tuple[int | None, ...]


@dataclass(frozen=True)
class WebhookNews:
    """A webhook as its subscriber read it. `announcement`: its key · `signed`: whether it is ours."""

    announcement: str
    signed: bool


@dataclass(frozen=True)
class TakenBack:
    """A video that was sent in: how many of the two front pages showed it before its creator took it back,
    and how long they still did; None if one did not stop.
    """

    shown_on: int
    off_after: timedelta | None


@dataclass(frozen=True)
class Visit:
    """Whether a visitor was kept as a subscriber: before they said yes, then, and after they had left."""

    before_yes: bool
    after_yes: bool
    after_leaving: bool


@dataclass(frozen=True)
class Evidence:
    """`caption_left` is what the state keeps of the caption of the video that was taken back;
    `statuses` by post id, of posts that are kept; `announced` by key, of announcements that were handled;
    `pages` by path; `sequences` by UID; `schedules` of the session that moved; `at_work`
    and `dead_lettered` by queue.
    """

    answers: Answers
    visit: Visit
    taken_back: TakenBack
    caption_left: str
    figures: CampaignFigures
    live_at: datetime
    statuses: Mapping[str, VideoStatus]
    announced: Mapping[str, AnnouncementRecord]
    mail: tuple[Mail, ...]
    webhooks: tuple[WebhookNews, ...]
    pages: Mapping[str, str]
    sequences: Mapping[str, int]
    schedules: tuple[str, ...]
    at_work: Mapping[str, int]
    dead_lettered: Mapping[str, int]
    quarantined: tuple[QuarantineEntry, ...]


def gathered(
    witness: Witness,
    moderator: StaffApi,
    answers: Answers,
    visit: Visit,
    taken_back: TakenBack,
    live_at: datetime,
    expected: Iterable[Expected],
    secret: str,
) -> Evidence:
    """`live_at` is when the live session started; `secret` what the subscriber with a webhook was given."""
    statuses = {post.id: _status(moderator, post.id) for post in (*VIDEOS, UNTAGGED_POST, LINKED_POST)}
    announced = {announcement.key: witness.announcement(announcement.key) for announcement in expected}
    return Evidence(
        answers=answers,
        visit=visit,
        taken_back=taken_back,
        caption_left=moderator.video(VideoKey(f"tiktok:{LINKED_POST.id}")).caption,
        figures=witness.figures(),
        live_at=live_at,
        statuses={post_id: status for post_id, status in statuses.items() if status is not None},
        announced={key: record for key, record in announced.items() if record is not None},
        mail=witness.mail(),
        webhooks=tuple(_read(webhook, secret) for webhook in witness.webhooks()),
        pages=witness.pages(),
        sequences=witness.sequences(),
        schedules=witness.schedules(MOVED_ID),
        at_work=witness.at_work(),
        dead_lettered=witness.dead_lettered(),
        quarantined=witness.quarantined(),
    )


def _status(moderator: StaffApi, post_id: str) -> VideoStatus | None:
    try:
        return moderator.video(VideoKey(f"tiktok:{post_id}")).status
    except RefusedError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            return None
        raise


def _read(received: ReceivedWebhook, secret: str) -> WebhookNews:
    """As any subscriber would, with the published library."""
    request = received.request
    try:
        Webhook(secret).verify(request.body, request.headers)
        signed = True
    except WebhookVerificationError:
        signed = False
    news = json.loads(request.body)
    announcement = f"{news['data']['subject']}@{news['data']['revision']}/{news['type']}"
    return WebhookNews(announcement, signed)
