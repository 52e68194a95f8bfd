"""What captions say of their authors, beside whatever becomes of the video.

A caption that is written is read from the table's stream by whoever relays the change, at no cost to the
intake (docs/decisions.md). Here is looked for what no version of the video would show.
"""

from collections.abc import Callable, Iterable

from campaign.care.sign import Sign, fingerprint, strongest
from campaign.care.tier import Screening
from campaign.videos.creators import Withdrawal
from campaign.videos.intake import VideoMessage, VideoObserved
from campaign.videos.video import Video

HEARD = "video.heard"
"""The change of a write that says nothing else to the campaign: its author has said something."""

Look = Callable[[str], Screening]


def unshown(
    messages: Iterable[VideoMessage | Withdrawal], before: Video | None, video: Video, look: Look
) -> Sign | None:
    """The strongest sign of distress in captions that neither `before`, which is stored, nor `video`, which
    shall be, holds: of a post that is rejected or deleted as soon as it is seen, or seen only afterwards, or
    whose next caption is in the same batch. Its author meant them all the same."""
    found: Sign | None = None
    for message in messages:
        if (
            isinstance(message, VideoObserved)
            and message.caption != video.caption
            and (before is None or message.caption != before.caption)
        ):
            text = fingerprint(message.caption, f"video:{video.key}")
            found = strongest(found, Sign.of(look(message.caption), text))
    return found
