import pytest

from campaign.publications.about import AboutInsight, AboutOrganisation
from campaign.publications.faults import Fault
from campaign.publications.kind import Kind, Language
from campaign.publications.validation import Bundle, read_bundle
from tests.unit.publications.samples import about, bundle, files, half, zipped


def faults_of(packed: bytes, kind: Kind = Kind.TOOLKIT) -> list[Fault]:
    answer = read_bundle(kind, packed)
    assert isinstance(answer, tuple)
    return list(answer)


def places(packed: bytes, kind: Kind = Kind.TOOLKIT) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.rule) for fault in faults_of(packed, kind)]


def good(packed: bytes, kind: Kind = Kind.TOOLKIT) -> Bundle:
    answer = read_bundle(kind, packed)
    assert isinstance(answer, Bundle), answer
    return answer


def with_english(text: str | bytes) -> bytes:
    return zipped({**files(), "en.md": text})


@pytest.mark.parametrize("kind", Kind)
def test_a_valid_bundle_of_any_kind_becomes_its_content(kind: Kind) -> None:
    content = good(bundle(kind), kind).content

    assert content.kind is kind
    assert content.about.author == "editors"
    assert set(content.texts) == ({"en", "ar"} if kind.has_prose else set())


def test_facts_and_halves_of_a_toolkit_are_read() -> None:
    content = good(bundle()).content

    assert content.version == "1.0.0"
    assert content.texts["ar"].title == "كيف تساند صديقًا"
    assert content.texts["en"].body == "Ask, and listen.\n\n[[help]]\n"


def test_the_same_words_have_the_same_hash_however_they_were_packed() -> None:
    windows = {name: f"\ufeff{text!s}".replace("\n", "\r\n") for name, text in files().items()}

    one, other = good(bundle()), good(zipped(dict(windows)))

    assert one.content.content_hash == other.content.content_hash


def test_a_missing_arabic_half_is_named() -> None:
    (fault,) = faults_of(zipped({"about.yaml": about(), "en.md": half()}))

    assert fault.file == "ar.md"
    assert "missing" in fault.rule
    assert "together" in fault.remedy


def test_three_faults_of_the_facts_are_told_at_once_each_with_its_line() -> None:
    faults = faults_of(bundle(author=None, version="1.0", experts="[{name: {ar: أ, en: A}}]"))

    assert [(fault.file, fault.line, fault.rule) for fault in faults] == [
        ("about.yaml", 1, "author is missing"),
        ("about.yaml", 1, "version is written wrongly"),
        ("about.yaml", 2, "experts.0.role is missing"),
    ]
    assert faults[1].remedy == "write version: three whole numbers, such as 1.2.0"


def test_a_script_tag_is_named_with_its_line() -> None:
    body = "Hello,\nread on <script>alert(1)</script>\n\n<script>\nalert(2)\n</script>\n\n[[help]]"

    found = places(with_english(half(body=body)))

    assert found == [("en.md", line, "raw HTML is not allowed") for line in (6, 6, 8)]


def test_faults_of_facts_and_of_both_halves_come_together() -> None:
    packed = zipped(
        {
            "about.yaml": about(change_note=None),
            "en.md": half(title=None, body=""),
            "ar.md": half("ar", colour="blue"),
        }
    )

    assert places(packed) == [
        ("about.yaml", 1, "change_note is missing"),
        ("ar.md", 4, "colour is no field"),
        ("en.md", 1, "title is missing"),
        ("en.md", 4, "the body is empty"),
    ]


@pytest.mark.parametrize(
    ("body", "line", "rule"),
    [
        ("one\n[two](http://example.org)", 6, "a link leads elsewhere than to https or mailto"),
        ("[x](javascript:alert(1))", 5, "a link leads elsewhere than to https or mailto"),
        ("[x](/local)", 5, "a link leads elsewhere than to https or mailto"),
        ("[x](song:la-la)", 5, "a link leads elsewhere than to https or mailto"),
        ("[x](guide:Low)", 5, "a link leads elsewhere than to https or mailto"),
        ("one\\\ntwo <b>", 6, "raw HTML is not allowed"),
        ("- a\n- ![x](https://example.org/x.png)", 6, "pictures are not part of the text"),
        ("# Title", 5, "a heading of the first level is in the body"),
        ("fine\n\nnot \u202e fine", 7, "a bidirectional control character is not closed on its line"),
        ("a \u2069 b", 5, "a bidirectional control character is not closed on its line"),
        ("a \u0007 b", 5, "it holds a control character"),
        ("see [[help]] here", 5, "[[…]] is no help block here"),
        ("- [[help]]", 5, "[[…]] is no help block here"),
        ("one\n\n[[halp]]", 7, "[[…]] is no help block here"),
        ("[x](files/none.pdf)", 5, "files/none.pdf is not in the bundle"),
    ],
)
def test_a_fault_of_the_body_is_told_with_its_line(body: str, line: int, rule: str) -> None:
    packed = with_english(half(body=f"{body}\n\n[[help]]\n"))

    assert ("en.md", line, rule) in places(packed)


