"""The lint of safe messaging: what no text may say, sentence by sentence; content/README.md tells how."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from campaign.publications.faults import Fault
from campaign.publications.kind import Language
from campaign.publications.normal_form import normal
from campaign.publications.publication import Finding, Severity
from campaign.publications.rules import Rule, RuleBook, rules_of

MAX_LINES = 20
"""That one finding names: a snapshot must stay below DynamoDB's 400 KB, however much is wrong with it."""
_END = re.compile(r"(?<=[.!?؟])[”»\"'’)]*\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading, list item or field: plain text that starts on `line` of `file`, from 1. Prose
    without a help block `lacks_help`; other texts stand beside one, or are too short to hold it."""

    file: str
    line: int
    language: Language
    text: str
    lacks_help: bool = False


Lint = Callable[[Iterable[Passage]], tuple[Finding, ...]]


def lint(
    passages: Iterable[Passage], rules: Callable[[Language], RuleBook] = rules_of
) -> tuple[Finding, ...]:
    """What is found, errors first, then by file and line; each rule once a file, with all its lines."""
    lines: dict[tuple[str, str, Language], dict[int, Rule]] = {}
    for passage in passages:
        book = rules(passage.language)
        for line, sentence in _sentences(passage):
            for rule in book.broken_by(normal(sentence), lacks_help=passage.lacks_help):
                lines.setdefault((passage.file, rule.id, passage.language), {})[line] = rule
    findings = [_finding(file, found) for (file, _, _), found in lines.items()]
    return tuple(sorted(findings, key=lambda each: (each.severity, each.file, each.line, each.rule)))


def fault_of(finding: Finding) -> Fault:
    """For words that nobody can override: then an error is a fault like any other."""
    return Fault(
        file=finding.file,
        line=finding.line,
        rule=f"safe messaging, {finding.rule}: {finding.why}",
        remedy=finding.remedy,
    )


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    return [each for each in findings if each.severity is Severity.ERROR]


def _sentences(passage: Passage) -> Iterator[tuple[int, str]]:
    """Each with the line on which it begins."""
    start, line = 0, passage.line
    for end in _END.finditer(passage.text):
        yield line, passage.text[start : end.start()]
        line += passage.text.count("\n", start, end.end())
        start = end.end()
    yield line, passage.text[start:]


def _finding(file: str, found: dict[int, Rule]) -> Finding:
    (first, rule), *others = sorted(found.items(), key=lambda each: each[0])
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        file=file,
        line=first,
        also=tuple(line for line, _ in others[:MAX_LINES]),
        why=rule.why,
        remedy=rule.remedy,
    )
