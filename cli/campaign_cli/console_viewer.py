"""The console of an embedded deployment, for a browser on this machine: it, its API and its sign-in at one
address.

On AWS each has an address of its own, which a browser cannot reach in an embedded AWS: it tells them apart
by the Host header.
"""

import re

import urllib3

from campaign_cli.console import CONFIG, config
from campaign_cli.deployment import Deployment
from campaign_cli.hub_viewer import PAGE, forwarded_headers
from campaign_cli.loopback import Answer, LoopbackServer, Request, json_answer
from campaign_cli.reach import reach

_SIGN_IN = "/sign-in/"
# A route of the API with its ids, and nothing that could lead elsewhere in the embedded AWS.
_ROUTE = re.compile(r"/api((?:/[A-Za-z0-9][A-Za-z0-9._~%-]*)+)")
_PASSED_ON = ("authorization", "content-type", "x-amz-target", "x-amz-user-agent")


class ConsoleViewer(LoopbackServer):
    """Serves it on a port of 127.0.0.1 until the `with` block ends."""

    def __init__(self, deployment: Deployment, port: int = 0) -> None:
        super().__init__(self._answer, port)
        self._deployment = deployment
        self._http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=30), retries=False)

    def _answer(self, request: Request) -> Answer:
        outputs = self._deployment.outputs
        settings = config(outputs)
        if request.path == f"/{CONFIG}":
            here = {"api": f"{self.url}/api", "endpoint": f"{self.url}{_SIGN_IN}"}
            return json_answer(200, {**settings, **here})
        if _ROUTE.fullmatch(request.path):
            return self._from(outputs["StaffApiUrl"] + request.target.removeprefix("/api"), request)
        if request.target == _SIGN_IN:
            return self._from(f"https://cognito-idp.{settings['region']}.amazonaws.com/", request)
        if not PAGE.fullmatch(request.path):
            return json_answer(404, {"detail": "only the console is here"})
        return self._from(outputs["ConsoleUrl"] + request.target, request)

    def _from(self, address: str, request: Request) -> Answer:
        url, headers = reach(self._deployment, address)
        passed_on = {name: value for name, value in request.headers.items() if name in _PASSED_ON}
        try:
            answer = self._http.request(
                request.method, url, body=request.body or None, headers={**passed_on, **headers}
            )
        except urllib3.exceptions.HTTPError:
            return json_answer(502, {"detail": "the embedded AWS does not answer"})
        return Answer(
            status=answer.status,
            content_type=answer.headers.get("Content-Type", "application/octet-stream"),
            headers=forwarded_headers(answer.headers),
            body=answer.data,
        )
