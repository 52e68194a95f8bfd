import pytest

from campaign.kernel.errors import PermanentError, TransientError
from campaign.tiktok.lookups import CheckVideo, LookUpPost, check, observe, read_lookup
from campaign.tiktok.oembed import Found
from campaign.videos.intake import Creator, VideoChecked, VideoObserved
from tests.unit.videos.messages import NOON

POST = LookUpPost(post_id="738", open_id="open-noor", observed_at=NOON, correlation_id="request-1")


def test_a_found_post_is_observed_as_of_the_moment_when_it_became_public() -> None:
    found = Found(id="738", kind="video", caption="hope #EndTheStigma", handle="demo.noor")
    assert observe(POST, found) == VideoObserved(
        platform="tiktok",
        id="738",
        source="webhook",
        observed_at=NOON,
        correlation_id="request-1",
        creator=Creator(handle="demo.noor", open_id="open-noor"),
        caption="hope #EndTheStigma",
        hashtags=("endthestigma",),
    )


def test_a_post_that_is_not_to_be_seen_yet_is_asked_for_again() -> None:
    with pytest.raises(TransientError, match="738"):
        observe(POST, None)


SOMETHING_ELSE = pytest.mark.parametrize(
    "found",
    [
        Found(id="739", kind="video", caption="", handle=None),
        Found(id=None, kind="video", caption="", handle=None),
        Found(id="demo.noor", kind="profile", caption="", handle="demo.noor"),
    ],
)


@SOMETHING_ELSE
def test_something_else_under_the_id_is_not_taken_for_the_post(found: Found) -> None:
    with pytest.raises(PermanentError, match="something else"):
        observe(POST, found)


CHECK = CheckVideo(id="738", correlation_id="request-1")


@pytest.mark.parametrize("found", [Found(id="738", kind="video", caption="", handle=None), None])
def test_a_check_answers_as_of_the_moment_when_it_was_asked(found: Found | None) -> None:
    assert check(CHECK, lambda _: found, lambda: NOON) == VideoChecked(
        platform="tiktok",
        id="738",
        observed_at=NOON,
        visible=found is not None,
        correlation_id="request-1",
    )


@SOMETHING_ELSE
def test_something_else_under_the_id_does_not_say_that_the_video_is_gone(found: Found) -> None:
    with pytest.raises(PermanentError, match="something else"):
        check(CHECK, lambda _: found, lambda: NOON)


@pytest.mark.parametrize("message", [POST, CHECK])
def test_each_kind_of_message_is_read_as_what_it_is(message: LookUpPost | CheckVideo) -> None:
    assert read_lookup(message.model_dump_json()) == message
