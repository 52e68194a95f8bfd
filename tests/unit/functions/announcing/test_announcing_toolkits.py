"""Of a toolkit: who is told of a version, who hears that it was taken back, and what an embargo keeps."""

from datetime import timedelta

import boto3
import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.ledger import AnnouncementState
from campaign.aws.publications import PublicationTable
from campaign.aws.quarantine import TableQuarantine
from campaign.publications.fields import Both
from campaign.publications.kind import Kind
from campaign.publications.moves import recall, withdraw
from tests.unit.announcements.samples import delivery, due
from tests.unit.audience.samples import NEVER_QUIET, reader
from tests.unit.functions.announcing.stage import GROUP, READER, Stage
from tests.unit.publications.samples import REVIEWER, content_of, kept

UPDATED, RECALLED = "Toolkit: Supporting a friend", "Please do not use for now: Supporting a friend"


def test_each_version_of_a_toolkit_is_told_once_and_a_patch_never(stage: Stage) -> None:
    for revision, version in enumerate(("1.0.0", "1.1.0", "1.1.1"), start=1):
        kept(stage.table, content_of(Kind.TOOLKIT, version=version), stage.clock())
        for _ in range(2):
            stage.plan("toolkit:listening", revision)
            stage.flow()

    assert stage.mails() == [(READER, "Toolkit: Supporting a friend")] * 2


def test_followers_hear_that_a_toolkit_was_taken_back_whatever_is_live_by_then(stage: Stage) -> None:
    publish_toolkit(stage, "1.0.0")
    take_back(stage, 1)
    kept(stage.table, content_of(Kind.TOOLKIT, version="1.0.1"), stage.clock())

    stage.plan("toolkit:listening", 3)
    stage.flow()

    assert stage.mails() == [(READER, UPDATED), (READER, RECALLED)]


def test_who_was_never_told_of_a_version_does_not_hear_that_it_was_taken_back(stage: Stage) -> None:
    publish_toolkit(stage, "1.0.0")
    stage.audience.register(
        reader(id="late-reader", address="late@example.org", topics=["toolkits"], quiet=NEVER_QUIET)
    )

    take_back(stage, 1)
    stage.flow()

    assert stage.mails() == [(READER, UPDATED), (READER, RECALLED)]
    recalled = due(Milestone.TOOLKIT_RECALLED, subject="toolkit:listening")
    assert stage.outcome(delivery(recalled, "late-reader")) == ("dropped", "was not told of it")


def test_who_reads_the_digest_and_was_told_there_hears_at_once(stage: Stage) -> None:
    stage.audience.register(
        reader(
            id="weekly-reader",
            address="weekly@example.org",
            topics=["toolkits"],
            quiet=NEVER_QUIET,
            cadence="digest",
        )
    )
    publish_toolkit(stage, "1.0.0")

    take_back(stage, 1)
    stage.flow()

    assert ("weekly@example.org", RECALLED) in stage.mails()


def test_a_patch_that_is_taken_back_reaches_those_who_were_told_of_what_it_mends(stage: Stage) -> None:
    publish_toolkit(stage, "1.0.0")
    publish_toolkit(stage, "1.0.1")

    take_back(stage, 2)
    stage.flow()

    assert stage.mails() == [(READER, UPDATED), (READER, RECALLED)]


def test_two_versions_that_are_taken_back_in_one_night_are_both_told(stage: Stage) -> None:
    publish_toolkit(stage, "1.0.0")
    publish_toolkit(stage, "1.1.0")
    take_back(stage, 1)
    take_back(stage, 2)

    stage.flow()

    assert stage.mails()[2:] == [(READER, RECALLED)] * 2


def test_what_the_ledger_may_have_forgotten_is_told_to_all_followers(stage: Stage) -> None:
    kept(stage.table, content_of(Kind.TOOLKIT), stage.clock())
    stage.clock.advance(days=90)

    take_back(stage, 1)
    stage.flow()

    assert stage.mails() == [(READER, RECALLED)]


def test_an_update_under_embargo_that_is_taken_back_is_told_to_nobody(stage: Stage) -> None:
    publish_toolkit(stage, "1.0.0")
    opens_at = (stage.clock() + timedelta(days=1)).isoformat()
    publish_toolkit(stage, "1.1.0", opens_at=opens_at)

    take_back(stage, 2)
    stage.flow()

    assert stage.mails() == [(READER, UPDATED)]


@pytest.mark.parametrize("versions", [["1.0.0"], ["1.0.0", "1.1.0"]], ids=["the first", "an update"])
def test_a_clock_that_is_a_moment_behind_announces_what_opens_at_this_very_second(
    stage: Stage, versions: list[str]
) -> None:
    for version in versions[:-1]:
        publish_toolkit(stage, version)
    opens_at = stage.clock() + timedelta(days=1)
    publish_toolkit(stage, versions[-1], opens_at=opens_at.isoformat())
    (name,) = [name for name in stage.schedules() if name.startswith("toolkit_")]
    target = boto3.client("scheduler").get_schedule(GroupName=GROUP, Name=name)["Target"]
    stage.clock.now = opens_at - timedelta(milliseconds=40)

    stage.run_until_done(stage.announcer, target["Input"])
    stage.flow()

    assert stage.mails() == [(READER, UPDATED)] * len(versions)
    assert list(TableQuarantine(stage.table).entries()) == []


def test_an_update_that_comes_well_before_its_time_tells_nobody(stage: Stage) -> None:
    opens_at = stage.clock() + timedelta(days=1)
    publish_toolkit(stage, "1.0.0", opens_at=opens_at.isoformat())
    stage.clock.now = opens_at - timedelta(seconds=6)

    early = due(Milestone.TOOLKIT_UPDATED, at=opens_at, subject="toolkit:listening")
    stage.run_until_done(stage.announcer, early.model_dump_json())
    stage.flow()

    assert stage.mails() == []


def test_an_update_whose_toolkit_was_withdrawn_meanwhile_is_stale_and_no_fault(stage: Stage) -> None:
    kept(stage.table, content_of(Kind.TOOLKIT), stage.clock())
    stage.plan("toolkit:listening", 1)
    publications = PublicationTable(stage.table)
    withdrawn = withdraw(publications.get(Kind.TOOLKIT, "listening"), stage.clock())
    assert withdrawn is not None
    publications.keep(withdrawn, "c-1")

    stage.flow()

    record = stage.announcement(due(Milestone.TOOLKIT_UPDATED, subject="toolkit:listening"))
    assert record is not None
    assert record.state is AnnouncementState.STALE
    assert list(TableQuarantine(stage.table).entries()) == []


def publish_toolkit(stage: Stage, version: str, **fields: str) -> None:
    """Approved, planned, and what follows has flowed."""
    content = content_of(Kind.TOOLKIT, version=version, **fields)
    publication = kept(stage.table, content, stage.clock())
    stage.plan("toolkit:listening", publication.version)
    stage.flow()


def take_back(stage: Stage, revision: int) -> None:
    """Recalled and planned; nothing of it has flowed."""
    publications = PublicationTable(stage.table)
    why = Both(ar="خطأ", en="A mistake")
    publication = publications.get(Kind.TOOLKIT, "listening")
    recalled = recall(publication, revision, why, REVIEWER, stage.clock())
    assert recalled is not None
    publications.keep(recalled, "c-1")
    stage.plan("toolkit:listening", recalled.version)
