"""What care reviewers may write is checked as all words of the campaign are, and never stands on the hub."""

import pytest

from campaign.hub.published import published
from campaign.publications.about import AboutAnswer
from campaign.publications.faults import Fault
from campaign.publications.kind import FOR_THE_PUBLIC, Kind
from campaign.publications.lint import errors_in, lint
from campaign.publications.validation import Bundle, read_bundle
from tests.unit.publications.samples import bundle, live
from tests.unit.videos.messages import NOON

LINK = "https://findahelpline.com"


def text(arabic: str, english: str) -> str:
    """As a block of an about.yaml."""
    halves = (("ar", arabic), ("en", english))
    lines = [
        f"  {name}: |\n" + "\n".join(f"    {line}" for line in said.split("\n")) for name, said in halves
    ]
    return "\n" + "\n".join(lines)


def read(arabic: str, english: str) -> Bundle | tuple[Fault, ...]:
    return read_bundle(Kind.ANSWER, bundle(Kind.ANSWER, text=text(arabic, english)))


@pytest.mark.parametrize(
    ("arabic", "english", "rule"),
    [
        ("مرحبًا.", "Hello.", "it leads to no help"),
        (f"مرحبًا. {LINK}", "Hello. https://example.org", "ar and en lead to different places"),
        (f"مرحبًا.\n\n{LINK}", f"Hello. {LINK}", "ar and en differ in their paragraphs"),
        (f"مرحبًا. {LINK}", f"Call 112. {LINK}", "it holds a number"),
        (f"اتصل بـ ١١٢. {LINK}", f"Hello. {LINK}", "it holds a number"),
    ],
)
def test_both_halves_say_the_same_and_lead_to_help(arabic: str, english: str, rule: str) -> None:
    faults = read(arabic, english)

    assert isinstance(faults, tuple)
    assert [fault.rule for fault in faults] == [f"text: {rule}"]


def test_lines_of_the_file_are_none_of_what_is_sent() -> None:
    found = read(f"مرحبًا\nبك.\n\n{LINK}", f"Hello\nyou.\n\n{LINK}")

    assert isinstance(found, Bundle)
    assert isinstance(found.content.about, AboutAnswer)
    assert found.content.about.text.en == f"Hello you.\n\n{LINK}"


def test_the_rules_of_safe_messaging_hold_for_what_is_sent() -> None:
    found = read(f"مرحبًا. {LINK}", f"She committed suicide. {LINK}")

    assert isinstance(found, Bundle)
    assert [each.rule for each in errors_in(lint(found.passages))] == ["committed-suicide"]


def test_none_of_it_is_ever_on_the_hub() -> None:
    answer = live(Kind.ANSWER, NOON)

    assert published([answer], NOON).shown == {}
    assert Kind.ANSWER not in FOR_THE_PUBLIC
