"""Announcements of invented sessions and toolkits."""

from datetime import datetime
from typing import Any

from campaign.announcements.classes import Milestone
from campaign.announcements.messages import AnnouncementDue, DeliveryKey, PageDue, WebhookDue
from campaign.announcements.news import News, news_of_recall
from campaign.audience.subscriber import Channel
from campaign.publications.fields import Both
from campaign.publications.toolkit import TakenBack, Toolkit
from tests.unit.sessions.samples import NOW


def due(
    milestone: Milestone = Milestone.REMINDER_HOUR, revision: int = 1, at: datetime = NOW, **fields: Any
) -> Any:
    return AnnouncementDue(
        subject=fields.get("subject", "session:ramadan-talk"),
        revision=revision,
        milestone=milestone,
        due_at=at,
        correlation_id="c-1",
    )


def delivery(
    announcement: AnnouncementDue, subscriber_id: str = "invented-reader", channel: str = "email"
) -> DeliveryKey:
    return DeliveryKey(announcement.key, subscriber_id, Channel(channel))


def page(announcement: AnnouncementDue, *subscribers: str, again: bool = False) -> PageDue:
    return PageDue(announcement=announcement, subscribers=subscribers or ("invented-reader",), again=again)


def webhook(announcement: AnnouncementDue, subscriber_id: str = "invented-partner") -> WebhookDue:
    return WebhookDue(announcement=announcement, subscriber_id=subscriber_id)


def toolkit(revision: int = 1) -> Toolkit:
    def text(words: str) -> dict[str, Any]:
        return {
            "title": words,
            "summary": f"{words} in short",
            "version": "1.0.0",
            "experts": [{"name": "Invented Expert", "role": "Psychologist"}],
            "change_note": f"{words} anew",
            "body": "## Body",
        }

    return Toolkit.model_validate(
        {
            "id": "listening",
            "revision": revision,
            "content": {"version": "1.0.0", "texts": {"en": text("Listening"), "ar": text("الإصغاء")}},
            "published_at": NOW,
            "told": revision,
            "told_at": NOW,
        }
    )


def taken_back(toolkit: Toolkit, told_by: str | None = None) -> News:
    why = Both(ar="الخطوة الأولى ليست آمنة.", en="The first step is not safe.")
    return news_of_recall(TakenBack(toolkit, why), told_by)
