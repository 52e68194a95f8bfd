from typing import Any

import pytest

from campaign.api.notices import notice_routes
from campaign.aws.holds import HoldTable
from campaign.aws.notices import NoticeTable
from campaign.aws.table import Table
from campaign.aws.telling import LedgerTable
from tests.unit.announcements.test_notices import FORM, text
from tests.unit.api.staff import StaffApi
from tests.unit.conftest import FixedClock


@pytest.fixture
def api(table: Table, clock: FixedClock) -> StaffApi:
    return StaffApi(notice_routes(NoticeTable(table), HoldTable(table), LedgerTable(table), clock))


def send(api: StaffApi, **fields: Any) -> tuple[int, dict[str, Any]]:
    return api.call("POST", "/notices", {**FORM, **fields})


def test_a_notice_is_written_and_shown(api: StaffApi) -> None:
    status, written = send(api)

    assert (status, written["status"]) == (201, "planned")
    assert "warnings" not in written
    assert api.call("GET", "/notices/new-helpers") == (200, written)


def test_what_a_rule_of_safe_messaging_forbids_is_refused_with_place_rule_and_remedy(api: StaffApi) -> None:
    blaming = text(lines=["Hello.", "She committed suicide."], subject="A suicide epidemic")

    status, problem = send(api, texts=blaming)

    assert status == 422
    assert "texts.en.lines.1 breaks committed-suicide" in problem["detail"]
    assert "texts.en.subject breaks epidemic" in problem["detail"]
    assert "“died by suicide”" in problem["detail"]
    assert api.call("GET", "/notices") == (200, {"notices": []})


def test_arabic_words_are_held_to_the_arabic_rules(api: StaffApi) -> None:
    status, problem = send(api, texts=text("ar", action="علاج مضمون"))

    assert (status, "texts.ar.action breaks cure-promised" in problem["detail"]) == (422, True)


def test_a_warning_is_told_and_the_notice_goes_out(api: StaffApi) -> None:
    status, written = send(api, texts=text(lines=["Just think positive!"]))

    assert status == 201
    assert [(each["file"], each["rule"]) for each in written["warnings"]] == [
        ("texts.en.lines.0", "comparing-pain")
    ]


def test_notices_are_for_publishers(api: StaffApi) -> None:
    assert api.call("POST", "/notices", FORM, "moderator")[0] == 403
