"""What staff write to many, before the rules of safe messaging: it goes out with nobody's approval, so what
they forbid is refused, and nobody overrides it."""

from collections.abc import Iterable, Iterator
from typing import Any

from campaign.announcements.notice import NoticeTexts
from campaign.kernel.errors import PermanentError
from campaign.publications.kind import LANGUAGES
from campaign.publications.lint import Passage, errors_in, lint
from campaign.publications.publication import Finding
from campaign.sessions.commands import ChangeSession, SessionForm

_OF_SESSION = ("title", "description", "capacity_note")


def check_notice(texts: NoticeTexts) -> tuple[Finding, ...]:
    """The warnings, each with the field that it speaks of as its file. Raises PermanentError with the fields,
    the rules and what to write instead, for what an error stops."""
    return _check(_said_by_notice(texts))


def check_session(said: SessionForm | ChangeSession) -> tuple[Finding, ...]:
    """As `check_notice`. A content warning may name what it warns of."""
    return _check(_said_of_session(said))


def with_warnings(document: dict[str, Any], warnings: tuple[Finding, ...]) -> dict[str, Any]:
    """An answer to whoever wrote it; as it is when there are none."""
    told = [warning.model_dump(mode="json") for warning in warnings]
    return {**document, "warnings": told} if told else document


def _check(passages: Iterable[Passage]) -> tuple[Finding, ...]:
    findings = lint(passages)
    if errors := errors_in(findings):
        places = ", ".join(f"{each.file} breaks {each.rule}" for each in errors)
        remedies = {each.rule: f"{each.rule}: {each.why} {each.remedy}" for each in errors}
        raise PermanentError("safe messaging", places, "; ".join(remedies.values()))
    return findings


def _said_by_notice(texts: NoticeTexts) -> Iterator[Passage]:
    for language in LANGUAGES:
        text = texts.ar if language == "ar" else texts.en
        yield Passage(f"texts.{language}.subject", 1, language, text.subject)
        for number, line in enumerate(text.lines):
            yield Passage(f"texts.{language}.lines.{number}", 1, language, line)
        if text.action:
            yield Passage(f"texts.{language}.action", 1, language, text.action)


def _said_of_session(said: SessionForm | ChangeSession) -> Iterator[Passage]:
    for name in _OF_SESSION:
        if (text := getattr(said, name)) is not None:
            for language in LANGUAGES:
                yield Passage(f"{name}.{language}", 1, language, getattr(text, language))
