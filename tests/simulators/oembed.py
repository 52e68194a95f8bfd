"""`GET /oembed?url=` and short links: what anyone can ask about a public link without a token."""

import re
from datetime import timedelta
from html import escape
from urllib.parse import urlsplit

from campaign_cli.loopback import Answer, Request, json_answer
from tests.simulators.catalogue import Catalogue
from tests.simulators.failures import Failure, RefusedError
from tests.simulators.models import Clock, SimulatedCreator, SimulatedVideo

HOSTS = ("www.tiktok.com", "tiktok.com", "m.tiktok.com")
VIDEO_PATH = re.compile(r"/@[\w.]*/video/(\d+)/?")
PROFILE_PATH = re.compile(r"/@([\w.]+)/?")
THUMBNAIL_LIFETIME = timedelta(days=2)


class PublicLinks:
    """oEmbed for full links of videos and profiles, and the redirects of short links.

    Whether TikTok's oEmbed takes a short link is not documented: this one does not, so that a client
    resolves it first.
    """

    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self._catalogue = catalogue
        self._clock = clock

    def oembed(self, request: Request) -> Answer:
        link = urlsplit(request.parameters.get("url", ""))
        if link.hostname in HOSTS:
            # The handle is not looked at, as with TikTok: `/@/video/<id>` works.
            if match := VIDEO_PATH.fullmatch(link.path):
                return self._video_answer(match[1])
            if match := PROFILE_PATH.fullmatch(link.path):
                return self._profile_answer(match[1])
        raise RefusedError(Failure.OEMBED_MISSING)

    def follow_short_link(self, request: Request) -> Answer:
        """`GET /<code>` and `/<code>/`, as `vm.tiktok.com` and `vt.tiktok.com` answer them."""
        video = self._catalogue.video_behind(request.path.strip("/"))
        if video is None:
            return Answer(status=404, content_type="text/html")
        return Answer(status=301, content_type="text/html", headers={"Location": f"{video.url}?_r=1"})

    def _video_answer(self, video_id: str) -> Answer:
        video = self._catalogue.video(video_id)
        creator = self._catalogue.creator(video.handle) if video else None
        if video is None or creator is None:
            raise RefusedError(Failure.OEMBED_MISSING)
        expires = int((self._clock() + THUMBNAIL_LIFETIME).timestamp())
        return json_answer(
            200,
            _author(creator)
            | {
                "type": "video",
                "title": video.caption,
                "html": _blockquote(video, creator),
                "embed_product_id": video.id,
                "embed_type": "video",
                "thumbnail_url": f"https://covers.example/{video.id}.image?x-expires={expires}&x-signature=s",
                "thumbnail_width": 576,
                "thumbnail_height": 1024,
            },
        )

    def _profile_answer(self, handle: str) -> Answer:
        creator = self._catalogue.creator(handle)
        if creator is None:
            raise RefusedError(Failure.OEMBED_MISSING)
        return json_answer(
            200,
            _author(creator)
            | {
                "type": "rich",
                "title": f"{creator.name}'s Creator Profile",
                "html": f'<blockquote class="tiktok-embed" cite="{creator.url}"></blockquote>',
                "embed_product_id": creator.handle,
                "embed_type": "profile",
            },
        )


def _author(creator: SimulatedCreator) -> dict[str, object]:
    return {
        "version": "1.0",
        "author_url": creator.url,
        "author_name": creator.name,
        "author_unique_id": creator.handle,
        "width": "100%",
        "height": "100%",
        "provider_url": "https://www.tiktok.com",
        "provider_name": "TikTok",
    }


def _blockquote(video: SimulatedVideo, creator: SimulatedCreator) -> str:
    author = f'<a target="_blank" href="{creator.url}">@{creator.handle}</a>'
    return (
        f'<blockquote class="tiktok-embed" cite="{video.url}" data-video-id="{video.id}">'
        f"<section>{author} <p>{escape(video.caption)}</p>"
        '</section></blockquote> <script async src="https://www.tiktok.com/embed.js"></script>'
    )
