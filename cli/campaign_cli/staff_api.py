"""The staff API of a deployment, called as a member of the staff."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import urllib3
from pydantic import BaseModel, ConfigDict

from campaign.audience.subscriber import Registration
from campaign.figures.tally import CampaignFigures
from campaign.kernel.clock import iso
from campaign.sessions.commands import ChangeSession, ScheduleSession
from campaign.sessions.series import ScheduleSeries
from campaign.sessions.session import Session
from campaign.videos.rights import Right, RightsEntry
from campaign.videos.standing import Standing
from campaign.videos.video import Video, VideoKey
from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.reach import reach
from campaign_cli.second_factor import SecondFactor
from campaign_cli.staff_tokens import id_token

TIMEOUT = urllib3.Timeout(connect=5, read=30)  # seconds; the function itself may take 20


class VideoForStaff(Video):
    """A video as the API answers it; `version` is to be sent back with a decision."""

    model_config = ConfigDict(extra="ignore")

    version: int
    creators: tuple[str, ...] = ()
    alike: tuple[VideoKey, ...] = ()


class RightsForStaff(BaseModel):
    """A video's ledger, oldest first, and how it stands now."""

    standing: Right | None
    entries: tuple[RightsEntry, ...]


class _ReviewQueue(BaseModel):
    videos: tuple[VideoForStaff, ...]


class _SessionForStaff(Session):
    model_config = ConfigDict(extra="ignore")


class _Sessions(BaseModel):
    sessions: tuple[_SessionForStaff, ...]
    next: str | None = None


class RefusedError(CommandError):
    """The API's own words; `status` is the HTTP status."""

    def __init__(self, request: str, status: int, detail: str) -> None:
        super().__init__(f"staff API, {request}: {status}, {detail}")
        self.status = status


