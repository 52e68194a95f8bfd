"""A programme goes in as a file and comes out as pages and calendars, in both languages."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import vobject

from campaign.kernel.clock import utc_now
from campaign.sessions.session import Session
from campaign_cli.session_import.carry_out import carry_out
from campaign_cli.session_import.comparison import Comparison, compare
from campaign_cli.session_import.csv_file import read_csv
from campaign_cli.waiting import wait_for
from tests.stack.conftest import Campaign

pytestmark = pytest.mark.stack

SOURCE = "stack-programme"
WAIT = 60
FIRST = (utc_now() + timedelta(days=20)).replace(hour=21, minute=0, second=0, microsecond=0, tzinfo=None)
HEADER = "id,title_ar,title_en,advocate,starts,zone,duration_minutes,link,rule,status,captions"
LINK = "https://www.tiktok.com/@amal/live"


def line(name: str, starts: datetime, rule: str = "", status: str = "") -> str:
    when = starts.isoformat(timespec="minutes")
    return f"{name},جلسة {name},Talk {name},Amal,{when},Asia/Dubai,45,{LINK},{rule},{status},yes"


PROGRAMME = [
    HEADER,
    line("evening", FIRST),
    line("unheard", FIRST, status="draft"),
    line("circle", FIRST, rule="FREQ=WEEKLY;COUNT=3"),
]
DATES = [f"circle-{FIRST + timedelta(weeks=week):%Y%m%d}" for week in range(3)]


def compared(campaign: Campaign, lines: list[str]) -> Comparison:
    rows = read_csv("programme.csv", "\n".join(lines).encode(), SOURCE)
    api = campaign.publisher
    return compare(rows, api.sessions(), api.series(), SOURCE, utc_now())


def put_through(campaign: Campaign, lines: list[str], *, cancel_missing: bool = False) -> None:
    refused = carry_out(campaign.publisher, compared(campaign, lines), cancel_missing=cancel_missing)
    assert refused == []


def indexed(campaign: Campaign) -> dict[str, Session]:
    """As a list shows them; the index lags by a moment."""
    return {id_: each for id_, each in campaign.publisher.sessions().items() if each.source == SOURCE}


def event(campaign: Campaign, language: str, name: str) -> Any:
    """The event of a session's own calendar; None as long as there is none."""
    status, text, _ = campaign.page(f"{language}/sessions/{name}.ics")
    return vobject.readOne(text).vevent if status == 200 else None


def test_a_programme_is_imported_shown_and_imported_again_without_effect(campaign: Campaign) -> None:
    put_through(campaign, PROGRAMME)

    wait_for("all of them in the list", lambda: len(indexed(campaign)) == 5, WAIT)
    again = compared(campaign, PROGRAMME)
    assert (again.added, again.changed, again.missing, again.left) == ([], [], [], [])
    wait_for("a calendar for each date", lambda: all(event(campaign, "ar", each) for each in DATES), WAIT)
    assert event(campaign, "ar", "evening").summary.value == "جلسة evening"
    assert event(campaign, "en", "evening").summary.value == "Talk evening"
    assert [each.announced_by for each in indexed(campaign).values() if each.series] == [
        None,
        DATES[0],
        DATES[0],
    ]


def test_nobody_sees_the_draft(campaign: Campaign) -> None:
    wait_for("the hub", lambda: event(campaign, "en", "evening"), WAIT)

    for path in ("sessions.ics", "ar/sessions.ics", "en/sessions.ics", "ar/index.html", "en/index.html"):
        assert "unheard" not in campaign.page(path)[1]
    assert event(campaign, "en", "unheard") is None


def test_what_is_not_in_the_file_is_cancelled_only_when_told_and_never_a_draft(campaign: Campaign) -> None:
    alone = [HEADER, line("evening", FIRST)]

    put_through(campaign, alone)
    assert {str(each.status) for each in indexed(campaign).values()} == {"scheduled", "draft"}
    put_through(campaign, alone, cancel_missing=True)

    def states() -> dict[str, str]:
        return {id_: str(each.status) for id_, each in indexed(campaign).items()}

    wanted = {"evening": "scheduled", "unheard": "draft", **dict.fromkeys(DATES, "cancelled")}
    wait_for("the cancelled dates", lambda: states() == wanted, WAIT)
    wait_for("the calendar", lambda: event(campaign, "ar", DATES[1]).status.value == "CANCELLED", WAIT)
    assert event(campaign, "ar", DATES[1]).sequence.value == "1"


def test_a_series_is_cancelled_as_a_whole(campaign: Campaign) -> None:
    put_through(campaign, [HEADER, line("morning", FIRST, rule="FREQ=DAILY;COUNT=2")])

    cancelled = campaign.publisher.cancel_series("morning")

    assert cancelled == [f"morning-{FIRST + timedelta(days=day):%Y%m%d}" for day in range(2)]
