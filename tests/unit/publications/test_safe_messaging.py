"""The rules of safe messaging, and the lint that reads texts by them."""

import re
import time
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.announcements.wording_check import FILES, CheckedWording, read_wording
from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign.publications.lint import MAX_LINES, Passage, errors_in, fault_of, lint
from campaign.publications.normal_form import normal
from campaign.publications.publication import Finding, Severity
from campaign.publications.rules import Rule, RuleBook, rules_of
from campaign.publications.validation import Bundle, read_bundle
from campaign_cli.publishing.packing import pack
from tests.unit.publications.samples import about, bundle, files, half, zipped

CONTENT = Path(__file__).parents[3] / "content"
BLAME, BLAME_AR = "She committed suicide last year.", "ارتكبت جريمة الانتحار العام الماضي."
EVERY_RULE = [(language, rule) for language in LANGUAGES for rule in rules_of(language).rules]
every_rule = pytest.mark.parametrize(
    ("language", "rule"), EVERY_RULE, ids=[f"{language}-{rule.id}" for language, rule in EVERY_RULE]
)


def found_in(text: str, language: Language = "en", *, lacks_help: bool = False) -> list[str]:
    return [finding.rule for finding in lint([Passage("en.md", 1, language, text, lacks_help)])]


def findings_of(kind: Kind, packed: bytes) -> tuple[Finding, ...]:
    read = read_bundle(kind, packed)
    assert isinstance(read, Bundle), [str(fault) for fault in read]
    return lint(read.passages)


@every_rule
def test_a_rule_finds_what_it_is_for(language: Language, rule: Rule) -> None:
    for example in rule.catches:
        assert rule.id in found_in(example, language, lacks_help=rule.harmless_beside_help), example


@every_rule
def test_no_rule_finds_what_is_to_be_written_instead(language: Language, rule: Rule) -> None:
    for example in rule.passes:
        assert found_in(example, language, lacks_help=rule.harmless_beside_help) == [], example


@every_rule
def test_a_rules_patterns_are_in_normal_form_and_capture_nothing(language: Language, rule: Rule) -> None:
    book = rules_of(language)

    for pattern in (*rule.patterns, *rule.harmless, *book.mentioning, book.before):
        assert normal(pattern) == pattern
        assert re.compile(pattern).groups == 0  # a reference would count the groups of all rules


def test_rules_have_names_of_their_own() -> None:
    for language in LANGUAGES:
        names = [rule.id for rule in rules_of(language).rules]

        assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", Kind)
def test_the_campaigns_own_publications_break_no_rule(kind: Kind) -> None:
    for folder in (CONTENT / kind.folder).iterdir() if (CONTENT / kind.folder).is_dir() else ():
        assert findings_of(kind, pack(folder)) == (), folder.name


def test_the_campaigns_words_of_announcements_break_no_rule() -> None:
    checked = read_wording(pack(CONTENT / "announcements", FILES))

    assert isinstance(checked, CheckedWording)
    assert checked.warnings == ()


@pytest.mark.parametrize(
    "text",
    [
        "She COMMITTED SUICIDE.",
        "She committed\nsuicide.",
        "She com\u00admitted\u200b suicide.",
        "She ｃｏｍｍｉｔｔｅｄ suicide.",
        "“Committed suicide”, they said.",
    ],
)
def test_spelling_hides_nothing(text: str) -> None:
    assert found_in(text) == ["committed-suicide"]


@pytest.mark.parametrize(
    "text",
    ["اِرتكبت جريمةَ الاِنتحار", "ارتكبـــت جريمه الإنتحار", "وارتكبت الانتحار", "\u2067ارتكبت\u2069 الانتحار"],
)
def test_arabic_is_found_in_every_spelling(text: str) -> None:
    assert "committed-suicide" in found_in(text, "ar")


def test_words_are_found_whole() -> None:
    assert found_in("The committee committed suicidesque numbers.") == []


def test_what_excuses_one_sentence_excuses_no_other() -> None:
    assert found_in(f"Write “died by suicide” instead of that. {BLAME}") == ["committed-suicide"]
    assert found_in("Write “died by suicide” instead of “committed suicide”.") == []


def test_a_finding_says_where_its_sentence_begins_and_where_else_the_rule_is_broken() -> None:
    text = f"One line.\nAnother. She\ncommitted suicide. {BLAME}\n" + f"{BLAME}\n" * (MAX_LINES + 5)

    (found,) = lint([Passage("en.md", 10, "en", text)])

    assert (found.line, found.also[:2]) == (11, (12, 13))
    assert len(found.also) == MAX_LINES


def test_errors_come_before_warnings_and_each_names_why_and_what_instead() -> None:
    found = lint([Passage("ar.md", 1, "en", "He is finally at peace."), Passage("en.md", 9, "en", BLAME)])

    assert [(each.severity, each.rule) for each in found] == [
        (Severity.ERROR, "committed-suicide"),
        (Severity.WARNING, "at-peace"),
    ]
    assert errors_in(found) == [found[0]]
    assert str(fault_of(found[0])) == (
        "en.md:9: safe messaging, committed-suicide: It sounds like a crime or a sin.; "
        "“died by suicide”, or “took their own life”"
    )


def test_prose_is_checked_in_title_summary_and_every_block_with_its_line() -> None:
    link = "She *committed*\n[suicide](guide:low-mood)."
    body = f"Ask.\n\n[[help]]\n\n- first\n- {BLAME}\n\n## {BLAME}\n\n{link}\n"
    texts = {**files(body=body), "en.md": half(body=body, title=BLAME), "ar.md": half("ar", body=body)}
    texts["ar.md"] = half("ar", body=body, summary=BLAME_AR)

    arabic, english = sorted(findings_of(Kind.TOOLKIT, zipped(texts)), key=lambda each: each.file)

    assert (english.file, english.line, english.also) == ("en.md", 2, (10, 12, 14))
    assert (arabic.file, arabic.line, arabic.also) == ("ar.md", 3, ())


