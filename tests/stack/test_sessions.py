"""A live session is announced on time, once, in each language; a moved one at its new time only."""

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject

from campaign.aws.table import Table
from campaign.kernel.clock import utc_now
from campaign.sessions.commands import ChangeSession, ScheduleSession
from campaign.sessions.session import Title
from campaign_cli.waiting import wait_for
from tests.stack.conftest import Campaign

pytestmark = pytest.mark.stack

ZONE = "Africa/Cairo"
WAIT = 60


def wall_time(moment: datetime) -> datetime:
    """What the clocks of ZONE show, to the second."""
    return moment.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None, microsecond=0)


def session(name: str, starts_at: datetime) -> ScheduleSession:
    return ScheduleSession(
        id=name,
        title=Title(ar=f"جلسة {name}", en=f"Talk {name}"),
        advocate="Amal",
        starts=wall_time(starts_at),
        zone=ZONE,
        duration_minutes=30,
        link="https://www.tiktok.com/@amal/live",
    )


def milestones(campaign: Campaign, name: str) -> Counter[str]:
    """What the partner's webhook was told of this session: milestone@revision, and how often."""
    told = (json.loads(received.request.body) for received in campaign.partner.received if received.verified)
    return Counter(
        f"{news['type']}@{news['data']['revision']}"
        for news in told
        if news["data"]["subject"] == f"session:{name}"
    )


def events(campaign: Campaign) -> dict[str, tuple[int, datetime]]:
    """The public calendar: each session's SEQUENCE and start."""
    calendar: Any = vobject.readOne(campaign.page("sessions.ics")[1])
    return {
        event.uid.value.removeprefix("session-").partition("@")[0]: (
            int(event.sequence.value),
            start_of(event),
        )
        for event in getattr(calendar, "vevent_list", [])
    }


def start_of(event: Any) -> datetime:
    """By the zone's name: vobject goes on using the first VTIMEZONE of a name that it has ever read."""
    (zone,) = event.dtstart.params.get("X-VOBJ-ORIGINAL-TZID", ["UTC"])
    moment: datetime = event.dtstart.value.replace(tzinfo=ZoneInfo(zone))
    return moment


def test_a_session_is_announced_at_once_and_when_it_is_live(campaign: Campaign) -> None:
    starts_at = utc_now().replace(microsecond=0) + timedelta(seconds=25)

    campaign.publisher.schedule_session(session("soon", starts_at))

    wait_for("live.now at the partner", lambda: milestones(campaign, "soon")["live.now@1"] > 0, 25 + WAIT)
    assert milestones(campaign, "soon") == {"session.announced@1": 1, "live.now@1": 1}
    wait_for("all mail", lambda: len(campaign.mails("soon")) == 4, WAIT)
    live = [mail for mail in campaign.mails("soon") if mail.sent_at >= starts_at]
    assert sorted(mail.to[0] for mail in live) == [
        "planted.address.ar@example.org",
        "planted.address.en@example.org",
    ]
    assert {mail.subject for mail in live} == {"Live now: Talk soon", "مباشر الآن: جلسة soon"}
    assert all(mail.sent_at < starts_at + timedelta(seconds=20) for mail in live)


def test_one_correlation_id_leads_from_the_staffs_request_to_every_delivery(campaign: Campaign) -> None:
    later = utc_now().replace(microsecond=0, year=utc_now().year + 1)

    campaign.publisher.schedule_session(session("followed", later))

    wait_for("all mail", lambda: len(campaign.mails("followed")) == 2, WAIT)
    table = Table(campaign.deployment.client("dynamodb"), campaign.outputs["TableName"])
    head = table.get("SESSION#followed", "HEAD")
    assert head is not None
    assert head.correlation_id
    chain = {"relay_changes", "plan_announcements", "announce", "deliver"}
    wait_for("the id in every log", lambda: chain <= services(campaign, str(head.correlation_id)), WAIT)


def services(campaign: Campaign, correlation_id: str) -> set[str]:
    """The functions that have logged this id."""
    lines = (line for line in campaign.log_lines() if correlation_id in line and line.startswith("{"))
    return {json.loads(line)["service"] for line in lines}


def test_a_moved_session_fires_once_for_its_new_time_only(campaign: Campaign) -> None:
    old = utc_now().replace(microsecond=0) + timedelta(seconds=40)
    new = old + timedelta(seconds=25)
    first = campaign.publisher.schedule_session(session("moved", old))
    wait_for("the first announcement", lambda: milestones(campaign, "moved")["session.announced@1"] > 0, WAIT)

    campaign.publisher.change_session(
        "moved", ChangeSession(expected_revision=first.revision, starts=wall_time(new))
    )

    wait_for("live.now at the partner", lambda: milestones(campaign, "moved")["live.now@2"] > 0, 65 + WAIT)
    assert milestones(campaign, "moved") == {
        "session.announced@1": 1,
        "session.moved@2": 1,
        "live.now@2": 1,
    }
    assert utc_now() >= new
    assert events(campaign)["moved"] == (1, new)
    schedules = campaign.deployment.client("scheduler").list_schedules(
        GroupName=campaign.outputs["ScheduleGroup"], NamePrefix="moved."
    )["Schedules"]
    assert schedules == [], "fired schedules delete themselves, and the old ones are gone"


def test_a_session_on_the_night_the_clocks_change_keeps_its_wall_time(campaign: Campaign) -> None:
    """Cairo's clocks go forward on the last Friday of April, and back on the last Thursday of October."""
    talk = session("spring", utc_now()).model_copy(update={"starts": datetime(2027, 4, 30, 21, 0)})  # noqa: DTZ001  # wall time

    campaign.publisher.schedule_session(talk)

    wait_for("the session in the calendar", lambda: "spring" in events(campaign), WAIT)
    start = events(campaign)["spring"][1]
    assert (start.hour, start.utcoffset()) == (21, timedelta(hours=3))
