"""The rules of safe messaging, as the layer carries them: safe_messaging/<language>.toml."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from campaign.publications.fields import HttpsAddress, Line, Remark
from campaign.publications.kind import Language
from campaign.publications.publication import Severity


class RuleSource(BaseModel):
    """Where its principle is from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Remark
    url: HttpsAddress


class Rule(BaseModel):
    """`patterns` and `harmless` (`except` in its file) are Python regular expressions on the normal form.
    What is `harmless_beside_help` breaks the rule only in prose without a help block."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Line
    severity: Severity
    patterns: Annotated[tuple[str, ...], Field(min_length=1)]
    harmless: Annotated[tuple[str, ...], Field(alias="except")] = ()
    mentions_are_harmless: bool = False
    harmless_beside_help: bool = False
    why: Remark
    remedy: Remark
    source: RuleSource
    catches: Annotated[tuple[str, ...], Field(min_length=1)]
    passes: Annotated[tuple[str, ...], Field(min_length=1)]


class RuleBook(BaseModel):
    """The rules of one language. `before`: what may be written in one word with a pattern's first;
    `mentioning`: what a sentence says that names words in order to avoid them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Language
    draft: bool
    before: str = ""
    mentioning: tuple[str, ...] = ()
    rules: tuple[Rule, ...]

    def broken_by(self, sentence: str, *, lacks_help: bool = False) -> Iterator[Rule]:
        """The rules that a sentence in normal form breaks; in linear time, as their repetitions are short.
        `lacks_help`: it stands in prose without a help block."""
        asking, others = self._by_help
        if lacks_help:
            yield from self._broken(asking, sentence)
        if self._any.search(sentence):  # seldom: one search instead of one a rule
            yield from self._broken(others, sentence)

    @cached_property
    def _by_help(self) -> tuple[list[Rule], list[Rule]]:
        asking = [rule for rule in self.rules if rule.harmless_beside_help]
        return asking, [rule for rule in self.rules if not rule.harmless_beside_help]

    def _broken(self, rules: Iterable[Rule], sentence: str) -> Iterator[Rule]:
        for rule in rules:
            pattern, harmless = self._of(rule)
            if pattern.search(sentence) and not (harmless and harmless.search(sentence)):
                yield rule

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return self._words(pattern for rule in self._by_help[1] for pattern in rule.patterns)

    def _of(self, rule: Rule) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
        """Compiled when first needed: most rules never are."""
        if rule.id not in self._compiled:
            harmless = (*rule.harmless, *(self.mentioning if rule.mentions_are_harmless else ()))
            self._compiled[rule.id] = (
                self._words(rule.patterns),
                re.compile("|".join(harmless)) if harmless else None,
            )
        return self._compiled[rule.id]

    @cached_property
    def _compiled(self) -> dict[str, tuple[re.Pattern[str], re.Pattern[str] | None]]:
        return {}

    def _words(self, patterns: Iterable[str]) -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){self.before}(?:{'|'.join(patterns)})(?!\w)")


@cache
def rules_of(language: Language) -> RuleBook:
    """Read when the first text of that language is checked."""
    file = Path(__file__).with_name("safe_messaging") / f"{language}.toml"
    return RuleBook.model_validate(tomllib.loads(file.read_text("utf-8")))
