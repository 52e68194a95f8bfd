"""The two halves of a prose say the same: what a machine can see of that."""

import re
from collections import Counter
from collections.abc import Iterator

from campaign.publications.faults import Fault
from campaign.publications.markdown import HELP, Outline

_OF_A_LANGUAGE = re.compile(r"-(ar|en)(?=\.[a-z]+$)")


def differences(english: Outline, arabic: Outline, english_line: int, arabic_line: int) -> Iterator[Fault]:
    """A fault in the Arabic half for what only one of them has; the lines are those of their bodies."""
    ours, theirs = _links(arabic), _links(english)
    for link in sorted((theirs - ours).keys()):
        rule = f"the link {link} of en.md is missing"
        yield Fault(file="ar.md", line=arabic_line, rule=rule, remedy="add it, or remove it from en.md")
    for link in sorted((ours - theirs).keys()):
        rule = f"the link {link} of ar.md is missing"
        yield Fault(file="en.md", line=english_line, rule=rule, remedy="add it, or remove it from ar.md")
    if english.helps != arabic.helps:
        rule = f"{HELP} stands in it {arabic.helps} times, in en.md {english.helps}"
        yield Fault(file="ar.md", line=arabic_line, rule=rule, remedy="let both halves have it as often")
    if english.placeholders != arabic.placeholders:
        rule = "its placeholders in {braces} are not those of en.md"
        yield Fault(file="ar.md", line=arabic_line, rule=rule, remedy="use the same ones in both halves")


def _links(outline: Outline) -> Counter[str]:
    """However often and in whatever order; `files/x-ar.pdf` is the same as `files/x-en.pdf`."""
    return Counter(
        _OF_A_LANGUAGE.sub("", link) if link.startswith("files/") else link for link, _ in outline.links
    )
