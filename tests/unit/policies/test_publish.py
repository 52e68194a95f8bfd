import json
from pathlib import Path

import boto3
import pytest

from campaign.aws.buckets import S3ContentBucket
from campaign.aws.policies import PolicyTable
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, TransientError
from campaign.policies.publish import POLICY_KEY, policy_publisher
from campaign.policies.validation import POLICY_FILE, read_policy
from campaign.publications.faults import Fault
from campaign.publications.uploads import Uploads, report_key
from campaign.videos.policy import BUILT_IN, Policy
from campaign_cli.publishing.packing import pack
from tests.unit.conftest import FixedClock
from tests.unit.publications.samples import zipped
from tests.unit.template_resources import Resources

CONTENT = Path(__file__).parents[3] / "content" / "policy"
OTHER = """\
moderation: {mode: trust_listed}
rules:
  - id: kind-words
    area: inclusion
    says: {en: Be kind., ar: كونوا لطفاء.}
    outcome: in
"""
FAULTY = """\
moderation: {mode: trust_all}
rules:
  - id: review-all
    area: inclusion
    says: {en: Be kind.}
    outcome: in
colour: red
"""


class Room:
    def __init__(self, table: Table, bucket: str, clock: FixedClock) -> None:
        self.bucket = bucket
        self.policies, self.quarantine = PolicyTable(table), TableQuarantine(table)
        uploads = Uploads(S3ContentBucket(boto3.client("s3"), bucket), self.quarantine, clock)
        self.publisher = policy_publisher(self.policies, uploads, clock)

    def publish(self, bundle: bytes) -> None:
        boto3.client("s3").put_object(Bucket=self.bucket, Key=POLICY_KEY, Body=bundle)
        self.publisher.publish()

    def report(self) -> list[dict[str, object]]:
        answer = boto3.client("s3").get_object(Bucket=self.bucket, Key=report_key(POLICY_KEY))
        faults: list[dict[str, object]] = json.loads(answer["Body"].read())["faults"]
        return faults


@pytest.fixture
def room(table: Table, resources: Resources, clock: FixedClock) -> Room:
    return Room(table, resources.bucket("content"), clock)


def test_until_one_is_published_the_built_in_policy_is_in_force(room: Room) -> None:
    room.publisher.publish()
    assert (room.policies.live(), room.policies.in_force()) == (None, BUILT_IN)


def test_the_campaigns_own_policy_is_published_with_every_rule(room: Room) -> None:
    room.publish(pack(CONTENT, [POLICY_FILE]))

    live = room.policies.live()
    assert live is not None
    assert live.revision == 1
    assert live.policy == read_policy(pack(CONTENT, [POLICY_FILE]))


def test_other_words_are_the_next_revision_and_the_same_words_none(room: Room, table: Table) -> None:
    for bundle in (pack(CONTENT, [POLICY_FILE]), zipped({POLICY_FILE: OTHER}), zipped({POLICY_FILE: OTHER})):
        room.publish(bundle)

    live = room.policies.live()
    assert live is not None
    assert (live.revision, live.policy.has("kind-words")) == (2, True)
    assert table.get("POLICY", "REV#000001") is not None


def test_every_fault_is_told_with_its_line_and_the_last_good_one_stays(room: Room) -> None:
    room.publish(zipped({POLICY_FILE: OTHER}))

    room.publish(zipped({POLICY_FILE: FAULTY}))

    assert room.policies.in_force().has("kind-words")
    assert [(fault["file"], fault["line"]) for fault in room.report()] == [
        (POLICY_FILE, 1),
        (POLICY_FILE, 3),
        (POLICY_FILE, 5),
        (POLICY_FILE, 7),
    ]
    assert [entry.source for entry in room.quarantine.entries()] == ["publications"]


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ({"en.md": "x"}, "policy.yaml is missing from the bundle"),
        ({POLICY_FILE: "rules: ["}, "not plain YAML"),
        ({POLICY_FILE: ""}, "rules is missing"),
        ({POLICY_FILE: OTHER + "# \u202e"}, "bidirectional"),
    ],
)
def test_what_is_no_policy_is_told(files: dict[str, str | bytes], rule: str) -> None:
    faults = read_policy(zipped(files))
    assert not isinstance(faults, Policy)
    assert any(rule in fault.rule for fault in faults)


def test_a_file_in_another_encoding_is_told() -> None:
    assert read_policy(zipped({POLICY_FILE: b"rules: \xff"})) == (
        Fault(file=POLICY_FILE, rule="it is not UTF-8", remedy="save it with the encoding UTF-8"),
    )


def test_whoever_was_overtaken_tries_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def add(*_: object) -> None:
        raise ConflictError("POLICY", "changed", "read it again")

    monkeypatch.setattr(room.policies, "add", add)

    with pytest.raises(TransientError):
        room.publish(zipped({POLICY_FILE: OTHER}))
