import pytest

from campaign.api.figures import figures_routes
from campaign.aws.figures import FigureCounter, FiguresTable
from campaign.aws.table import Table
from campaign.figures.counting import News
from campaign.videos.video import VideoKey
from tests.unit.api.staff import StaffApi
from tests.unit.conftest import FixedClock
from tests.unit.figures.samples import contribution


@pytest.fixture
def api(table: Table) -> StaffApi:
    return StaffApi(figures_routes(FiguresTable(table)))


@pytest.mark.parametrize("group", ["moderator", "publisher", "operator"])
def test_every_group_of_the_staff_sees_the_figures(
    api: StaffApi, table: Table, clock: FixedClock, group: str
) -> None:
    FigureCounter(table, clock).count([News(VideoKey("tiktok:1"), 1, contribution())])
    one = {"videos": 1, "creators": 1, "views": 100, "likes": 10, "shares": 1}

    assert api.call("GET", "/figures", groups=group) == (
        200,
        {
            "total": one,
            "day": {"2026-03-01": one},
            "region": {"AE": one},
            "script": {"Latn": one},
            "source": {"search": one},
        },
    )


def test_who_is_in_no_group_sees_nothing(api: StaffApi) -> None:
    status, problem = api.call("GET", "/figures", groups="stranger")
    assert status == 403
    assert "moderator or publisher or operator" in problem["detail"]
