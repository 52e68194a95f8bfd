"""10,000 hostile captions, names, titles and links appear as harmless text in every file of the hub and in
mail: whatever is made of them consists of the same elements, attributes, properties and headers, and leads to
the same places, as what is made of harmless words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from functools import cached_property
from math import ceil

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.news import news_of_session
from campaign.announcements.texts import Texts, link_facts, personal_facts
from campaign.hub.site import SiteFile
from campaign.publications.bidi import CONTROLS, is_balanced
from campaign.publications.kind import LANGUAGES
from campaign.publications.markdown import check, to_html
from tests.hostile.structure import PARSERS, Element, elements, parts, structure_of, texts_of, words
from tests.hostile.texts import RAN, hostile_texts, marker
from tests.hostile.world import World, twins
from tests.unit.audience.samples import reader
from tests.unit.hub.samples import HUB_URL, render_site

SAMPLE, ALL = 500, 10_000
A_WORLD, PASS = 240, 65
"""Numbers of texts that a world may use, and how many of them pass a door at least: about 82 do, and 67 in
the poorest world of all 10,000."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
PLAIN = ("text/css", "text/javascript", "image/svg+xml", "image/png", "text/plain")
"""Files of our own in which no word of anybody else stands."""


def worlds(texts: int) -> list[int]:
    """The first number of each world, so many that this many texts pass a door."""
    return list(range(0, ceil(texts / PASS) * A_WORLD, A_WORLD))


SAMPLED = worlds(SAMPLE)
FIRSTS = [
    *SAMPLED,
    *(pytest.param(first, marks=pytest.mark.sweep) for first in worlds(ALL) if first not in SAMPLED),
]


@dataclass(frozen=True)
class Twins:
    """A hostile world and its harmless twin, and the files of the hub that show each, by their paths."""

    hostile: World
    harmless: World

    @cached_property
    def files(self) -> tuple[dict[str, SiteFile], dict[str, SiteFile]]:
        hostile, harmless = (
            {file.path: file for file in render_site(world.state)} for world in (self.hostile, self.harmless)
        )
        return hostile, harmless


@pytest.fixture(scope="module", params=FIRSTS)
def both(request: pytest.FixtureRequest) -> Twins:
    """All tests of one pair run after each other: a pair and its files take seconds to make."""
    return Twins(*twins(request.param))


def mails_of(world: World) -> Iterator[tuple[str, EmailMessage]]:
    """What each is about, and how it goes over the wire."""
    texts = Texts(HUB_URL, "team@example.org")
    links = link_facts(
        {"preferences": "https://api.example.org/p?t=1", "unsubscribe": "https://api.example.org/u?t=1"}
    )
    for session in world.sessions:
        news = news_of_session(session)
        for language in LANGUAGES:
            for milestone in (Milestone.SESSION_ANNOUNCED, Milestone.LIVE_NOW, Milestone.SESSION_CANCELLED):
                facts = personal_facts(reader(language=language), news) | links
                message = texts.compose(milestone, language, news).filled(facts)
                mail = EmailMessage(SMTP)
                mail["Subject"] = message.subject
                mail.set_content(message.text)
                mail.add_alternative(message.html, subtype="html")
                yield f"{session.id} {milestone} {language}", mail


def test_hostile_words_add_nothing_to_any_file_of_the_hub(both: Twins) -> None:
    hostile, harmless = both.files

    assert hostile.keys() == harmless.keys()
    kinds = {file.content_type.partition(";")[0] for file in hostile.values()}
    assert kinds - {*PLAIN} <= PARSERS.keys()
    changed = [
        path
        for path, file in hostile.items()
        if not file.content_type.startswith(PLAIN)
        and structure_of(file.content_type, file.body) != structure_of(file.content_type, harmless[path].body)
    ]
    assert changed == []


def test_hostile_words_can_be_read_wherever_harmless_ones_can(both: Twins) -> None:
    hostile, harmless = (
        {path: words(file.body) for path, file in files.items() if path.endswith(".html")}
        for files in both.files
    )
    taken = [re.compile(rf"{marker(number)}\b") for number in both.hostile.planter.taken]

    assert len(taken) >= PASS
    for path, text in harmless.items():
        assert [mark.pattern for mark in taken if mark.search(text)] == [
            mark.pattern for mark in taken if mark.search(hostile[path])
        ]
    assert sum(any(map(mark.search, harmless.values())) for mark in taken) > 50


def test_hostile_words_reorder_nothing_around_them(both: Twins) -> None:
    files, _ = both.files

    assert [
        (path, text)
        for path, file in files.items()
        if path.endswith(".html")
        for text in texts_of(file.body)
        if not is_balanced(text) or CONTROL.search(text)
    ] == []


def test_hostile_words_add_nothing_to_any_mail(both: Twins) -> None:
    hostile, harmless = (dict(mails_of(world)) for world in (both.hostile, both.harmless))

    assert len(hostile) == 30
    changed = [
        about
        for about, mail in hostile.items()
        if parts(mail.as_bytes()) != parts(harmless[about].as_bytes())
    ]
    assert changed == []
    assert not CONTROLS & set("".join(str(mail["Subject"]) for mail in hostile.values()))


def is_utf8(text: str) -> bool:
    """Whether it can stand in a file of a bundle at all."""
    return not re.search("[\ud800-\udfff]", text)


@pytest.mark.parametrize("count", [SAMPLE, pytest.param(ALL, marks=pytest.mark.sweep)])
def test_hostile_bodies_that_pass_the_door_are_prose_alone(count: int) -> None:
    tags = {
        "html",
        "head",
        "body",
        "a",
        "blockquote",
        "br",
        "code",
        "em",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
    }
    tags |= {"ul", *(f"h{level}" for level in range(2, 7))}
    passed = [text for _, text in hostile_texts(count) if is_utf8(text) and not check("en.md", text, 1)]
    found: set[Element] = {each for text in passed for each in elements(to_html(text).encode())}

    assert len(passed) > count / 10
    assert {each.tag for each in found} <= tags
    assert {name for each in found for name, _ in each.attributes} <= {"href", "title", "rel", "start"}
    schemes = {value.partition(":")[0] for each in found for name, value in each.attributes if name == "href"}
    assert schemes <= {"https", "mailto"}


def test_the_texts_are_as_hostile_as_they_say() -> None:
    """Were they put into a page as they are, most of them would change it."""
    page = "<!doctype html><html><body><p title='{0}'>{0}</p></body></html>"
    plain = elements(page.format("planted").encode())

    changed = [
        number
        for number, text in hostile_texts(SAMPLE)
        if elements(page.format(text).encode(errors="ignore")) != plain
    ]
    assert len(changed) > SAMPLE / 3
    assert sum(RAN in text for _, text in hostile_texts(SAMPLE)) > SAMPLE / 3
