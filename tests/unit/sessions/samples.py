"""Invented sessions, as staff would enter them."""

from datetime import UTC, datetime
from typing import Any

from campaign.sessions.commands import ChangeSession, ScheduleSession, schedule
from campaign.sessions.session import Session

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
START = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)

FORM: dict[str, Any] = {
    "id": "ramadan-talk",
    "title": {"ar": "حديث عن القلق", "en": "Talking about worry"},
    "advocate": "Invented Advocate",
    "starts": "2026-03-01T21:00",
    "zone": "Asia/Dubai",
    "duration_minutes": 45,
    "link": "https://www.tiktok.com/@invented.advocate/live",
}


def command(**fields: Any) -> ScheduleSession:
    return ScheduleSession.model_validate({**FORM, **fields})


def change_of(session: Session, **fields: Any) -> ChangeSession:
    return ChangeSession.model_validate({"expected_revision": session.revision, **fields})


def session(**fields: Any) -> Session:
    return schedule(command(**fields), NOW)
