"""What is behind a link that somebody has sent in."""

from campaign.submissions.checking import SeenVideo
from campaign.submissions.refusal import LinkRefusedError, Refusal
from campaign.tiktok.answers import trouble
from campaign.tiktok.links import link_of
from campaign.tiktok.oembed import OEmbed
from campaign.tiktok.short_links import ShortLinks


class SubmittedLinks:
    """Asks TikTok: where a short link leads, then what oEmbed says of the video."""

    def __init__(self, short_links: ShortLinks, oembed: OEmbed) -> None:
        self._short_links = short_links
        self._oembed = oembed

    def look_up(self, link: str) -> SeenVideo:
        """Raises LinkRefusedError when there is no public video behind it, TransientError when TikTok gave no
        answer to rely on."""
        video = self._short_links.video_of(link_of(link))
        found = self._oembed.look_up(video.id)
        if found is None:
            raise LinkRefusedError(Refusal.MISSING)
        if found.kind == "profile":
            raise LinkRefusedError(Refusal.PROFILE)
        if not found.kind or not found.id:
            raise trouble("TikTok oEmbed", "it does not say what it shows")
        if found.kind != "video" or found.id != video.id:
            raise LinkRefusedError(Refusal.NOT_A_VIDEO)
        return SeenVideo(platform="tiktok", id=video.id, handle=found.handle, caption=found.caption)
