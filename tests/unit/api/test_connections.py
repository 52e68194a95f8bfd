import pytest

from campaign.api.connections import connection_routes
from campaign.aws.connections import ConnectionTable
from tests.simulators.cast import CREATORS
from tests.unit.api.staff import StaffApi
from tests.unit.creators.stage import NOOR, Stage

pytestmark = pytest.mark.enable_socket
YAZAN = CREATORS[1]


@pytest.fixture
def api(stage: Stage) -> StaffApi:
    return StaffApi(connection_routes(ConnectionTable(stage.table)))


def test_who_has_to_connect_again_is_listed_by_the_handle_that_a_post_told(
    api: StaffApi, stage: Stage
) -> None:
    stage.connect(NOOR.open_id)
    stage.connect(YAZAN.open_id)
    stage.post(1)
    stage.poll()
    stage.tiktok.tokens.disconnect(NOOR.open_id)
    stage.clock.advance(hours=7)
    stage.poll()

    status, document = api.call("GET", "/connections", groups="moderator")

    assert status == 200
    (listed,) = document["connections"]
    assert (listed["open_id"], listed["handle"], listed["state"]) == (
        NOOR.open_id,
        NOOR.handle,
        "reconnect_needed",
    )
    assert "tokens" not in listed

    stage.connect(NOOR.open_id)
    assert api.call("GET", "/connections", groups="moderator")[1] == {"connections": []}


def test_the_list_is_for_moderators(api: StaffApi) -> None:
    assert api.call("GET", "/connections", groups="publisher")[0] == 403
