"""What the planner sets for the times of publications, and opens as tasks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3

from campaign.aws.publications import PublicationTable
from campaign.aws.tasks import TaskTable
from campaign.publications.kind import Kind
from campaign.publications.moves import verify, withdraw
from campaign.publications.publication import Publication
from campaign.publications.timing import Tick
from tests.unit.functions.announcing.stage import Stage
from tests.unit.publications.samples import REVIEWER, content_of, kept


def published(stage: Stage, kind: Kind, name: str = "spring", **fields: Any) -> Publication:
    publication = kept(stage.table, content_of(kind, **fields), stage.clock(), name)
    stage.plan(publication.subject, publication.version)
    return publication


def keep(stage: Stage, publication: Publication | None) -> None:
    assert publication is not None
    PublicationTable(stage.table).keep(publication, "c-2")
    stage.plan(publication.subject, publication.version)


def tasks(stage: Stage) -> list[str]:
    return [task.id for task in TaskTable(stage.table).all_open()]


def test_a_tick_is_sent_a_minute_before_its_time(stage: Stage) -> None:
    published(stage, Kind.LAUNCH)

    ((name, when),) = stage.schedules().items()

    assert name.startswith("pub.launch.spring.r1.opens-")
    assert when == "at(2026-03-02T15:59:00)"


def test_to_withdraw_it_removes_its_schedules(stage: Stage) -> None:
    activation = published(stage, Kind.ACTIVATION)
    published(stage, Kind.ACTIVATION, "spring-too")
    assert len(stage.schedules()) == 4

    keep(stage, withdraw(activation, stage.clock()))

    assert {name.split(".")[2] for name in stage.schedules()} == {"spring-too"}


def test_a_moved_opening_leaves_no_schedule_of_the_old_one(stage: Stage) -> None:
    published(stage, Kind.LAUNCH)
    published(stage, Kind.LAUNCH, opens_at="2026-03-05T20:00")

    assert list(stage.schedules().values()) == ["at(2026-03-05T15:59:00)"]


def test_what_opens_within_two_minutes_is_told_to_the_hub_at_once(stage: Stage) -> None:
    opens_at = stage.clock() + timedelta(seconds=90)

    published(stage, Kind.LAUNCH, opens_at=opens_at.isoformat())

    (body,) = stage.waiting("hub")
    assert Tick.model_validate_json(body).at == opens_at
    assert stage.schedules() == {}


def test_a_task_is_opened_two_weeks_before_a_verification_ends(stage: Stage) -> None:
    organisation = published(stage, Kind.ORGANISATION, "line", verified_on="2026-02-20")
    ends = datetime(2026, 2, 20, tzinfo=UTC) + timedelta(days=180)

    fire_at(stage, ends - timedelta(days=14, seconds=1))
    assert tasks(stage) == []
    fire_at(stage, ends - timedelta(days=14))

    assert tasks(stage) == [f"organisation-line-r1-{ends:%Y%m%d}"]
    keep(stage, verify(organisation, stage.clock().date(), REVIEWER, stage.clock()))
    assert {when[3:13] for when in stage.schedules().values()} == {"2027-01-18", "2027-01-31"}


def test_a_task_that_a_schedule_opens_too_late_is_opened_by_nobody(stage: Stage) -> None:
    published(stage, Kind.TUTORIAL, "filters", review_by="2026-06-30")
    (review,) = [target for target in targets(stage) if '"review"' in target]

    published(stage, Kind.TUTORIAL, "filters", review_by="2027-06-30")
    stage.run_until_done(stage.planner, review)

    assert tasks(stage) == []


def test_what_is_nearly_stale_when_it_is_approved_is_a_task_at_once(stage: Stage) -> None:
    published(stage, Kind.INSIGHT, "afraid", review_by="2026-03-10")

    assert tasks(stage) == ["insight-afraid-r1-20260311"]


def targets(stage: Stage) -> list[str]:
    client = boto3.client("scheduler")
    return [
        client.get_schedule(GroupName="campaign", Name=name)["Target"]["Input"] for name in stage.schedules()
    ]


def fire_at(stage: Stage, moment: datetime) -> None:
    stage.pass_time_until(moment)
    if due := stage.waiting("planning"):
        stage.run_until_done(stage.planner, *due)
