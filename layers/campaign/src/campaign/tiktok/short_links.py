"""Where a short link leads: TikTok is asked, and its redirects are read one by one, never followed."""

from urllib.parse import urljoin

import urllib3
from urllib3.exceptions import HTTPError

from campaign.kernel.errors import TransientError
from campaign.submissions.refusal import LinkRefusedError, Refusal
from campaign.tiktok.links import ShortLink, VideoLink, link_of

MAX_HOPS = 3
_TIMEOUT = urllib3.Timeout(connect=1.5, read=1.5)  # seconds; a redirect is a quick answer
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MISSING = frozenset({400, 404, 410})


class ShortLinks:
    """Asks at the host that a link names, or at `url` instead where one is given (the simulator's)."""

    def __init__(self, url: str = "") -> None:
        self._url = url
        self._http = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)

    def video_of(self, link: VideoLink | ShortLink) -> VideoLink:
        """The video behind a link; a full link is answered unasked.

        Raises LinkRefusedError when it leads to none, or out of TikTok. Raises TransientError when TikTok
        gave no answer to rely on: a limit, a fault, a page instead of a redirect.
        """
        for _ in range(MAX_HOPS):
            if isinstance(link, VideoLink):
                return link
            link = self._next(link)
        if isinstance(link, VideoLink):
            return link
        raise LinkRefusedError(Refusal.NOT_A_VIDEO)

    def _next(self, link: ShortLink) -> VideoLink | ShortLink:
        address = f"{self._url or link.home}/{link.code}"
        try:
            answer = self._http.request("GET", address, redirect=False, preload_content=False)
            answer.close()  # only its head is of use
        except HTTPError as error:
            raise _trouble(f"it could not be asked ({type(error).__name__})") from error
        if answer.status in _MISSING:
            raise LinkRefusedError(Refusal.MISSING)
        target = answer.headers.get("Location", "")
        if answer.status not in _REDIRECTS or not target:
            raise _trouble(f"it answered {answer.status} and no place to go")
        target = urljoin(link.url, target)
        if not target.startswith("https://"):
            raise LinkRefusedError(Refusal.OTHER_SITE)
        return link_of(target)


def _trouble(rule: str) -> TransientError:
    return TransientError("TikTok's short links", rule, "ask again later")
