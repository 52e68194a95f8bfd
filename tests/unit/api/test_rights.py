from datetime import datetime, timedelta
from typing import Any

import pytest

from campaign.api.rights import rights_routes
from campaign.api.videos import video_routes
from campaign.aws.policies import PolicyTable
from campaign.aws.rights import RightsTable
from campaign.aws.screening import KeptScreening
from campaign.aws.table import Table
from campaign.aws.video_intake import VideoIntake
from campaign.aws.videos import VideoTable
from campaign.videos.moves import Decision, approve
from campaign.videos.video import VideoKey, VideoStatus
from tests.unit.api.staff import StaffApi
from tests.unit.conftest import FixedClock
from tests.unit.videos.messages import observed

KEY = VideoKey("tiktok:7374895375649443115")


@pytest.fixture
def api(table: Table, clock: FixedClock) -> StaffApi:
    VideoIntake(table, clock, KeptScreening(table, clock)).apply([observed()])
    videos, rights = VideoTable(table), RightsTable(table)
    return StaffApi(
        rights_routes(rights, videos, clock), video_routes(videos, PolicyTable(table), rights, clock)
    )


def record(api: StaffApi, **body: Any) -> tuple[int, dict[str, Any]]:
    return api.call("POST", f"/videos/{KEY}/rights", body, groups="moderator")


def test_what_a_creator_answered_is_recorded_and_shown(api: StaffApi, clock: FixedClock) -> None:
    assert api.call("GET", f"/videos/{KEY}/rights", groups="moderator")[1] == {
        "standing": None,
        "entries": [],
    }
    assert record(api, right="asked", note=" by mail ")[0] == 201
    clock.advance(days=1)
    status, answer = record(api, right="granted", until="2026-03-03T12:00:00Z")
    assert (status, answer["standing"]) == (201, "granted")

    clock.advance(days=1)
    answer = api.call("GET", f"/videos/{KEY}/rights", groups="moderator")[1]
    assert answer["standing"] == "expired"
    assert [(entry["right"], entry["by"], entry.get("note")) for entry in answer["entries"]] == [
        ("asked", "staff-1", "by mail"),
        ("granted", "staff-1", None),
    ]


def test_a_refusal_takes_a_featured_video_off_the_hub_in_the_same_write(
    api: StaffApi, table: Table, clock: FixedClock
) -> None:
    videos = VideoTable(table)
    stored = videos.get(KEY)
    assert stored is not None
    videos.save(approve(stored.video, by="staff-1", at=clock(), feature=True), stored, clock(), "request-0")
    clock.advance(seconds=1)

    assert record(api, right="refused")[1]["standing"] == "refused"

    after = videos.get(KEY)
    assert after is not None
    assert after.video.status is VideoStatus.APPROVED
    item = table.get(f"VIDEO#{KEY}", "VIDEO")
    assert item is not None
    assert item.change == "video.approved"


def test_each_answer_says_from_when_on_the_rights_stand_against_the_video(
    api: StaffApi, table: Table, clock: FixedClock
) -> None:
    def rights_until() -> datetime | None:
        stored = VideoTable(table).get(KEY)
        assert stored is not None
        return stored.video.rights_until

    until = clock() + timedelta(days=1)
    for body, expected in [
        ({"right": "granted", "until": until.isoformat()}, until),
        ({"right": "asked"}, until),
        ({"right": "granted"}, None),
        ({"right": "refused"}, clock() + timedelta(seconds=4)),
    ]:
        clock.advance(seconds=1)
        assert record(api, **body)[0] == 201
        assert rights_until() == expected


def test_an_answer_and_what_it_means_for_the_video_are_written_together_or_not_at_all(
    api: StaffApi, table: Table, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = VideoTable(table).get(KEY)
    assert stored is not None
    videos = VideoTable(table)
    videos.save(Decision(stored.video, None), stored, clock(), "request-0")
    monkeypatch.setattr(VideoTable, "get", lambda *_: stored)

    assert record(api, right="granted", until="2027-03-01T12:00:00Z")[0] == 409
    assert RightsTable(table).of(KEY) == []


@pytest.mark.parametrize(
    "body",
    [
        {"right": "revoked"},
        {"right": "expired"},
        {"right": "perhaps"},
        {"right": "granted", "until": "2026-03-01T12:00:00Z"},
        {"right": "granted", "until": "2027-03-01T12:00:00"},
        {"right": "refused", "until": "2027-03-01T12:00:00Z"},
        {"right": "asked", "note": "  "},
        {"right": "asked", "note": "x" * 301},
        {"right": "asked", "by": "somebody else"},
    ],
)
def test_what_does_not_fit_is_refused(api: StaffApi, body: dict[str, Any]) -> None:
    assert record(api, **body)[0] == 422


def test_a_video_that_is_not_there_has_no_ledger_to_write_in(api: StaffApi) -> None:
    assert api.call("POST", "/videos/tiktok:1/rights", {"right": "asked"}, groups="moderator")[0] == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_ledger_is_for_moderators(api: StaffApi, method: str) -> None:
    assert api.call(method, f"/videos/{KEY}/rights", {"right": "asked"}, groups="publisher")[0] == 403


def test_a_video_whose_creator_has_said_no_cannot_be_featured(api: StaffApi) -> None:
    record(api, right="refused")
    path, approve = f"/videos/{KEY}/decisions", {"decision": "approve", "expected_version": 2}

    status, problem = api.call("POST", path, approve, groups="moderator")
    assert status == 409
    assert f"POST /videos/{KEY}/rights" in problem["detail"]

    assert api.call("POST", path, {**approve, "feature": False}, groups="moderator")[0] == 200


def test_a_video_whose_creator_has_agreed_can_be_featured(api: StaffApi) -> None:
    record(api, right="granted")
    body = {"decision": "approve", "expected_version": 1}
    assert api.call("POST", f"/videos/{KEY}/decisions", body, groups="moderator")[0] == 200