@pytest.mark.parametrize(
    "body",
    [
        "[x](https://example.org)",
        "[x](mailto:a@example.org)",
        "[x](guide:low-mood)",
        "a \u2067عربي\u2069 b",
        "`<script>`",
        "`[[help]]`",
        "a < b",
    ],
)
def test_what_is_harmless_is_taken(body: str) -> None:
    read = read_bundle(Kind.TOOLKIT, bundle(body=f"{body}\n\n[[help]]\n"))

    assert isinstance(read, Bundle), read
    assert read.content.texts["en"].body.startswith(body)


@pytest.mark.parametrize(
    ("english", "arabic", "file", "rule"),
    [
        ("[a](guide:a)", "x", "ar.md", "the link guide:a of en.md is missing"),
        ("x", "[a](guide:a)", "en.md", "the link guide:a of ar.md is missing"),
        ("[a](guide:a) [a](guide:a)", "[a](guide:a)", "ar.md", "the link guide:a of en.md is missing"),
        ("x\n\n[[help]]", "x", "ar.md", "[[help]] stands in it 1 times, in en.md 2"),
        ("{name}", "{nome}", "ar.md", "its placeholders in {braces} are not those of en.md"),
        ("{{a}}", "x", "ar.md", "its placeholders in {braces} are not those of en.md"),
    ],
)
def test_halves_that_do_not_say_the_same_are_refused(english: str, arabic: str, file: str, rule: str) -> None:
    packed = zipped(
        {
            **files(),
            "en.md": half(body=f"{english}\n\n[[help]]\n"),
            "ar.md": half("ar", body=f"{arabic}\n\n[[help]]\n"),
        }
    )

    assert [(fault.file, fault.rule) for fault in faults_of(packed)] == [(file, rule)]


def test_links_may_come_in_another_order() -> None:
    english, arabic = "[a](guide:a) [b](guide:b)", "[b](guide:b) [a](guide:a)"

    halves = {
        "en.md": half(body=f"{english}\n\n[[help]]"),
        "ar.md": half("ar", body=f"{arabic}\n\n[[help]]"),
    }

    assert isinstance(read_bundle(Kind.TOOLKIT, zipped({**files(), **halves})), Bundle)


@pytest.mark.parametrize("kind", [Kind.TOOLKIT, Kind.GUIDE])
def test_a_text_on_mental_health_without_a_help_block_is_refused(kind: Kind) -> None:
    rules = [fault.rule for fault in faults_of(bundle(kind, body="Ask.\n"), kind)]

    assert rules == [f"a {kind} has no help block"] * 2


@pytest.mark.parametrize(("only", "other"), [("ar", "en"), ("en", "ar")])
def test_a_safety_correction_is_one_half_whether_the_other_is_there_or_not(
    only: Language, other: Language
) -> None:
    whole = files(safety_correction=only)
    alone = {name: text for name, text in whole.items() if name != f"{other}.md"}

    one, both = good(zipped(alone)).content, good(zipped(whole)).content

    assert set(one.texts) == {only}
    assert one.required_languages == (only,)
    assert one.content_hash == both.content_hash


