"""The JSON schemas of what travels between functions, and of the hub's campaign.json, generated from the
models into events/schemas/.

A schema's file is named `<message>.v<n>.json`; a change that a reader of the old one would not understand
takes a new number, and both are read until nothing sends the old one.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from campaign.announcements.messages import AnnouncementDue, PageDue, WebhookDue
from campaign.hub.campaign_document import CampaignDocument
from campaign.kernel.change import ChangeEvent
from campaign.tiktok.lookups import CheckVideo, LookUpPost
from campaign.videos.intake import (
    CreatorBlocked,
    CreatorLeft,
    EventUnknown,
    VideoChecked,
    VideoGone,
    VideoObserved,
)
from campaign_cli.project import ROOT

FOLDER = ROOT / "events" / "schemas"
MODELS: dict[str, type[BaseModel]] = {
    "announcement_due.v1": AnnouncementDue,
    "campaign_document.v1": CampaignDocument,
    "change.v1": ChangeEvent,
    "check_video.v1": CheckVideo,
    "creator_blocked.v1": CreatorBlocked,
    "creator_left.v1": CreatorLeft,
    "page_due.v1": PageDue,
    "webhook_due.v1": WebhookDue,
    "event_unknown.v1": EventUnknown,
    "look_up_post.v1": LookUpPost,
    "video_checked.v1": VideoChecked,
    "video_gone.v1": VideoGone,
    "video_observed.v1": VideoObserved,
}


def texts() -> dict[Path, str]:
    """Each schema's file and what should stand in it."""
    return {FOLDER / f"{name}.json": _text(model.model_json_schema()) for name, model in MODELS.items()}


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def write() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in texts().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
