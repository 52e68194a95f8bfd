import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from campaign.kernel.errors import PermanentError
from campaign.videos.intake import MAX_BYTES, VideoObserved, read_message, write_message
from tests.unit.videos.messages import creator_left, gone, observed


def body(**changes: object) -> str:
    return json.dumps(json.loads(write_message(observed())) | changes)


@pytest.mark.parametrize("message", [observed(), gone(), creator_left()])
def test_a_message_comes_back_as_it_was_sent(message: object) -> None:
    assert read_message(write_message(message)) == message  # type: ignore[arg-type]  # any of the three


@given(st.text())
def test_any_caption_survives_the_queue(caption: str) -> None:
    message = observed(caption=caption)

    sent = write_message(message)

    assert sent.isascii()
    assert read_message(sent) == message


def test_zero_width_and_bidirectional_marks_are_kept() -> None:
    caption = "\u202eهمسة\u202c \u200d\ufeff\ufffe"
    read = read_message(write_message(observed(caption=caption)))
    assert isinstance(read, VideoObserved)
    assert read.caption == caption


def test_half_an_emoji_does_not_lose_the_video() -> None:
    sent = body().replace("It is", r"\ud83d It is \\ud83d \ud83d\udc9a")

    read = read_message(sent)

    assert isinstance(read, VideoObserved)
    assert read.caption.startswith("\ufffd It is \\ud83d 💚 fine")


@pytest.mark.parametrize(
    "changes",
    [
        {"id": 7374895375649443115},
        {"id": "7374895375649443115 "},
        {"observed_at": "2026-03-01T12:00:00"},
        {"kind": "video.seen"},
        {"platform": "Tik Tok"},
        {"source": "hearsay"},
        {"caption": None},
        {"surprise": 1},
        {"figures": {"views": -1}},
    ],
)
def test_what_is_no_intake_message_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        read_message(body(**changes))


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '"\\ud800"', "[" * 5000])
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read_message(text)


def test_a_message_that_no_item_could_hold_is_refused() -> None:
    with pytest.raises(PermanentError, match="bytes"):
        read_message(body(caption="x" * MAX_BYTES))
