from typing import Any

import pytest

from campaign.api.creators import creator_routes
from campaign.aws.standings import StandingTable
from campaign.aws.table import Table
from tests.unit.api.staff import StaffApi
from tests.unit.conftest import FixedClock

NOOR = "/creators/tiktok:@Demo.Noor/standing"
BLOCK = {"standing": "blocked", "reason": "harassment (invented)", "expected_version": 0}


class Moderator(StaffApi):
    def call(
        self, method: str, path: str, body: Any = None, groups: str = "moderator", **query: str
    ) -> tuple[int, dict[str, Any]]:
        return super().call(method, path, body, groups, **query)


@pytest.fixture
def api(table: Table, clock: FixedClock) -> Moderator:
    return Moderator(creator_routes(StandingTable(table), clock))


def listed(api: Moderator, standing: str) -> list[str]:
    return [creator["id"] for creator in api.call("GET", "/creators", standing=standing)[1]["creators"]]


def test_a_blocked_creator_is_on_the_list_and_is_told_to_the_intake(api: Moderator, table: Table) -> None:
    status, answer = api.call("PUT", NOOR, BLOCK)

    assert (status, answer["id"], answer["standing"], answer["version"]) == (
        200,
        "tiktok:@demo.noor",
        "blocked",
        1,
    )
    assert (listed(api, "blocked"), listed(api, "trusted")) == (["tiktok:@demo.noor"], [])
    item = table.get("CREATOR#tiktok:@demo.noor", "STANDING")
    assert item is not None
    assert item.change == "creator.blocked"


def test_a_standing_is_changed_and_taken_back(api: Moderator, table: Table) -> None:
    api.call("PUT", NOOR, BLOCK)
    api.call("PUT", NOOR, {**BLOCK, "standing": "trusted", "expected_version": 1})
    assert (listed(api, "blocked"), listed(api, "trusted")) == ([], ["tiktok:@demo.noor"])

    assert api.call("PUT", NOOR, {**BLOCK, "standing": "none", "expected_version": 2})[0] == 200
    assert listed(api, "trusted") == []


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (NOOR, {**BLOCK, "expected_version": 1}, 409),
        (NOOR, {**BLOCK, "reason": " "}, 422),
        (NOOR, {**BLOCK, "standing": "loved"}, 422),
        ("/creators/noor/standing", BLOCK, 422),
    ],
)
def test_what_does_not_fit_changes_nothing(
    api: Moderator, path: str, body: dict[str, Any], status: int
) -> None:
    assert api.call("PUT", path, body)[0] == status
    assert listed(api, "blocked") == []


@pytest.mark.parametrize("standing", ["", "none", "loved"])
def test_there_are_two_lists(api: Moderator, standing: str) -> None:
    assert api.call("GET", "/creators", standing=standing)[0] == 422


@pytest.mark.parametrize(("method", "path"), [("GET", "/creators"), ("PUT", NOOR)])
def test_the_lists_are_for_moderators(api: Moderator, method: str, path: str) -> None:
    assert api.call(method, path, groups="publisher")[0] == 403