def test_targets_of_links_are_no_words_but_their_titles_are() -> None:
    link = "[read](https://example.org/committed-suicide{})\n\n[[help]]\n"

    assert findings_of(Kind.GUIDE, bundle(Kind.GUIDE, body=link.format(""))) == ()
    titled = findings_of(Kind.GUIDE, bundle(Kind.GUIDE, body=link.format(' "committed suicide"')))
    assert [each.rule for each in titled] == ["committed-suicide"]


def test_prose_that_speaks_of_mental_health_needs_a_help_block() -> None:
    said = "We speak of depression.\n"

    without = findings_of(Kind.PAGE, bundle(Kind.PAGE, body=said))
    beside = findings_of(Kind.PAGE, bundle(Kind.PAGE, body=f"{said}\n[[help]]\n"))
    launch = findings_of(Kind.LAUNCH, bundle(Kind.LAUNCH, text="{en: On depression, ar: عن الاكتئاب}"))

    assert [(each.rule, each.file, each.severity) for each in without] == [
        ("no-help-block", "en.md", Severity.ERROR)
    ]
    assert beside == launch == ()


def test_code_is_read_like_any_text() -> None:
    body = f"Ask.\n\n[[help]]\n\n```\nhere.\n{BLAME}\n```\n"

    (found,) = findings_of(Kind.GUIDE, bundle(Kind.GUIDE, body=body))

    assert (found.file, found.line) == ("en.md", 11)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        (Kind.LAUNCH, "text", "{both}"),
        (Kind.INSIGHT, "wording", "{both}"),
        (Kind.ORGANISATION, "for_whom", "{both}"),
        (Kind.TUTORIAL, "steps", "[{{text: {both}}}]"),
        (Kind.TOOLKIT, "change_note", "{both}"),
    ],
)
def test_facts_are_checked_in_both_languages(kind: Kind, field: str, value: str) -> None:
    both = f'{{en: "{BLAME}", ar: "{BLAME_AR}"}}'
    written = about(kind, **{field: value.format(both=both)})
    line = 1 + next(number for number, text in enumerate(written.split("\n")) if BLAME in text)

    found = findings_of(kind, zipped({**files(kind), "about.yaml": written}))

    assert [(each.rule, each.file, each.line) for each in found] == [
        ("committed-suicide", "about.yaml", line)
    ] * 2


def test_notes_for_staff_are_not_checked() -> None:
    assert findings_of(Kind.LAUNCH, bundle(Kind.LAUNCH, note=f'"{BLAME}"')) == ()


WORDS = sorted(
    {
        word
        for _, rule in EVERY_RULE
        for example in (*rule.catches, *rule.passes)
        for word in example.replace(".", " . ").split()
    }
)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
@settings(max_examples=1000, deadline=None)
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    assert normal(normal(text)) == normal(text)


@given(
    st.sampled_from(EVERY_RULE),
    st.lists(
        st.sampled_from(["\u064e", "\u0651", "\u0640", "\u200f", "\u2060", "\u00ad"]), min_size=1, max_size=5
    ),
    st.randoms(use_true_random=False),
)
def test_signs_that_are_not_seen_change_nothing(
    case: tuple[Language, Rule], signs: list[str], random: Random
) -> None:
    language, rule = case
    letters = list(rule.catches[0])
    for sign in signs:
        letters.insert(random.randrange(1, len(letters)), sign)

    assert rule.id in found_in("".join(letters), language, lacks_help=True)


@given(st.lists(st.sampled_from(WORDS), max_size=60), st.sampled_from(LANGUAGES))
@settings(max_examples=300, deadline=None)
def test_one_search_for_all_rules_finds_what_each_finds_alone(words: list[str], language: Language) -> None:
    sentence, book = normal(" ".join(words)), rules_of(language)

    alone = {
        rule.id for rule in book.rules if [*_alone(language, rule.id).broken_by(sentence, lacks_help=True)]
    }

    assert {rule.id for rule in book.broken_by(sentence, lacks_help=True)} == alone


@cache
def _alone(language: Language, rule_id: str) -> RuleBook:
    document = rules_of(language).model_dump(by_alias=True)
    document["rules"] = [rule for rule in document["rules"] if rule["id"] == rule_id]
    return RuleBook.model_validate(document)


NEARLY = [" ".join(rule.catches[0].split()[:-1]) + " " for _, rule in EVERY_RULE]
ENDLESS = ["a", "ا", "بال", "وفلل ", "\u064e", "\u200f", ".", ". ", ".”", "\n", "a. ", "“", "suicide ", "لا "]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_takes_more_than_twenty_microseconds_a_character(language: Language) -> None:
    examples = [rule.catches[0] + " " for _, rule in EVERY_RULE]
    dearest = ("", 0.0)
    for piece in (*NEARLY, *ENDLESS, *examples, *(example.replace(".", "") for example in examples)):
        text = (piece * (10_000 // max(1, len(piece)) + 1))[:10_000]
        dearest = max(dearest, (piece, _microseconds(text, language)), key=lambda each: each[1])

    assert dearest[1] < 20, dearest


def _microseconds(text: str, language: Language) -> float:
    """Of the processor's time, a character."""
    began = time.process_time()
    found_in(text, language, lacks_help=True)
    return (time.process_time() - began) / len(text) * 1e6
