"""What a mail says to SES of itself, so that a bounce finds its delivery again.

SES lets a tag's value have letters, digits, `_` and `-` alone, up to 256:
https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence

ANNOUNCEMENT = "announcement"
SUBSCRIBER = "subscriber"


def email_tags(announcement: str, subscriber_id: str) -> dict[str, str]:
    """`announcement`: its key, such as `session:talk@2/live.now`."""
    value = urlsafe_b64encode(announcement.encode()).decode().rstrip("=")
    return {ANNOUNCEMENT: value, SUBSCRIBER: subscriber_id}


def announcement_in(tags: Mapping[str, Sequence[str]]) -> str | None:
    """The announcement's key, of tags as SES repeats them in its events; None where there is none."""
    for value in tags.get(ANNOUNCEMENT, ()):
        try:
            return urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode()
        except (binascii.Error, ValueError):
            return None
    return None
