"""Every promise is kept by a campaign as it should be, and broken by one in which a single thing is amiss."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.ledger import AnnouncementRecord, AnnouncementState
from campaign.audience.subscriber import Channel, Language
from campaign.figures.tally import CampaignFigures, Tally
from campaign.kernel.quarantine import QuarantineEntry
from campaign.publications.kind import LANGUAGES
from campaign.videos.video import VideoStatus
from campaign_cli.demo import programme
from campaign_cli.demo.evidence import Answers, Evidence, TakenBack, Visit, WebhookNews
from campaign_cli.demo.expected import Expected
from campaign_cli.demo.promise import Promise
from campaign_cli.demo.promises import all_promises
from campaign_cli.demo.report import table_of
from campaign_cli.embedded_mailbox import Mail

LIVE_AT = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
LIVE, MOVED = f"session:{programme.LIVE_ID}", f"session:{programme.MOVED_ID}"
TOOLKIT = f"toolkit:{programme.TOOLKIT_ID}"
HELP: dict[Language, str] = {"ar": "كيف نطلب المساعدة", "en": "How to ask for help"}
LISTENING: dict[Language, str] = {"ar": "الإصغاء في البيت", "en": "Listening at home"}
FRIEND: dict[Language, str] = {"ar": "كيف تساند صديقًا", "en": "Supporting a friend"}
EXPECTED = [
    Expected(LIVE, 1, Milestone.SESSION_ANNOUNCED, HELP),
    Expected(MOVED, 1, Milestone.SESSION_ANNOUNCED, LISTENING),
    Expected(MOVED, 2, Milestone.SESSION_MOVED, LISTENING),
    Expected(TOOLKIT, 1, Milestone.TOOLKIT_UPDATED, FRIEND),
    Expected(TOOLKIT, 2, Milestone.TOOLKIT_UPDATED, FRIEND),
    Expected(LIVE, 1, Milestone.LIVE_NOW, HELP),
]
SUBSCRIBERS = programme.subscribers("http://127.0.0.1:1/news")


def mails() -> tuple[Mail, ...]:
    return tuple(
        Mail(
            To=(subscriber.address,),
            Subject=f"News: {announcement.titles[subscriber.language]}",
            BodyText="",
            Timestamp=LIVE_AT.timestamp() + (1 if announcement.milestone is Milestone.LIVE_NOW else -60),
        )
        for announcement in EXPECTED
        for subscriber in SUBSCRIBERS
        if subscriber.channel is Channel.EMAIL and announcement.is_for(subscriber)
    )


def pages() -> dict[str, str]:
    handles = " ".join(f"@{post.handle}" for post in programme.FEATURED_POSTS)
    indexes = {
        f"{language}/index.html": f"{HELP[language]} {LISTENING[language]} {FRIEND[language]}"
        for language in LANGUAGES
    }
    versions = dict.fromkeys(programme.TOOLKIT_PAGES, f"version {programme.NEXT_VERSION}")
    return indexes | dict.fromkeys(programme.VOICES, handles) | versions


def unknown_event(body: str = programme.UNKNOWN_EVENT) -> QuarantineEntry:
    return QuarantineEntry(
        source="tiktok.webhook", key="1", body=body, reason="unknown event", received_at=LIVE_AT
    )


STATUSES = {post.id: VideoStatus.FEATURED for post in programme.FEATURED_POSTS} | {
    programme.REJECTED_POST.id: VideoStatus.REJECTED,
    programme.LINKED_POST.id: VideoStatus.WITHDRAWN,
}
ELEVEN = Tally(videos=11, creators=11)
WEBHOOKS = tuple(WebhookNews(announcement.key, signed=True) for announcement in EXPECTED)
ANNOUNCED = {
    announcement.key: AnnouncementRecord(
        key=announcement.key,
        state=AnnouncementState.EXPANDED,
        recipients=sum(map(announcement.is_for, SUBSCRIBERS)),
        recorded_at=LIVE_AT,
    )
    for announcement in EXPECTED
}
SEQUENCES = {
    f"session-{programme.LIVE_ID}@end-the-stigma": 0,
    f"session-{programme.MOVED_ID}@end-the-stigma": 1,
}
AS_PROMISED = Evidence(
    answers=Answers(genuine=(200,) * 15, forged=(401,)),
    visit=Visit(before_yes=False, after_yes=True, after_leaving=False),
    taken_back=TakenBack(shown_on=2, off_after=timedelta(seconds=1.2)),
    caption_left="",
    figures=CampaignFigures(total=ELEVEN, source={"webhook": ELEVEN}),
    live_at=LIVE_AT,
    statuses=STATUSES,
    announced=ANNOUNCED,
    mail=mails(),
    webhooks=WEBHOOKS,
    pages=pages(),
    sequences=SEQUENCES,
    schedules=(f"{programme.MOVED_ID}.r2.reminder.hour", f"{programme.MOVED_ID}.r2.live.now"),
    at_work={},
    dead_lettered={},
    quarantined=(unknown_event(),),
)


def broken(**changes: Any) -> list[Promise]:
    promises = all_promises(replace(AS_PROMISED, **changes), EXPECTED, SUBSCRIBERS)
    return [promise for promise in promises if not promise.kept]


def with_page(path: str, text: str) -> dict[str, str]:
    return pages() | {path: text}


def moved_in_time(mail: Mail, by: timedelta) -> Mail:
    return mail.model_copy(update={"timestamp": mail.timestamp + by.total_seconds()})


def test_a_campaign_as_promised_keeps_every_promise() -> None:
    assert broken() == []


@pytest.mark.parametrize(
    ("changes", "promise"),
    [
        ({"answers": Answers(genuine=(200, 503), forged=(401,))}, "genuine webhooks are answered 200"),
        ({"answers": Answers(genuine=(200,), forged=(200,))}, "a forged webhook is answered 401"),
        (
            {"statuses": STATUSES | {programme.UNTAGGED_POST.id: VideoStatus.RECEIVED}},
            "posts of the campaign, and no others, are kept",
        ),
        ({"visit": Visit(True, True, False)}, "a visitor is subscribed once they say yes"),
        ({"visit": Visit(False, False, False)}, "a visitor is subscribed once they say yes"),
        ({"visit": Visit(False, True, True)}, "a visitor is subscribed once they say yes"),
        ({"taken_back": TakenBack(2, None)}, "a video that its creator takes back"),
        ({"taken_back": TakenBack(2, timedelta(minutes=2))}, "a video that its creator takes back"),
        ({"taken_back": TakenBack(1, timedelta(seconds=1))}, "a video that its creator takes back"),
        ({"caption_left": "words"}, "no page at the end, and no caption"),
        (
            {
                "pages": with_page(
                    "en/index.html", f"{pages()['en/index.html']} @{programme.LINK_CREATOR.handle}"
                )
            },
            "no page at the end, and no caption",
        ),
        (
            {"figures": CampaignFigures(total=ELEVEN, source={"submission": ELEVEN})},
            "the figures count",
        ),
        ({"figures": CampaignFigures()}, "the figures count"),
        ({"pages": with_page("ar/index.html", "")}, "the hub in ar shows"),
        ({"pages": with_page("ar/videos/index.html", "")}, "the hub in ar shows"),
        (
            {
                "pages": with_page(
                    "en/index.html", f"{pages()['en/index.html']} @{programme.REJECTED_POST.handle}"
                )
            },
            "the hub in en shows",
        ),
        ({"pages": with_page(programme.TOOLKIT_PAGES[0], "version 1.0.0")}, "the toolkit's pages show"),
        (
            {"sequences": SEQUENCES | {f"session-{programme.MOVED_ID}@end-the-stigma": 0}},
            "the calendar",
        ),
        ({"schedules": (f"{programme.MOVED_ID}.r1.live.now",)}, "the session that moved has schedules"),
        ({"schedules": ()}, "the session that moved has schedules"),
        (
            {"announced": {key: record for key, record in ANNOUNCED.items() if "@2" not in key}},
            "every announcement is made",
        ),
        ({"webhooks": WEBHOOKS[1:]}, "demo-newsroom gets each webhook once"),
        ({"webhooks": (*WEBHOOKS, WEBHOOKS[0])}, "demo-newsroom gets each webhook once"),
        (
            {"webhooks": (*WEBHOOKS, WebhookNews(WEBHOOKS[0].announcement, signed=False))},
            "demo-newsroom gets each webhook once",
        ),
        ({"at_work": {"HubQueue": 1}}, "every queue is empty"),
        ({"dead_lettered": {"DeliveriesDeadLetterQueue": 1}}, "no message ends in a dead-letter queue"),
        ({"quarantined": ()}, "the quarantine holds"),
        ({"quarantined": (unknown_event("another body"),)}, "the quarantine holds"),
    ],
)
def test_one_thing_amiss_breaks_the_promise_about_it(changes: dict[str, Any], promise: str) -> None:
    (only,) = broken(**changes)

    assert only.text.startswith(promise)


def test_a_mail_that_comes_twice_breaks_a_promise_to_its_reader() -> None:
    (only,) = broken(mail=(*AS_PROMISED.mail, AS_PROMISED.mail[0]))

    assert only.text == "demo-amal gets each message once, in ar"


def test_a_mail_in_the_other_language_breaks_a_promise_to_its_reader() -> None:
    first, *others = AS_PROMISED.mail
    (only,) = broken(mail=(first.model_copy(update={"subject": f"News: {HELP['en']}"}), *others))

    assert only.text == "demo-amal gets each message once, in ar"


@pytest.mark.parametrize("by", [timedelta(seconds=-60), timedelta(minutes=2)], ids=["early", "late"])
def test_live_now_at_another_time_breaks_a_promise(by: timedelta) -> None:
    *others, last = AS_PROMISED.mail
    (only,) = broken(mail=(*others, moved_in_time(last, by)))

    assert only.text.startswith("live now is said once, when it is")


def test_the_report_counts_what_happened() -> None:
    table = table_of(replace(AS_PROMISED, dead_lettered={"IntakeDeadLetterQueue": 2}), EXPECTED)

    what, counts, details = (list(column.cells) for column in table.columns)
    assert dict(zip(what, counts, strict=True)) == {
        "received": "15",
        "stored": "12",
        "featured": str(len(programme.FEATURED_POSTS)),
        "taken back": "1",
        "counted": "11",
        "announced": str(len(EXPECTED)),
        "delivered": str(len(mails()) + len(WEBHOOKS)),
        "dead-lettered": "2",
        "quarantined": "1",
    }
    assert details[3] == "sent in by a link; off the hub after 1.2 s"
    assert details[5] == "the last “live now” 1.0 s after the start"
