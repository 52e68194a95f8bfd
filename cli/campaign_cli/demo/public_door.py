"""The public API of a deployment, used as a creator does: a link sent in, and taken back."""

import json

import urllib3
from pydantic import BaseModel

from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.reach import reach


class Confirmation(BaseModel):
    """What whoever sends a link in is answered: `withdraw_url` takes the video back, without an account."""

    withdraw_url: str


class PublicDoor:
    """Every method raises CommandError for an answer that is not a success."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment

    def send_in(self, link: str, consent: dict[str, str]) -> Confirmation:
        url = f"{self._deployment.outputs['PublicApiUrl']}/submissions"
        return Confirmation.model_validate_json(self._post(url, {"link": link, "consent": consent}))

    def take_back(self, confirmation: Confirmation) -> None:
        self._post(confirmation.withdraw_url, None)

    def _post(self, url: str, body: object) -> bytes:
        found = reach(self._deployment, url)
        answer = urllib3.request(
            "POST",
            found.url,
            body=None if body is None else json.dumps(body),
            headers={"Content-Type": "application/json", **found.headers},
            retries=False,
            timeout=30,
        )
        # The link that takes a video back is a secret: no message names it.
        if not 200 <= answer.status < 300:
            raise CommandError(f"public API: {answer.status}")
        return answer.data
