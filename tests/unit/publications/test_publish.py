import json
from dataclasses import dataclass, replace

import boto3
import pytest
from botocore.exceptions import ClientError

from campaign.aws.buckets import S3ContentBucket
from campaign.aws.publications import PublicationTable
from campaign.aws.quarantine import TableQuarantine
from campaign.aws.table import Table
from campaign.kernel.errors import ConflictError, PermanentError, TransientError
from campaign.publications.bundle import MAX_FILE_BYTES
from campaign.publications.kind import LANGUAGES, Kind
from campaign.publications.moves import approve, override
from campaign.publications.person import Person
from campaign.publications.publication import Finding, Publication, Revision, Severity
from campaign.publications.publish import Publisher, bundle_key
from campaign.publications.rules import rules_of
from campaign.publications.showing import shown
from campaign.publications.storage import partition, snapshot_key
from campaign.publications.uploads import Upload, Uploads, report_key
from tests.unit.conftest import FixedClock
from tests.unit.publications.pictures import PDF, PNG
from tests.unit.publications.samples import REVIEWER, about, bundle, content_of, files, half, kept, zipped
from tests.unit.stored import items_under
from tests.unit.template_resources import Resources

ID = "supporting-a-friend"
PUBLISHER = Person("publisher-1")
KEY = "toolkits/supporting-a-friend.zip"
REPORT = "toolkits/supporting-a-friend.report.json"
FAULTY = zipped({"about.yaml": about(change_note=None), "en.md": half(body="<script>\n\n[[help]]")})


@dataclass
class Room:
    """A publisher on the campaign's own table and bucket, and what it left behind."""

    publisher: Publisher
    table: Table
    bucket: str

    def upload(self, packed: bytes) -> None:
        boto3.client("s3").put_object(Bucket=self.bucket, Key=KEY, Body=packed)

    def latest(self) -> Publication | None:
        return PublicationTable(self.table).find(Kind.TOOLKIT, ID)

    def latest_revision(self) -> int:
        publication = self.latest()
        return publication.latest if publication else 0

    def version(self, number: int) -> str | None:
        return PublicationTable(self.table).revision(Kind.TOOLKIT, ID, number).content.version

    def report(self) -> dict[str, object] | None:
        try:
            body = boto3.client("s3").get_object(Bucket=self.bucket, Key=REPORT)["Body"].read()
        except ClientError:
            return None
        report: dict[str, object] = json.loads(body)
        return report


@pytest.fixture
def room(table: Table, resources: Resources, clock: FixedClock) -> Room:
    bucket = S3ContentBucket(boto3.client("s3"), resources.bucket("content"))
    publisher = Publisher(PublicationTable(table), Uploads(bucket, TableQuarantine(table), clock), clock)
    return Room(publisher, table, resources.bucket("content"))


def test_a_good_upload_is_proposed_with_its_snapshot_and_is_not_public(room: Room, clock: FixedClock) -> None:
    room.upload(bundle())

    room.publisher.publish(KEY)

    head, snapshot = items_under(room.table, partition(Kind.TOOLKIT, ID))
    assert (head.sk, snapshot.sk) == ("HEAD", "REV#000001")
    assert head.change == "publication.proposed"
    assert snapshot.change is None
    assert head.correlation_id is not None
    latest = room.latest()
    assert latest is not None
    assert (latest.latest, latest.live, latest.changed_at) == (1, None, clock.now)
    assert not shown(latest, clock.now)


def test_other_words_are_revision_2_and_the_first_snapshot_stays(room: Room) -> None:
    room.upload(bundle())
    room.publisher.publish(KEY)
    room.upload(bundle(version="1.1.0", change_note="{ar: أوضح, en: Clearer words.}"))

    room.publisher.publish(KEY)

    assert [(item.sk, item.version) for item in items_under(room.table, partition(Kind.TOOLKIT, ID))] == [
        ("HEAD", 2),
        ("REV#000001", 1),
        ("REV#000002", 2),
    ]


def test_publishing_the_same_upload_again_changes_nothing(room: Room) -> None:
    room.upload(bundle())

    room.publisher.publish(KEY)
    room.publisher.publish(KEY)

    assert room.latest_revision() == 1


