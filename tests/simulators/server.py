"""The TikTok simulator: one server, every endpoint of the contract, every failure on demand."""

import threading
import time
from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from campaign_cli.loopback import Answer, LoopbackServer, Request
from tests.simulators.authorize import AuthorizePage
from tests.simulators.catalogue import Catalogue
from tests.simulators.display import CreatorVideos
from tests.simulators.failures import Failure, FailureScript, RefusedError, failure_answer
from tests.simulators.models import Clock, Endpoint, SimulatedApp, SimulatedCreator, SimulatedVideo, utc_now
from tests.simulators.oauth import TokenDesk
from tests.simulators.oembed import PublicLinks
from tests.simulators.research import ResearchSearch

ROUTES = {
    ("GET", "/v2/auth/authorize/"): Endpoint.OAUTH_AUTHORIZE,
    ("POST", "/v2/oauth/token/"): Endpoint.OAUTH_TOKEN,
    ("POST", "/v2/oauth/revoke/"): Endpoint.OAUTH_REVOKE,
    ("POST", "/v2/research/video/query/"): Endpoint.RESEARCH_QUERY,
    ("POST", "/v2/video/list/"): Endpoint.VIDEO_LIST,
    ("POST", "/v2/video/query/"): Endpoint.VIDEO_QUERY,
    ("GET", "/oembed"): Endpoint.OEMBED,
}


class RecordedRequest(BaseModel):
    """A line of the request log; `status` is `None` where the connection was dropped."""

    model_config = ConfigDict(frozen=True)

    endpoint: Endpoint | None
    request: Request
    received_at: datetime
    status: int | None


class TikTokSimulator(LoopbackServer):
    """Plays TikTok on a port of 127.0.0.1 for as long as its `with` block lasts.

    Its `url` is the base URL for both `open.tiktokapis.com` and `www.tiktok.com`.
    `catalogue`, `tokens`, `authorize_page` and `research` are the platform's state, for a test to change;
    `fail_next` and `delay_next` script what the next answers of one endpoint suffer.
    """

    def __init__(
        self,
        creators: Iterable[SimulatedCreator] = (),
        videos: Iterable[SimulatedVideo] = (),
        *,
        app: SimulatedApp | None = None,
        clock: Clock = utc_now,
        port: int = 0,
    ) -> None:
        super().__init__(self._respond, port)
        self.app = app or SimulatedApp()
        self.catalogue = Catalogue(creators, videos)
        self.tokens = TokenDesk(self.app, clock)
        self.authorize_page = AuthorizePage(self.app, self.tokens)
        self.research = ResearchSearch(self.catalogue, self.tokens, clock)
        self.requests: list[RecordedRequest] = []
        self._creator_videos = CreatorVideos(self.catalogue, self.tokens, clock)
        self._links = PublicLinks(self.catalogue, clock)
        self._script = FailureScript()
        self._clock = clock
        self._one_at_a_time = threading.Lock()

    def fail_next(self, endpoint: Endpoint | str, failure: Failure, times: int = 1) -> None:
        """The next `times` answers of an endpoint are this failure.

        Raises:
            ValueError: no endpoint has this name.
        """
        self._script.fail_next(endpoint, failure, times)

    def delay_next(self, endpoint: Endpoint | str, seconds: float, times: int = 1) -> None:
        """The next `times` answers of an endpoint come so much later."""
        self._script.delay_next(endpoint, seconds, times)

    def calls_of(self, endpoint: Endpoint | str) -> list[RecordedRequest]:
        return [call for call in self.requests if call.endpoint == endpoint]

    def _respond(self, request: Request) -> Answer | None:
        endpoint = _endpoint_of(request)
        if endpoint is not None:
            time.sleep(self._script.take_delay(endpoint))
        with self._one_at_a_time:
            received_at = self._clock()
            log_id = f"{received_at:%Y%m%d%H%M%S}{len(self.requests):018d}"
            answer = self._answer(endpoint, request, log_id)
            self.requests.append(
                RecordedRequest(
                    endpoint=endpoint,
                    request=request,
                    received_at=received_at,
                    status=answer.status if answer else None,
                )
            )
        return answer

    def _answer(self, endpoint: Endpoint | None, request: Request, log_id: str) -> Answer | None:
        if endpoint is None:
            return Answer(status=404, content_type="text/html", body=b"<html>Not Found</html>")
        try:
            if endpoint is Endpoint.RESEARCH_QUERY:
                self.research.quota.count_request()
            failure = self._script.take_failure(endpoint)
            if failure is not None:
                raise RefusedError(failure)
            return self._serve(endpoint, request, log_id)
        except RefusedError as refusal:
            return failure_answer(refusal.failure, log_id)

    def _serve(self, endpoint: Endpoint, request: Request, log_id: str) -> Answer:
        match endpoint:
            case Endpoint.OAUTH_AUTHORIZE:
                return self.authorize_page.answer(request)
            case Endpoint.OAUTH_TOKEN:
                return self.tokens.token(request)
            case Endpoint.OAUTH_REVOKE:
                return self.tokens.revoke(request)
            case Endpoint.RESEARCH_QUERY:
                return self.research.query(request, log_id)
            case Endpoint.VIDEO_LIST:
                return self._creator_videos.list_videos(request, log_id)
            case Endpoint.VIDEO_QUERY:
                return self._creator_videos.look_up(request, log_id)
            case Endpoint.OEMBED:
                return self._links.oembed(request)
            case Endpoint.SHORT_LINK:
                return self._links.follow_short_link(request)


def _endpoint_of(request: Request) -> Endpoint | None:
    endpoint = ROUTES.get((request.method, request.path))
    is_one_segment = request.path.strip("/") != "" and "/" not in request.path.strip("/")
    if endpoint is None and request.method == "GET" and is_one_segment:
        return Endpoint.SHORT_LINK
    return endpoint
