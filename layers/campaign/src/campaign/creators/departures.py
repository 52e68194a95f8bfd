"""What a creator's departure means for their connection. No pydantic: the intake imports this for every
batch of videos, and meets a departure seldom."""

import json
from datetime import datetime

from campaign.kernel.item import Item


def connection_key(platform: str, open_id: str) -> tuple[str, str]:
    return f"CREATOR#{platform}:{open_id}", "CONNECTION"


def ends(left_at: datetime, connection: Item) -> bool:
    """Whether the connection is older than the departure: a creator may leave, and connect again. TikTok
    counts in whole seconds; of one and the same, leaving is the safer thing to believe."""
    connected_at = datetime.fromisoformat(json.loads(connection.data)["connected_at"])
    return connected_at.replace(microsecond=0) <= left_at