def test_a_late_message_publishes_what_lies_in_the_bucket_now(room: Room) -> None:
    room.upload(bundle())
    room.upload(bundle(version="2.0.0"))

    room.publisher.publish(KEY)
    room.publisher.publish(KEY)

    assert (room.latest_revision(), room.version(1)) == (1, "2.0.0")


def test_a_refused_upload_leaves_the_last_good_revision_a_report_and_a_quarantine_entry(room: Room) -> None:
    room.upload(bundle())
    room.publisher.publish(KEY)
    room.upload(FAULTY)

    room.publisher.publish(KEY)

    assert room.latest_revision() == 1
    report = room.report()
    assert report is not None
    assert report["faults"] == [
        {
            "file": "about.yaml",
            "line": 1,
            "rule": "change_note is missing",
            "remedy": "write change_note: what is new in this version, in ar and en",
        },
        {
            "file": "ar.md",
            "line": 1,
            "rule": "ar.md is missing from the bundle",
            "remedy": "add ar.md: about.yaml and en.md and ar.md are published together",
        },
        {
            "file": "en.md",
            "line": 5,
            "rule": "raw HTML is not allowed",
            "remedy": "say it in Markdown, or put code between `backticks`",
        },
    ]
    (entry,) = TableQuarantine(room.table).entries()
    assert entry.source == "publications"
    assert json.loads(entry.body) == report
    assert entry.reason == f"{KEY}: 3 faults (about.yaml:1, ar.md:1, en.md:5); read {REPORT}"


def test_a_good_upload_takes_the_report_away(room: Room) -> None:
    room.upload(FAULTY)
    room.publisher.publish(KEY)
    room.upload(bundle())

    room.publisher.publish(KEY)

    assert room.report() is None
    assert room.latest_revision() == 1


def test_a_version_below_the_published_one_is_refused(room: Room, clock: FixedClock) -> None:
    kept(room.table, content_of(Kind.TOOLKIT, version="2.0.0"), clock(), ID)
    room.upload(bundle(version="1.0.0"))

    room.publisher.publish(KEY)

    assert room.latest_revision() == 1
    assert room.report() is not None


def test_a_bundle_that_is_gone_recalls_nothing(room: Room) -> None:
    room.upload(bundle())
    room.publisher.publish(KEY)
    boto3.client("s3").delete_object(Bucket=room.bucket, Key=KEY)

    room.publisher.publish(KEY)

    assert room.latest_revision() == 1


def test_an_older_upload_never_wins_over_a_newer_one_that_was_published_meanwhile(room: Room) -> None:
    class Overtaken(S3ContentBucket):
        """Between reading and publishing of an upload, the next one comes and is published."""

        def read(self, key: str, *, at_most: int) -> Upload | None:
            upload = super().read(key, at_most=at_most)
            room.upload(bundle(version="2.0.0"))
            room.publisher.publish(KEY)
            return upload

    uploads = room.publisher.uploads
    slow = Publisher(
        room.publisher.publications,
        Uploads(Overtaken(boto3.client("s3"), room.bucket), uploads.quarantine, uploads.clock),
        room.publisher.clock,
    )
    room.upload(bundle(version="3.0.0"))

    with pytest.raises(TransientError):
        slow.publish(KEY)

    assert (room.latest_revision(), room.version(1)) == (1, "2.0.0")


@pytest.mark.parametrize(
    "key",
    [
        "other.zip",
        "others/a.zip",
        "toolkits/Upper.zip",
        "toolkits/a/b.zip",
        "toolkits/-a.zip",
        f"toolkits/{'a' * 41}.zip",
    ],
)
def test_a_key_that_is_no_publications_is_refused_for_good(room: Room, key: str) -> None:
    with pytest.raises(PermanentError):
        room.publisher.publish(key)


def test_bundle_and_report_lie_side_by_side() -> None:
    assert bundle_key(Kind.TOOLKIT, "supporting-a-friend") == KEY
    assert report_key(KEY) == REPORT


