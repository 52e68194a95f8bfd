from datetime import timedelta
from pathlib import Path

import boto3
import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.wording import PublishedWording, built_in
from campaign.announcements.wording_check import FILES, CheckedWording, read_wording
from campaign.announcements.wording_publish import WORDING_KEY, wording_publisher
from campaign.aws.buckets import S3ContentBucket
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.aws.wordings import FRESH_FOR, FreshWording, WordingTable
from campaign.kernel.errors import ConflictError, TransientError
from campaign.publications.uploads import Uploads, report_key
from campaign_cli.publishing.packing import pack
from tests.unit.conftest import FixedClock
from tests.unit.publications.samples import zipped
from tests.unit.template_resources import Resources

CONTENT = Path(__file__).parents[3] / "content" / "announcements"
OURS = {name: (CONTENT / name).read_text("utf-8") for name in FILES}


def edited(file: str, before: str, after: str) -> bytes:
    assert before in OURS[file]
    return zipped({**OURS, file: OURS[file].replace(before, after, 1)})


def faults_of(bundle: bytes) -> list[str]:
    found = read_wording(bundle)
    assert not isinstance(found, CheckedWording)
    return [str(fault) for fault in found]


def line_of(file: str, words: str) -> int:
    return next(number for number, line in enumerate(OURS[file].split("\n"), 1) if words in line)


def test_the_campaigns_own_words_are_those_that_hold_until_staff_publish_any() -> None:
    assert read_wording(pack(CONTENT, FILES)) == CheckedWording(built_in())


@pytest.mark.parametrize(
    ("file", "before", "after", "rule"),
    [
        ("en.yaml", "Live now: $title", "Live now: $titel", "nothing is known of $titel here"),
        ("ar.yaml", "نحو $duration دقيقة", "نحو ساعة", "ar.yaml and en.yaml differ in $duration"),
        ("en.yaml", "Live now: $title", "Live now: $", "a $ that names nothing"),
        ("en.yaml", "Live now: $title", "Live now: {{title}}", "two braces"),
        ("en.yaml", "nothing more: $unsubscribe", "nothing more.", "does not end with $unsubscribe"),
        ("en.yaml", "you: https://findahelpline.com", "you.", "leads to no help"),
        ("en.yaml", "Live now: $title", "\u2067Live now: $title", "bidirectional"),
        ("en.yaml", '    action: "Watch now"\n', "", "one language has an action"),
        ("en.yaml", "reminder.hour:", "reminder.minute:", "reminder.minute"),
        ("en.yaml", "reminder.hour:", "reminder.minute:", "announcements.reminder.hour: it has no words"),
        ("en.yaml", "footer:", "colour: red\nfooter:", "colour is no field"),
        ("en.yaml", "Live now: $title", "She committed suicide", "safe messaging, committed-suicide"),
        ("ar.yaml", "مباشر الآن: $title", "علاج مضمون", "safe messaging, cure-promised"),
    ],
)
def test_every_fault_of_the_words_is_told(file: str, before: str, after: str, rule: str) -> None:
    assert any(rule in fault for fault in faults_of(edited(file, before, after)))


def test_faults_of_both_files_are_told_at_once_each_with_its_line() -> None:
    half = OURS["ar.yaml"].replace("للمشاهدة من جديد: $title", "للمشاهدة من جديد: $عنوان", 1)
    other = OURS["en.yaml"].replace("Soon: $title", "Soon: $tittle", 1)

    faults = faults_of(zipped({"ar.yaml": half, "en.yaml": other}))

    assert any(fault.startswith(f"ar.yaml:{line_of('ar.yaml', 'للمشاهدة من جديد')}:") for fault in faults)
    assert any(fault.startswith(f"en.yaml:{line_of('en.yaml', 'Soon:')}:") for fault in faults)


def test_what_a_rule_warns_of_is_told_and_stops_nothing() -> None:
    checked = read_wording(edited("en.yaml", "Live now: $title", "Stay positive: $title"))

    assert isinstance(checked, CheckedWording)
    (warning,) = checked.warnings
    assert (warning.rule, warning.file, warning.line) == (
        "comparing-pain",
        "en.yaml",
        line_of("en.yaml", "Live now:"),
    )


def test_a_language_that_is_missing_is_told() -> None:
    assert any("ar.yaml is missing" in fault for fault in faults_of(zipped({"en.yaml": OURS["en.yaml"]})))


class Room:
    def __init__(self, table: Table, bucket: str, clock: FixedClock) -> None:
        self.bucket = bucket
        self.wordings = WordingTable(table)
        uploads = Uploads(S3ContentBucket(boto3.client("s3"), bucket), TableQuarantine(table), clock)
        self.publisher = wording_publisher(self.wordings, uploads, clock)

    def publish(self, bundle: bytes) -> None:
        boto3.client("s3").put_object(Bucket=self.bucket, Key=WORDING_KEY, Body=bundle)
        self.publisher.publish()

    def live(self) -> PublishedWording:
        live = self.wordings.live()
        assert live is not None
        return live


@pytest.fixture
def room(table: Table, resources: Resources, clock: FixedClock) -> Room:
    return Room(table, resources.bucket("content"), clock)


def test_other_words_are_the_next_revision_and_the_same_words_none(room: Room) -> None:
    kinder = edited("en.yaml", "We are sorry:", "We are truly sorry:")
    for bundle in (pack(CONTENT, FILES), kinder, kinder):
        room.publish(bundle)

    assert room.live().revision == 2
    assert "truly" in room.live().wording.en.announcements[Milestone.SESSION_CANCELLED].lines[0]


def test_words_with_a_fault_change_nothing_and_leave_a_report(room: Room) -> None:
    room.publish(pack(CONTENT, FILES))

    room.publish(edited("en.yaml", "Soon: $title", "Soon: $tittle"))

    assert room.live().revision == 1
    report = boto3.client("s3").get_object(Bucket=room.bucket, Key=report_key(WORDING_KEY))
    assert b"$tittle" in report["Body"].read()


def test_whoever_was_overtaken_tries_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def add(*_: object) -> None:
        raise ConflictError("WORDING", "changed", "read it again")

    monkeypatch.setattr(room.wordings, "add", add)

    with pytest.raises(TransientError):
        room.publish(pack(CONTENT, FILES))


def test_new_words_hold_within_a_minute_and_are_read_once_in_it(room: Room, clock: FixedClock) -> None:
    fresh = FreshWording(room.wordings, clock)
    assert fresh() is built_in()

    room.publish(edited("en.yaml", "We are sorry:", "We are truly sorry:"))

    assert fresh() is built_in()
    clock.advance(seconds=FRESH_FOR / timedelta(seconds=1))
    assert fresh() == room.live().wording
    assert fresh() is fresh()
