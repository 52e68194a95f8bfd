"""What people who send in a video are told, in each language, from wording/<language>.toml."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from campaign.kernel.errors import PermanentError
from campaign.pages.shell import LANGUAGES
from campaign.submissions.refusal import Refusal
from campaign.submissions.submission import Consent, Language, Submission, SubmissionState

_FOLDER = Path(__file__).with_name("wording")


@cache
def words(language: Language) -> dict[str, Any]:
    """The texts of one language, read once."""
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))


def messages(submission: Submission) -> dict[Language, str]:
    """How it stands with a submission."""
    if submission.reason is not None:
        return refusal_messages(submission.reason)
    return state_messages(submission.state)


def state_messages(state: SubmissionState) -> dict[Language, str]:
    return {language: words(language)["states"][state] for language in LANGUAGES}


def refusal_messages(reason: Refusal) -> dict[Language, str]:
    return {language: words(language)["refusals"][reason] for language in LANGUAGES}


def trouble_messages(trouble: Literal["busy", "later"]) -> dict[Language, str]:
    """It is not the person's doing, and may be tried again."""
    return {language: words(language)["trouble"][trouble] for language in LANGUAGES}


def newest_consent() -> tuple[str, dict[Language, dict[str, Any]]]:
    """The version that is to be agreed to, and its text: `title` and `lines`."""
    version = max(words("en")["consent"])
    return version, {language: words(language)["consent"][version] for language in LANGUAGES}


def check_consent(consent: Consent) -> None:
    """Raises PermanentError unless it was given to the newest text: an older one is kept as evidence only."""
    version, _ = newest_consent()
    if consent.text_version != version:
        raise PermanentError(
            "consent",
            "its text_version is not the present one",
            "show the text of GET /consent, and ask again",
        )
