import json
from typing import Any

import pytest

from campaign.api.problems import api_of
from campaign.api.videos import video_routes
from campaign.aws.policies import PolicyTable
from campaign.aws.rights import RightsTable
from campaign.aws.table import Table
from campaign.aws.video_intake import VideoIntake
from campaign.aws.videos import VideoTable
from campaign.videos.intake import Creator
from tests.unit.conftest import FakeLambdaContext, FixedClock
from tests.unit.videos.messages import REVIEW_ALL, observed

KEY = "tiktok:7374895375649443115"
RULE = "not-for-this-campaign"


class StaffApi:
    """Calls the routes as API Gateway would, signed in as a member of `groups`."""

    def __init__(self, table: Table, clock: FixedClock) -> None:
        self._app = api_of(video_routes(VideoTable(table), PolicyTable(table), RightsTable(table), clock))

    def call(
        self, method: str, path: str, body: Any = None, *, groups: str = "moderator", **query: str
    ) -> tuple[int, dict[str, Any]]:
        event = {
            "httpMethod": method,
            "path": path,
            "headers": {},
            "queryStringParameters": query or None,
            "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
            "requestContext": {
                "requestId": "request-1",
                "authorizer": {"claims": {"sub": "moderator-1", "cognito:groups": groups}},
            },
            "body": json.dumps(body) if body is not None else None,
            "isBase64Encoded": False,
        }
        answer = self._app.resolve(event, FakeLambdaContext())  # type: ignore[arg-type]  # as much as it reads
        return answer["statusCode"], json.loads(answer["body"])

    def decide(self, **body: Any) -> tuple[int, dict[str, Any]]:
        return self.call("POST", f"/videos/{KEY}/decisions", {"expected_version": 1, **body})


@pytest.fixture
def api(table: Table, clock: FixedClock) -> StaffApi:
    VideoIntake(table, clock, lambda: REVIEW_ALL).apply([observed()])
    return StaffApi(table, clock)


def test_the_review_queue_shows_what_waits(api: StaffApi) -> None:
    status, answer = api.call("GET", "/videos", status="in_review", limit="5")
    assert status == 200
    (video,) = answer["videos"]
    assert (video["key"], video["version"], video["status"]) == (KEY, 1, "in_review")
    assert video["caption"] == observed().caption


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "101"}, {"limit": "²"}, {"status": "featured"}])
def test_the_review_queue_cannot_be_asked_for_anything_else(api: StaffApi, query: dict[str, str]) -> None:
    assert api.call("GET", "/videos", **query)[0] == 422


def test_one_video_is_shown_and_one_that_is_not_there_is_not_found(api: StaffApi) -> None:
    assert api.call("GET", f"/videos/{KEY}")[1]["id"] == KEY.removeprefix("tiktok:")
    assert api.call("GET", "/videos/tiktok:1")[0] == 404
    assert (
        api.call("POST", "/videos/tiktok:1/decisions", {"decision": "approve", "expected_version": 1})[0]
        == 404
    )


@pytest.mark.parametrize(
    ("body", "becomes"),
    [
        ({"decision": "approve"}, "featured"),
        ({"decision": "approve", "feature": False, "reason": "good, but not now"}, "approved"),
        ({"decision": "approve", "rule": RULE}, "featured"),
        ({"decision": "reject", "rule": RULE, "reason": "advertising"}, "rejected"),
    ],
)
def test_a_decision_is_made_and_written_down(api: StaffApi, body: dict[str, Any], becomes: str) -> None:
    status, video = api.decide(**body)
    assert (status, video["status"], video["version"]) == (200, becomes, 2)
    assert video["history"][-1] == {
        "at": "2026-03-01T12:00:00Z",
        "by": "moderator-1",
        "to": becomes,
        "rule": body.get("rule", "reviewed"),
        "reason": body.get("reason"),
    }
    assert api.call("GET", f"/videos/{KEY}")[1] == video
    assert api.call("GET", "/videos")[1] == {"videos": []}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"decision": "approve", "expected_version": 2}, 409),
        ({"decision": "reject"}, 422),
        ({"decision": "reject", "rule": "of-another-policy"}, 422),
        ({"decision": "approve", "rule": "review-all"}, 422),
        ({"decision": "perhaps"}, 422),
        ({"decision": "approve", "expected_version": "1"}, 422),
        ({"decision": "approve", "by": "somebody else"}, 422),
    ],
)
def test_a_decision_that_does_not_fit_changes_nothing(
    api: StaffApi, body: dict[str, Any], status: int
) -> None:
    assert api.decide(**body)[0] == status
    assert api.call("GET", f"/videos/{KEY}")[1]["version"] == 1


def test_a_body_that_is_no_json_is_refused(api: StaffApi) -> None:
    assert api.call("POST", f"/videos/{KEY}/decisions")[0] == 422


def test_a_move_that_is_not_allowed_is_a_conflict(api: StaffApi) -> None:
    api.decide(decision="reject", rule=RULE)
    assert api.decide(decision="approve", expected_version=2)[0] == 409


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/videos"),
        ("GET", f"/videos/{KEY}"),
        ("POST", f"/videos/{KEY}/decisions"),
        ("POST", "/videos/decisions"),
    ],
)
def test_reviewing_is_for_moderators(api: StaffApi, method: str, path: str) -> None:
    assert api.call(method, path, groups="publisher")[0] == 403


def test_the_review_queue_tells_which_videos_say_nearly_the_same(
    api: StaffApi, table: Table, clock: FixedClock
) -> None:
    noor = Creator(handle="noor")
    same = [observed(id=str(number), creator=noor) for number in (1, 2)]
    VideoIntake(table, clock, lambda: REVIEW_ALL).apply(same)

    found = {video["key"]: video for video in api.call("GET", "/videos")[1]["videos"]}

    assert (found["tiktok:1"]["alike"], found[KEY]["alike"]) == (["tiktok:2"], [])
    assert found["tiktok:1"]["creators"] == ["tiktok:@noor"]


def test_several_videos_are_decided_at_once_and_each_is_answered_for_itself(
    api: StaffApi, table: Table, clock: FixedClock
) -> None:
    VideoIntake(table, clock, lambda: REVIEW_ALL).apply([observed(id="1")])
    videos = [
        {"key": KEY, "expected_version": 1},
        {"key": "tiktok:1", "expected_version": 7},
        {"key": "tiktok:2", "expected_version": 1},
    ]

    status, answer = api.call(
        "POST", "/videos/decisions", {"decision": "reject", "rule": RULE, "videos": videos}
    )

    assert status == 200
    first, second, third = answer["decided"]
    assert first == {"key": KEY, "version": 2, "status": "rejected"}
    assert "changed since you saw it" in second["problem"]
    assert "there is none" in third["problem"]


@pytest.mark.parametrize("videos", [[], [{"key": KEY}], [{"key": KEY, "expected_version": 1}] * 26])
def test_no_or_too_many_videos_are_not_decided_at_once(api: StaffApi, videos: list[Any]) -> None:
    body = {"decision": "approve", "videos": videos}
    assert api.call("POST", "/videos/decisions", body)[0] == 422
