import pytest

from campaign.publications.faults import Fault
from campaign.publications.toolkit import ToolkitContent
from campaign.publications.validation import read_bundle
from tests.unit.publications.samples import bundle, half, zipped


def faults_of(packed: bytes) -> list[Fault]:
    answer = read_bundle(packed)
    assert isinstance(answer, tuple)
    return list(answer)


def places(packed: bytes) -> list[tuple[str, int, str]]:
    return [(fault.file, fault.line, fault.rule) for fault in faults_of(packed)]


def test_a_valid_bundle_becomes_its_content() -> None:
    answer = read_bundle(bundle())

    assert isinstance(answer, ToolkitContent)
    assert answer.version == "1.0.0"
    assert answer.texts["ar"].title == "كيف تساند صديقًا"
    assert answer.texts["en"].body == "Ask, and listen.\n"
    assert answer.texts["en"].experts[0].name == "Dr Mariam Al Hashmi"


def test_the_same_words_have_the_same_hash_however_they_were_packed() -> None:
    windows = {
        name: text.replace("\n", "\r\n") for name, text in {"en.md": half("en"), "ar.md": half("ar")}.items()
    }

    one, other = (
        read_bundle(bundle()),
        read_bundle(zipped({name: "\ufeff" + text for name, text in windows.items()})),
    )

    assert isinstance(one, ToolkitContent)
    assert isinstance(other, ToolkitContent)
    assert one.content_hash == other.content_hash


def test_a_missing_arabic_half_is_named() -> None:
    (fault,) = faults_of(zipped({"en.md": half()}))

    assert fault.file == "ar.md"
    assert "missing" in fault.rule
    assert "together" in fault.remedy


def test_three_faults_of_the_front_matter_are_told_at_once_each_with_its_line() -> None:
    english = half(title=None, version="1.0", experts='[{name: "Dr Mariam Al Hashmi"}]')

    faults = faults_of(zipped({"en.md": english, "ar.md": half("ar")}))

    assert [(fault.line, fault.rule) for fault in faults] == [
        (1, "title is missing"),
        (3, "version is written wrongly"),
        (4, "experts.0.role is missing"),
    ]
    assert faults[1].remedy == "write version: three whole numbers, such as 1.2.0"


def test_a_script_tag_is_named_with_its_line() -> None:
    body = "Hello,\nread on <script>alert(1)</script>\n\n<script>\nalert(2)\n</script>\n"

    found = places(zipped({"en.md": half(body=body), "ar.md": half("ar")}))

    assert found == [("en.md", line, "raw HTML is not allowed") for line in (9, 9, 11)]


def test_faults_of_both_halves_and_of_head_and_body_come_together() -> None:
    packed = zipped({"en.md": half(change_note=None, body=""), "ar.md": half("ar", colour="blue")})

    assert places(packed) == [
        ("ar.md", 7, "colour is no field"),
        ("en.md", 1, "change_note is missing"),
        ("en.md", 7, "the body is empty"),
    ]


def test_halves_of_different_versions_are_refused_at_the_line_of_the_version() -> None:
    packed = zipped({"en.md": half("en", version="1.1.0"), "ar.md": half("ar")})

    assert places(packed) == [("ar.md", 4, "its version is 1.0.0, that of en.md is 1.1.0")]


@pytest.mark.parametrize(
    ("body", "line", "rule"),
    [
        ("one\n[two](http://example.org)", 9, "a link leads elsewhere than to https or mailto"),
        ("[x](javascript:alert(1))", 8, "a link leads elsewhere than to https or mailto"),
        ("[x](/local)", 8, "a link leads elsewhere than to https or mailto"),
        ("one\\\ntwo <b>", 9, "raw HTML is not allowed"),
        ("- a\n- ![x](https://example.org/x.png)", 9, "pictures are not part of a toolkit"),
        ("# Title", 8, "a heading of the first level is in the body"),
        ("fine\n\nnot \u202e fine", 10, "a bidirectional control character is not closed on its line"),
        ("a \u2069 b", 8, "a bidirectional control character is not closed on its line"),
        ("a \u0007 b", 8, "it holds a control character"),
    ],
)
def test_a_fault_of_the_body_is_told_with_its_line(body: str, line: int, rule: str) -> None:
    assert places(zipped({"en.md": half(body=body), "ar.md": half("ar")})) == [("en.md", line, rule)]


@pytest.mark.parametrize(
    "body",
    ["[x](https://example.org)", "[x](mailto:a@example.org)", "a \u2067عربي\u2069 b", "`<script>`", "a < b"],
)
def test_what_is_harmless_is_taken(body: str) -> None:
    assert isinstance(read_bundle(bundle(body=body)), ToolkitContent)


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
            "the file: Input should be a valid dictionary or instance of FrontMatter",
        ),
        (
            "---\na: \u0080\n---\nb",
            1,
            "this is not plain YAML: it holds a character that YAML does not allow",
        ),
        ("---\na: b\n--- c\n---\nb", 3, "this is not plain YAML: but found another document"),
        ("---\n---\nb", 1, "title is missing"),
        ("---\nexperts: []\n---\nb", 2, "experts: nobody is named"),
    ],
)
def test_a_broken_head_is_told_with_its_line(text: str, line: int, rule: str) -> None:
    assert ("en.md", line, rule) in places(zipped({"en.md": text, "ar.md": half("ar")}))


def test_values_stay_as_written_whatever_yaml_would_make_of_them() -> None:
    answer = read_bundle(bundle(title="no", summary="1.10"))

    assert isinstance(answer, ToolkitContent)
    assert (answer.texts["en"].title, answer.texts["en"].summary) == ("no", "1.10")


def test_text_that_is_not_utf_8_is_refused_at_the_line_of_the_first_bad_byte() -> None:
    latin = half(body="caf\u00e9").encode("latin-1")

    assert places(zipped({"en.md": latin, "ar.md": half("ar")})) == [("en.md", 8, "it is not UTF-8")]


def test_a_fault_reads_as_one_line_for_a_terminal() -> None:
    assert str(Fault(file="en.md", line=4, rule="a rule", remedy="a remedy")) == "en.md:4: a rule; a remedy"
