import re

from hypothesis import given
from hypothesis import strategies as st

from campaign.submissions.tokens import is_withdrawal_token, new_submission_id, withdrawal_token

ID = "a" * 32
BODY = {"link": "https://www.tiktok.com/@/video/1", "marks": []}


def test_a_token_opens_its_own_submission_and_no_other() -> None:
    token = withdrawal_token("key", ID)
    assert is_withdrawal_token(token, "key", ID)
    assert not is_withdrawal_token(token, "key", "b" * 32)
    assert not is_withdrawal_token(token, "another key", ID)


@given(st.text() | st.just("\ud800"))
def test_no_other_text_is_a_token(text: str) -> None:
    assert is_withdrawal_token(text, "key", ID) is (text == withdrawal_token("key", ID))


def test_an_id_follows_from_the_idempotency_key_and_from_what_was_sent() -> None:
    first = new_submission_id("key", "idempotency-key-1", BODY)
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert new_submission_id("key", "idempotency-key-1", dict(reversed(BODY.items()))) == first
    assert new_submission_id("key", "idempotency-key-2", BODY) != first
    assert new_submission_id("key", "idempotency-key-1", BODY | {"marks": ["partner"]}) != first
    assert new_submission_id("another", "idempotency-key-1", BODY) != first


def test_without_one_every_submission_is_another() -> None:
    assert new_submission_id("key", None, BODY) != new_submission_id("key", None, BODY)
