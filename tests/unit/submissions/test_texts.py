import json
import re
from datetime import date
from hashlib import sha256

import pytest

from campaign.kernel.errors import PermanentError
from campaign.pages.shell import LANGUAGES
from campaign.submissions.refusal import Refusal
from campaign.submissions.submission import Consent, SubmissionState
from campaign.submissions.texts import (
    check_consent,
    messages,
    newest_consent,
    refusal_messages,
    state_messages,
    words,
)
from tests.unit.submissions.samples import submission
from tests.unit.videos.messages import NOON

AGREED_TO = {"2026-11-25": "079f"}
"""Each version of the consent text, and the beginning of the SHA-256 of all versions up to it, in both
languages."""


def shape(value: object) -> object:
    """The keys at every depth; lists by their length."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return len(value) if isinstance(value, list) else None


def test_both_languages_say_the_same_things() -> None:
    assert shape(words("ar")) == shape(words("en"))


def test_a_latin_hashtag_keeps_its_sign_in_front_in_an_arabic_line() -> None:
    """Without an isolate the # goes to the other side of the word (UAX 9, N2)."""
    _, texts = newest_consent()
    assert any("\u2068#EndTheStigma\u2069" in line for line in texts["ar"]["lines"])
    assert re.search(r"(?<!\u2068)#[A-Za-z]", json.dumps(words("ar"), ensure_ascii=False)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_and_every_state_has_words(language: str) -> None:
    for reason in Refusal:
        assert refusal_messages(reason)[language]  # type: ignore[index]  # one of LANGUAGES
    for state in set(SubmissionState) - {SubmissionState.REFUSED}:
        assert state_messages(state)[language]  # type: ignore[index]


def test_a_refused_submission_is_told_why() -> None:
    refused = submission().refused(Refusal.MISSING, NOON)
    assert messages(refused) == refusal_messages(Refusal.MISSING)
    assert messages(refused.withdrawn(NOON)) == state_messages(SubmissionState.WITHDRAWN)


def test_a_consent_text_does_not_change_without_a_new_version() -> None:
    said = json.dumps([words(language)["consent"] for language in LANGUAGES], sort_keys=True)
    assert AGREED_TO[newest_consent()[0]] == sha256(said.encode()).hexdigest()[:4]


def test_consent_is_given_to_the_newest_text_alone() -> None:
    version, texts = newest_consent()
    assert date.fromisoformat(version)
    assert texts.keys() == set(LANGUAGES)
    check_consent(Consent(text_version=version, language="ar"))
    with pytest.raises(PermanentError, match="GET /consent"):
        check_consent(Consent(text_version="2020-01-01", language="ar"))
