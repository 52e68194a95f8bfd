"""Links to TikTok as people paste them: with words around them, tracking parameters, from any device.

What is made of one is always an address of TikTok's own, put together here from an id or a code: no part of
what somebody pasted is ever requested. Forms: the contract of oEmbed and the player, and the short links of
the share buttons of TikTok and TikTok Lite. The latter's lead on to `t.tiktok.com/i18n/share/video/<id>`, and
it may put its "This post is shared via" right behind the link (seen in the wild; TikTok documents neither).
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from campaign.submissions.refusal import LinkRefusedError, Refusal

LITE = "lite.tiktok.com"
HOSTS = frozenset({"tiktok.com", "www.tiktok.com", "m.tiktok.com", "t.tiktok.com", LITE})
SHORT_HOSTS = frozenset({"vm.tiktok.com", "vt.tiktok.com"})

_VIDEO = re.compile(
    r"/(?:@[^/]*/video|(?:i18n/)?share/video|v|embed|embed/v2|player/v1)/([0-9]{1,20})(?:\.html)?"
)
_CODE = re.compile(r"/([A-Za-z0-9_-]{4,32})(?:/.*)?")
_SHORT = re.compile(r"/t" + _CODE.pattern)
_OTHER: tuple[tuple[re.Pattern[str], Refusal], ...] = (
    (re.compile(r"/@[^/]*/live|/live(/.*)?"), Refusal.LIVE),
    (re.compile(r"/@[^/]+/photo/.*"), Refusal.PHOTO),
    (re.compile(r"/@[^/]+"), Refusal.PROFILE),
    (re.compile(r"/tag(/.*)?"), Refusal.TAG),  # without its name: an Arabic one is no part of what was read
)
# A link is ASCII: Arabic words or invisible marks that follow it without a space are not part of it.
_LINK = re.compile(
    r"https?://[!-~]+|(?<![\w@./:-])(?:[a-z0-9-]+\.)+[a-z]{2,}/[!-~]*",  # the second: typed without https://
    re.IGNORECASE,
)
_SCHEME = re.compile(r"https?:", re.IGNORECASE)
_BEHIND = "<>()[]{}\"',;.!?"
"""What a sentence may put right behind a link."""


@dataclass(frozen=True, slots=True)
class VideoLink:
    """The link of one video; `id` is decimal, up to 20 digits."""

    id: str

    @property
    def url(self) -> str:
        """Without the creator's name, at which TikTok does not look."""
        return f"https://www.tiktok.com/@/video/{self.id}"


@dataclass(frozen=True, slots=True)
class ShortLink:
    """A link whose video only TikTok knows. `home` is where its code is asked, without a slash at its end."""

    home: str
    code: str

    @property
    def url(self) -> str:
        return f"{self.home}/{self.code}"


def read_link(text: str) -> VideoLink | ShortLink:
    """The first link in the text. Raises LinkRefusedError when it leads to no video, or there is none."""
    link = _LINK.search(text)
    if link is None:
        raise LinkRefusedError(Refusal.NOT_A_LINK)
    address = link[0].rstrip(_BEHIND)
    return link_of(address if _SCHEME.match(address) else f"https://{address}")


def link_of(url: str) -> VideoLink | ShortLink:
    """The same for one address with its scheme, such as a redirect's target."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise LinkRefusedError(Refusal.NOT_A_LINK) from None
    host = (parts.hostname or "").rstrip(".")
    path = unquote(parts.path).rstrip("/")  # some apps write %40 for the @
    if not host:
        raise LinkRefusedError(Refusal.NOT_A_LINK)
    if port not in {None, 80, 443} or host not in HOSTS | SHORT_HOSTS:
        raise LinkRefusedError(Refusal.OTHER_SITE)
    if host in SHORT_HOSTS:
        if code := _CODE.fullmatch(path):
            return ShortLink(f"https://{host}", code[1])
        raise LinkRefusedError(Refusal.NOT_A_VIDEO)
    return _full(host, path)


def _full(host: str, path: str) -> VideoLink | ShortLink:
    if video := _VIDEO.fullmatch(path):
        return VideoLink(video[1])
    if short := _SHORT.fullmatch(path):
        return ShortLink(f"https://{LITE if host == LITE else 'www.tiktok.com'}/t", short[1])
    raise LinkRefusedError(
        next((refusal for form, refusal in _OTHER if form.fullmatch(path)), Refusal.NOT_A_VIDEO)
    )
