import pytest

from campaign.aws.screening import KeptScreening
from campaign.aws.video_intake import VideoIntake
from campaign.kernel.errors import ConflictError, NotFoundError, TransientError
from campaign.submissions.refusal import LinkRefusedError, Refusal
from campaign.submissions.submission import SubmissionState
from campaign.videos.moves import approve, reject
from campaign.videos.rights import Right
from campaign.videos.video import VideoStatus
from tests.unit.submissions.samples import ID, SEEN, Desk

OTHER = "f" * 32


@pytest.fixture
def taken(desk: Desk) -> Desk:
    desk.submit()
    desk.check()
    return desk


def take_in(desk: Desk) -> None:
    VideoIntake(desk.table, desk.clock, KeptScreening(desk.table, desk.clock)).apply(desk.sent)


def feature(desk: Desk) -> None:
    stored = desk.video()
    desk.videos.save(
        approve(stored.video, by="moderator-1", at=desk.clock(), feature=True),
        stored,
        desk.clock(),
        "request-3",
    )


def test_a_featured_video_becomes_a_tombstone_and_its_ledger_says_by_whom(taken: Desk) -> None:
    take_in(taken)
    feature(taken)
    taken.withdraw()

    video = taken.video().video
    assert (video.status, video.caption, video.creator.handle) == (VideoStatus.WITHDRAWN, "", None)
    assert taken.state() is SubmissionState.WITHDRAWN
    assert [(entry.right, entry.by) for entry in taken.ledger()] == [
        (Right.GRANTED, f"submission:{ID}"),
        (Right.REVOKED, f"submission:{ID}"),
    ]
    item = taken.table.get(f"VIDEO#{video.key}", "VIDEO")
    assert item is not None
    assert (item.change, item.correlation_id) == ("video.withdrawn", "request-2")


def test_a_video_that_has_not_arrived_yet_meets_its_tombstone(taken: Desk) -> None:
    taken.withdraw()
    take_in(taken)

    assert taken.video().video.status is VideoStatus.WITHDRAWN
    assert taken.video().video.caption == ""


def test_a_submission_that_is_not_checked_yet_leaves_nothing(desk: Desk) -> None:
    desk.submit()
    desk.withdraw()

    assert desk.state() is SubmissionState.WITHDRAWN
    assert desk.ledger() == []


def test_withdrawing_twice_is_fine(taken: Desk) -> None:
    taken.withdraw()
    before = taken.video()
    taken.withdraw()

    assert taken.video() == before
    assert len(taken.ledger()) == 2


def test_any_submission_of_a_video_takes_it_down(taken: Desk) -> None:
    taken.submit(OTHER)
    taken.check(OTHER)
    take_in(taken)
    taken.withdraw(OTHER)

    assert taken.video().video.status is VideoStatus.WITHDRAWN
    assert taken.state() is SubmissionState.TAKEN
    assert taken.ledger()[-1].by == f"submission:{OTHER}"

    taken.withdraw(ID)
    assert taken.state() is SubmissionState.WITHDRAWN
    assert [entry.by for entry in taken.ledger()][-1] == f"submission:{ID}"


def test_a_refused_submission_can_be_withdrawn_too(desk: Desk) -> None:
    desk.seen = LinkRefusedError(Refusal.MISSING)
    desk.submit()
    desk.check()
    desk.withdraw()

    assert desk.stored().submission.state is SubmissionState.WITHDRAWN


def test_a_rejected_video_stays_rejected_and_its_rights_are_revoked(taken: Desk) -> None:
    take_in(taken)
    stored = taken.video()
    rejected = reject(stored.video, by="moderator-1", at=taken.clock(), rule="off-topic")
    taken.videos.save(rejected, stored, taken.clock(), "request-3")
    taken.withdraw()

    assert taken.video().video.status is VideoStatus.REJECTED
    assert taken.ledger()[-1].right is Right.REVOKED


def test_a_write_in_between_is_met_by_reading_again(taken: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    take_in(taken)
    withdraw, times = taken.submissions.withdraw, []

    def overtaken(*args: object) -> None:
        times.append(1)
        if len(times) == 1:
            feature(taken)
        withdraw(*args)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(taken.submissions, "withdraw", overtaken)
    taken.withdraw()

    assert len(times) == 2
    assert taken.video().video.status is VideoStatus.WITHDRAWN


def test_who_is_overtaken_each_time_is_asked_to_try_again(
    taken: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*_: object) -> None:
        raise ConflictError("submission", "it was changed", "read it again")

    monkeypatch.setattr(taken.submissions, "withdraw", overtaken)
    with pytest.raises(TransientError):
        taken.withdraw()


def test_what_was_never_submitted_cannot_be_withdrawn(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        desk.withdraw()


def test_nothing_else_is_known_of_who_withdrew(taken: Desk) -> None:
    taken.withdraw()
    assert SEEN.handle is not None
    assert SEEN.handle not in "".join(entry.model_dump_json() for entry in taken.ledger())