class StaffApi:
    """Every method raises RefusedError for an answer that is not a success."""

    def __init__(self, deployment: Deployment, id_token: str) -> None:
        self._deployment = deployment
        self.token = id_token
        self.calls = 0
        self._http = urllib3.PoolManager(timeout=TIMEOUT, retries=False)

    @classmethod
    def sign_in(
        cls, deployment: Deployment, email: str, password: str, second_factor: SecondFactor
    ) -> "StaffApi":
        """With the operator's AWS credentials beside the password; the sign-in lasts an hour."""
        return cls(deployment, id_token(deployment, email, password, second_factor))

    def review_queue(self, limit: int = 100) -> tuple[VideoForStaff, ...]:
        """Those that wait longest first."""
        return _ReviewQueue.model_validate_json(self._call("GET", f"/videos?limit={limit}")).videos

    def video(self, key: VideoKey) -> VideoForStaff:
        return VideoForStaff.model_validate_json(self._call("GET", f"/videos/{key}"))

    def feature(self, video: VideoForStaff) -> VideoForStaff:
        """Approve it, and show it on the hub."""
        return self._decide(video, {"decision": "approve", "feature": True})

    def reject(self, video: VideoForStaff, rule: str) -> VideoForStaff:
        """By a rule of the policy in force."""
        return self._decide(video, {"decision": "reject", "rule": rule})

    def feature_all(self, videos: Sequence[VideoForStaff]) -> list[dict[str, Any]]:
        """Decided at once, each for itself: its `key`, and its `status` or the `problem`."""
        seen = [{"key": video.key, "expected_version": video.version} for video in videos]
        answer = self._call("POST", "/videos/decisions", json.dumps({"decision": "approve", "videos": seen}))
        decided: list[dict[str, Any]] = json.loads(answer)["decided"]
        return decided

    def creators(self, standing: Standing) -> list[dict[str, Any]]:
        """One of the lists, in the order of ids."""
        answer = self._call("GET", f"/creators?standing={standing}")
        listed: list[dict[str, Any]] = json.loads(answer)["creators"]
        return listed

    def set_standing(self, creator: str, standing: Standing, reason: str, version: int = 0) -> None:
        """`creator` as a video's `creators` names it; `version` is what the list says, 0 of nobody known."""
        body = json.dumps({"standing": standing, "reason": reason, "expected_version": version})
        self._call("PUT", f"/creators/{quote(creator)}/standing", body)

    def record_right(
        self, key: VideoKey, right: str, note: str | None = None, until: datetime | None = None
    ) -> None:
        """What a creator was `asked`, has `granted` (perhaps `until` a moment) or `refused`."""
        body = {"right": right} | ({"note": note} if note else {}) | ({"until": iso(until)} if until else {})
        self._call("POST", f"/videos/{key}/rights", json.dumps(body))

    def rights(self, key: VideoKey) -> RightsForStaff:
        return RightsForStaff.model_validate_json(self._call("GET", f"/videos/{key}/rights"))

    def schedule_session(self, session: ScheduleSession) -> Session:
        answer = self._call("POST", "/sessions", session.model_dump_json())
        return _SessionForStaff.model_validate_json(answer)

    def change_session(self, session_id: str, change: ChangeSession) -> Session:
        answer = self._call("PATCH", f"/sessions/{session_id}", change.model_dump_json(exclude_unset=True))
        return _SessionForStaff.model_validate_json(answer)

    def session(self, session_id: str) -> Session:
        return _SessionForStaff.model_validate_json(self._call("GET", f"/sessions/{quote(session_id)}"))

    def sessions(self, since: datetime | None = None) -> dict[str, Session]:
        """By id, in the order of their starts; from that moment on, or all that there ever were."""
        found: dict[str, Session] = {}
        after: str | None = iso(since) if since else "0"
        while after is not None:
            answer = self._call("GET", f"/sessions?after={quote(after)}")
            page = _Sessions.model_validate_json(answer)
            known = len(found)
            found |= {session.id: session for session in page.sessions}
            if len(found) == known and page.next:
                raise CommandError(f"staff API: more than a hundred sessions start at {page.next}")
            after = page.next
        return dict(found)

    def schedule_series(self, series: ScheduleSeries) -> tuple[Session, ...]:
        """Its sessions."""
        return _Sessions.model_validate_json(self._call("POST", "/series", series.model_dump_json())).sessions

    def series(self) -> list[str]:
        """The ids of all."""
        return [each["id"] for each in json.loads(self._call("GET", "/series"))["series"]]

    def cancel_series(self, series_id: str) -> list[str]:
        """The ids of the dates to come, which are cancelled now."""
        answer = json.loads(self._call("POST", f"/series/{quote(series_id)}/cancel"))
        changed: list[str] = answer["changed"]
        return changed

    def register_subscriber(self, registration: Registration) -> str | None:
        """A webhook subscriber's signing secret, which is told this once; None for any other channel."""
        answer = json.loads(self._call("POST", "/subscribers", registration.model_dump_json()))
        secret: str | None = answer.get("secret")
        return secret

    def remove_subscriber(self, subscriber_id: str) -> None:
        self._call("DELETE", f"/subscribers/{subscriber_id}")

    def quarantine(self) -> list[dict[str, str]]:
        """The newest entries, without their bodies."""
        entries: list[dict[str, str]] = json.loads(self._call("GET", "/quarantine"))["entries"]
        return entries

    def figures(self) -> CampaignFigures:
        return CampaignFigures.model_validate_json(self._call("GET", "/figures"))

    def close_task(self, task_id: str) -> None:
        self._call("DELETE", f"/tasks/{quote(task_id)}")

    def ask(self, method: str, path: str, body: str | None = None) -> Any:
        """Any route, for commands that show its answer; the JSON that it answers."""
        return json.loads(self._call(method, path, body))

    def _decide(self, video: VideoForStaff, decision: dict[str, Any]) -> VideoForStaff:
        body = json.dumps({**decision, "expected_version": video.version})
        return VideoForStaff.model_validate_json(self._call("POST", f"/videos/{video.key}/decisions", body))

    def _call(self, method: str, path: str, body: str | None = None) -> bytes:
        url, headers = reach(self._deployment, self._deployment.outputs["StaffApiUrl"] + path)
        self.calls += 1
        headers = {**headers, "Authorization": self.token, "Content-Type": "application/json"}
        try:
            answer = self._http.request(method, url, body=body, headers=headers)
        except urllib3.exceptions.HTTPError as error:
            raise CommandError(f"staff API, {method} {path}: no answer ({type(error).__name__})") from error
        if not 200 <= answer.status < 300:
            raise RefusedError(f"{method} {path}", answer.status, _detail(answer.data))
        return answer.data


def _detail(body: bytes) -> str:
    """What a problem document says; API Gateway itself answers with a `message`."""
    try:
        problem = json.loads(body)
    except ValueError:
        return "without a reason"
    return str(problem.get("detail") or problem.get("message") or "without a reason")
