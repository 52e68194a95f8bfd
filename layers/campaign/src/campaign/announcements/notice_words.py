"""A notice before the rules of safe messaging: it goes out to many, so nothing that they forbid does."""

from collections.abc import Iterator

from campaign.announcements.notice import NoticeTexts
from campaign.audience.subscriber import Language
from campaign.kernel.errors import PermanentError
from campaign.publications.lint import Passage, errors_in, lint
from campaign.publications.publication import Finding

_LANGUAGES: tuple[Language, ...] = ("ar", "en")


def check_words(texts: NoticeTexts) -> tuple[Finding, ...]:
    """The warnings, each with the field that it speaks of as its file. Raises PermanentError with the fields,
    the rules and what to write instead, for what an error stops: nobody overrides it."""
    findings = lint(_passages(texts))
    if errors := errors_in(findings):
        places = ", ".join(f"{each.file} breaks {each.rule}" for each in errors)
        remedies = {each.rule: f"{each.rule}: {each.why} {each.remedy}" for each in errors}
        raise PermanentError("safe messaging", places, "; ".join(remedies.values()))
    return findings


def _passages(texts: NoticeTexts) -> Iterator[Passage]:
    for language in _LANGUAGES:
        text = texts.ar if language == "ar" else texts.en
        yield Passage(f"texts.{language}.subject", 1, language, text.subject)
        for number, line in enumerate(text.lines):
            yield Passage(f"texts.{language}.lines.{number}", 1, language, line)
        if text.action:
            yield Passage(f"texts.{language}.action", 1, language, text.action)
