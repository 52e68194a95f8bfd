"""A sign-in ends where it began, once, and in time; nothing else is accepted."""

import re
import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from campaign.creators.connection import Consent, Language
from campaign.creators.sign_in import LIFETIME, Attempt, agreed, begin, language_of, pending
from campaign.tiktok.login import code_challenge

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CONSENT = Consent(version="1", language="ar", agreed_at=NOW)
anything = st.text(max_size=120)


@given(state=anything, secret=anything)
def test_no_other_browser_and_no_other_state_is_accepted(state: str, secret: str) -> None:
    began = begin("ar")
    forged = Attempt(state=state, secret=secret)
    assume(forged != began)

    found = pending(began, CONSENT) if forged.key == began.key else None

    assert agreed(found, forged, NOW) is None


@given(position=st.integers(0, 42), letter=st.sampled_from(string.ascii_letters + string.digits + "-_"))
def test_one_letter_that_differs_in_the_cookie_is_enough(position: int, letter: str) -> None:
    began = begin("en")
    changed = began.secret[:position] + letter + began.secret[position + 1 :]
    assume(changed != began.secret)

    assert agreed(pending(began, CONSENT), Attempt(began.state, changed), NOW) is None


@given(state=st.text(min_size=1), secret=st.text(min_size=1), other=st.text(min_size=1))
def test_the_verifier_is_one_of_rfc_7636_and_hangs_on_state_and_cookie(
    state: str, secret: str, other: str
) -> None:
    assume(other not in {state, secret})
    assume(not any("\ud800" <= letter <= "\udfff" for letter in state + secret + other))
    verifier = Attempt(state, secret).verifier

    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", verifier)
    assert verifier not in {Attempt(other, secret).verifier, Attempt(state, other).verifier}
    assert re.fullmatch(r"[0-9a-f]{64}", code_challenge(verifier))


def test_tiktoks_challenge_is_hexadecimal() -> None:
    # The example of RFC 7636, appendix B: its challenge there is the same 32 bytes in base64url.
    assert code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == (
        "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3"
    )


@pytest.mark.parametrize(
    ("after", "accepted"), [(timedelta(), True), (LIFETIME - timedelta(seconds=1), True), (LIFETIME, False)]
)
def test_a_sign_in_has_ten_minutes(after: timedelta, accepted: bool) -> None:
    began = begin("ar")

    assert (agreed(pending(began, CONSENT), began, NOW + after) == CONSENT) is accepted


@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_answer_that_is_refused_is_refused_in_its_language(language: Language) -> None:
    assert language_of(begin(language).state) == language
    assert language_of("") == "ar"


def test_no_two_attempts_share_anything() -> None:
    attempts = [begin("ar") for _ in range(100)]
    words = {attempt.state for attempt in attempts} | {attempt.secret for attempt in attempts}

    assert len(words) == 200
