"""What the intake hears of captions that no version of a video shows; docs/data-model.md says who hears the
rest."""

from campaign.aws.table import Table
from campaign.aws.video_intake import VideoIntake
from campaign.care.sign import Sign
from campaign.care.tier import Screening, Tier
from campaign.kernel.item import Item
from campaign.videos.care import HEARD
from campaign.videos.intake import VideoMessage
from campaign.videos.screening import Verdict
from campaign.videos.storage import video_of
from campaign.videos.video import VideoStatus
from tests.unit.conftest import FixedClock
from tests.unit.videos.messages import REVIEW_ALL, gone, observed

SIGNS = {"low": Tier.DISTRESS, "now": Tier.IMMINENT}
KEY = ("VIDEO#tiktok:7374895375649443115", "VIDEO")


def look(text: str) -> Screening:
    return Screening(SIGNS.get(text, Tier.GENERAL), 1.0, (f"said.{text}",))


def take(table: Table, *messages: VideoMessage, becomes: VideoStatus | None = None) -> Item:
    verdict = Verdict(becomes, "blocked") if becomes else None
    intake = VideoIntake(
        table, FixedClock(), lambda: (lambda video: verdict) if verdict else REVIEW_ALL, look
    )
    assert not intake.apply(messages).retry
    item = table.get(*KEY)
    assert item is not None
    return item


def heard(item: Item) -> Tier | None:
    return Sign.model_validate_json(item.care).tier if item.care else None


def test_a_caption_that_is_written_is_left_to_whoever_reads_the_stream(table: Table) -> None:
    def never(text: str) -> Screening:
        raise AssertionError("it would cost the intake more than all else")

    VideoIntake(table, FixedClock(), lambda: REVIEW_ALL, never).apply([observed(caption="low")])

    item = table.get(*KEY)
    assert item is not None
    assert (item.change, item.care) == ("video.received", None)


def test_another_caption_is_told_though_nothing_else_is_new(table: Table) -> None:
    take(table, observed(caption="fine"))

    item = take(table, observed(2, caption="low"))

    assert (item.change, video_of(item).caption) == (HEARD, "low")


def test_a_post_that_is_rejected_as_soon_as_it_is_seen_is_heard(table: Table) -> None:
    item = take(table, observed(caption="now"), becomes=VideoStatus.REJECTED)

    assert (item.change, video_of(item).caption, heard(item)) == ("video.rejected", "", Tier.IMMINENT)


def test_a_post_that_was_deleted_before_it_was_seen_is_heard(table: Table) -> None:
    take(table, gone(2))

    item = take(table, observed(1, caption="now"))

    assert (item.change, video_of(item).status, heard(item)) == (HEARD, VideoStatus.GONE, Tier.IMMINENT)


def test_a_post_that_comes_and_goes_in_one_batch_is_heard(table: Table) -> None:
    item = take(table, observed(1, caption="now"), gone(2))

    assert (video_of(item).status, heard(item)) == (VideoStatus.GONE, Tier.IMMINENT)


def test_of_two_captions_in_one_batch_both_are_heard(table: Table) -> None:
    item = take(table, observed(1, caption="now"), observed(2, caption="fine"))

    assert (video_of(item).caption, heard(item)) == ("fine", Tier.IMMINENT)


def test_what_is_seen_of_a_rejected_post_again_and_again_is_told_once(table: Table) -> None:
    first = take(table, observed(caption="low"), becomes=VideoStatus.REJECTED)

    again = take(table, observed(2, caption="low"))

    assert again.version == first.version


def test_a_stronger_sign_of_a_rejected_post_is_told(table: Table) -> None:
    first = take(table, observed(caption="low"), becomes=VideoStatus.REJECTED)

    again = take(table, observed(2, caption="now"))

    assert (again.version, again.change, heard(again)) == (first.version + 1, HEARD, Tier.IMMINENT)


def test_the_next_write_of_a_video_that_is_shown_holds_no_sign(table: Table) -> None:
    take(table, observed(1, caption="now"), observed(2, caption="fine"))

    assert take(table, observed(3, caption="well")).care is None