def test_another_fault_of_the_bucket_is_not_taken_for_an_absent_bundle(room: Room) -> None:
    bucket = S3ContentBucket(boto3.client("s3"), "no-such-bucket")

    with pytest.raises(ClientError):
        bucket.read(KEY, at_most=10)


def test_attachments_lie_under_their_hashes_before_the_revision_is_kept(room: Room) -> None:
    room.upload(zipped({**files(), "files/a.png": PNG, "files/b.pdf": PDF}))

    class Watched(PublicationTable):
        """Looks into the bucket when the revision is written."""

        def keep(
            self, publication: Publication, correlation_id: str, revision: Revision | None = None
        ) -> None:
            super().keep(publication, correlation_id, revision)
            assert revision is not None
            s3 = boto3.client("s3")
            for attachment, body in zip(revision.content.attachments, (PNG, PDF), strict=True):
                kept = s3.get_object(Bucket=room.bucket, Key=f"toolkits/{ID}/{attachment.path}")
                assert (kept["Body"].read(), kept["ContentType"]) == (body, attachment.media_type)

    Publisher(Watched(room.table), room.publisher.uploads, room.publisher.clock).publish(KEY)

    assert room.latest_revision() == 1


def test_a_text_that_blames_is_proposed_and_stopped_until_a_publisher_overrides_the_rule(
    room: Room, clock: FixedClock
) -> None:
    room.upload(bundle(body="She committed suicide, and is finally at peace.\n\n[[help]]\n"))

    room.publisher.publish(KEY)

    publications = PublicationTable(room.table)
    publication, revision = publications.get(Kind.TOOLKIT, ID), publications.revision(Kind.TOOLKIT, ID, 1)
    assert [(found.rule, found.severity) for found in revision.findings] == [
        ("committed-suicide", "error"),
        ("at-peace", "warning"),
    ]
    with pytest.raises(ConflictError, match="breaks the rules committed-suicide"):
        approve(publication, revision, "en", REVIEWER, clock())
    let_out = override(publication, revision, "committed-suicide", "A quotation.", PUBLISHER, clock())
    assert let_out is not None
    (recorded,) = let_out.overrides
    assert (recorded.by, recorded.why, recorded.revision) == (PUBLISHER.id, "A quotation.", 1)
    assert approve(let_out, revision, "en", REVIEWER, clock()) is not None


def test_a_mended_text_is_another_revision_which_nothing_stops(room: Room) -> None:
    for body in ("She committed suicide.\n\n[[help]]\n", "She died by suicide.\n\n[[help]]\n"):
        room.upload(bundle(body=body))
        room.publisher.publish(KEY)

    assert PublicationTable(room.table).revision(Kind.TOOLKIT, ID, 2).findings == ()


def test_a_bundle_that_breaks_every_rule_everywhere_still_fits_into_the_table(room: Room) -> None:
    said = {
        language: " ".join(each for rule in rules_of(language).rules for each in rule.catches)
        for language in LANGUAGES
    }
    long = {language: half(language, body=_filled(text)) for language, text in said.items()}
    room.upload(zipped({**files(), **{f"{language}.md": text for language, text in long.items()}}))

    room.publisher.publish(KEY)

    snapshot = room.table.get(partition(Kind.TOOLKIT, ID), snapshot_key(1))
    assert snapshot is not None
    assert len(snapshot.data.encode()) < 350_000
    found = PublicationTable(room.table).revision(Kind.TOOLKIT, ID, 1).findings
    assert len(found) > 70


def _filled(text: str) -> str:
    """As much of it as a file may hold."""
    block = f"{text}\n\n"
    return "[[help]]\n\n" + block * ((MAX_FILE_BYTES - 500) // len(block.encode()))


def test_what_the_rules_of_safe_messaging_find_is_kept_with_the_revision(room: Room) -> None:
    found = Finding(rule="blame", severity=Severity.ERROR, file="en.md", remedy="say it otherwise")
    publisher = replace(room.publisher, lint=lambda passages: (found,))
    room.upload(bundle())

    publisher.publish(KEY)

    assert PublicationTable(room.table).revision(Kind.TOOLKIT, ID, 1).findings == (found,)