@pytest.mark.parametrize(
    ("kind", "fields", "rule"),
    [
        (Kind.ORGANISATION, {"phone": "call us"}, "phone is written wrongly"),
        (Kind.ORGANISATION, {"zone": None}, "hours: it needs `zone`: hours are those of some clock"),
        (
            Kind.ORGANISATION,
            {"zone": "Asia/Nowhere"},
            "zone: no such time zone; write an IANA name such as Asia/Dubai",
        ),
        (Kind.ORGANISATION, {"always": "true"}, "hours: it is open always and has hours; keep one of them"),
        (Kind.ORGANISATION, {"verified_by": "null"}, "verified_by: verified_on and verified_by go together"),
        (Kind.ORGANISATION, {"country": "uae"}, "country is written wrongly"),
        (Kind.INSIGHT, {"source": None}, "source is missing"),
        (Kind.INSIGHT, {"figure": "many"}, "figure: Input should be a valid decimal"),
        (Kind.TUTORIAL, {"steps": "[]"}, "steps: it is empty"),
        (
            Kind.TUTORIAL,
            {"steps": "[{text: {ar: أ, en: a}, image: a.png}]"},
            "files/a.png is not in the bundle",
        ),
        (Kind.GUIDE, {"order": "0"}, "order: Input should be greater than or equal to 1"),
        (Kind.ACTIVATION, {"closes_at": "2026-03-02T20:00"}, "closes_at: it is not after opens_at"),
        (Kind.ACTIVATION, {"zone": None}, "opens_at: it has no zone; add `zone`, such as Asia/Dubai"),
        (
            Kind.ACTIVATION,
            {"opens_at": "soon"},
            "opens_at: it is no time; write it as 2026-03-01T21:00, beside a zone",
        ),
        (
            Kind.LAUNCH,
            {"zone": "Africa/Cairo", "opens_at": "2026-04-24T00:30"},
            "opens_at: clocks in Africa/Cairo jump over this time that night; "
            "choose another, such as 2026-04-23T23:30 or 2026-04-24T01:30",
        ),
        (
            Kind.LAUNCH,
            {"zone": "Africa/Cairo", "opens_at": "2026-10-29T23:30"},
            "opens_at: clocks in Africa/Cairo show this time twice that night; "
            "write it with its offset, such as +02:00",
        ),
        (Kind.LAUNCH, {"opens_at": None}, "opens_at is missing"),
        (Kind.ADVOCATE, {"consent_given_on": None}, "consent_given_on is missing"),
        (
            Kind.PAGE,
            {"review_by": None},
            "review_by is missing",
        ),
    ],
)
def test_a_fault_of_a_kinds_own_facts_is_told(kind: Kind, fields: dict[str, str | None], rule: str) -> None:
    packed = zipped({**files(kind), "about.yaml": about(kind, **fields)})

    assert rule in [fault.rule for fault in faults_of(packed, kind)]


def test_what_yaml_calls_null_is_not_known() -> None:
    about = good(bundle(Kind.ORGANISATION, verified_on="null", verified_by="null"), Kind.ORGANISATION)

    assert isinstance(about.content.about, AboutOrganisation)
    assert about.content.about.verified_on is None


def test_a_figure_is_kept_as_it_was_written() -> None:
    insight = good(bundle(Kind.INSIGHT, figure="59.50"), Kind.INSIGHT).content.about

    assert isinstance(insight, AboutInsight)
    assert str(insight.figure) == "59.50"


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("Hello", 1, "it has no front matter"),
        ("---\ntitle: x\n", 1, "it has no front matter"),
        ("---\ntitle: x\ntitle: y\n---\nb", 3, "title is written twice"),
        (
            "---\ntitle: [x\n---\nb",
            2,
            "this is not plain YAML: expected ',' or ']', but got '<stream end>'",
        ),
        ("---\na: &x b\nc: *x\n---\nb", 3, "this is not plain YAML: aliases are not allowed"),
        (f"---\na: {'[' * 500}\n---\nb", 2, "this is not plain YAML: it is nested too deeply"),
        ("---\n? [a]\n: b\n---\nb", 2, "a field's name is not text"),
        (
            "---\n- a\n---\nb",
            1,
            "the file: Input should be a valid dictionary or instance of Head",
        ),
        (
            "---\na: \u0080\n---\nb",
            1,
            "this is not plain YAML: it holds a character that YAML does not allow",
        ),
        ("---\na: b\n--- c\n---\nb", 3, "this is not plain YAML: but found another document"),
        ("---\n---\nb", 1, "title is missing"),
    ],
)
def test_a_broken_head_is_told_with_its_line(text: str, line: int, rule: str) -> None:
    assert ("en.md", line, rule) in places(with_english(text))


def test_values_stay_as_written_whatever_yaml_would_make_of_them() -> None:
    content = good(with_english(half(title="no", summary="1.10"))).content

    assert (content.texts["en"].title, content.texts["en"].summary) == ("no", "1.10")


def test_text_that_is_not_utf_8_is_refused_at_the_line_of_the_first_bad_byte() -> None:
    latin = half(body="caf\u00e9").encode("latin-1")

    assert ("en.md", 5, "it is not UTF-8") in places(with_english(latin))


def test_a_fault_reads_as_one_line_for_a_terminal() -> None:
    assert str(Fault(file="en.md", line=4, rule="a rule", remedy="a remedy")) == "en.md:4: a rule; a remedy"


@pytest.mark.parametrize("character", ["\u202e", "\u0007", "\u009b"])
def test_a_character_that_yaml_hides_behind_an_escape_is_refused_as_well(character: str) -> None:
    escaped = f'"fine {character.encode("unicode_escape").decode()} fine"'

    faults = places(with_english(half(title=escaped)))

    assert [(file, line) for file, line, rule in faults if "could do harm" in rule] == [("en.md", 2)]
