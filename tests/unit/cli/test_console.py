"""The console's files: what is uploaded, what they say, and what they may not do."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from campaign.announcements.classes import Milestone
from campaign.announcements.foreseeing import How
from campaign.announcements.ledger import AnnouncementState, DeliveryState
from campaign.audience.subscriber import Channel
from campaign.care.case import Outcome
from campaign.care.history import What
from campaign.care.replies import LANGUAGES
from campaign.care.tier import Tier
from campaign.publications.content import Prose
from campaign.publications.kind import Kind
from campaign.publications.publication import Severity
from campaign.sessions.session import Phase
from campaign_cli.console import CONFIG, FOLDER, console_files
from campaign_cli.errors import CommandError
from campaign_cli.staff import Group

OUTPUTS = {
    "UserPoolId": "eu-west-1_pool",
    "StaffClientId": "client",
    "StaffApiUrl": "https://api.example.org/v1",
}
VENDORED = {
    # amazon-cognito-identity-js 6.3.21, dist/; console/vendor/README.md
    "amazon-cognito-identity.min.js": "32811f694592e437391fe040d836a474d75f54108cfa5123d67e8a4d30283901",
    "LICENSE.txt": "074e6e32c86a4c0ef8b3ed25b721ca23aca83df277cd88106ef7177c354615ff",
    "NOTICE.txt": "a84cb878b3a48ca329cc8f3b424723f6ac3608c3435bb6bdc9d9aa368e087ea8",
}
OWN = [
    path
    for path in sorted(FOLDER.rglob("*"))
    if path.suffix in {".js", ".html"} and "vendor" not in path.parts
]
SCREENS = [
    path for path in sorted((FOLDER / "screens").glob("*.js")) if path.stem not in {"index", "sign_in"}
]


def words_of(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "words" / f"{language}.json").read_text("utf-8"))
    return found


def flat(words: dict[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in words.items():
        if isinstance(value, dict):
            yield from flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def source(path: Path) -> str:
    return path.read_text("utf-8")


def test_both_languages_say_the_same_things() -> None:
    english, arabic = dict(flat(words_of("en"))), dict(flat(words_of("ar")))

    assert english.keys() == arabic.keys()
    for key, words in english.items():
        placeholders = re.findall(r"\{\w+\}", words)
        assert sorted(re.findall(r"\{\w+\}", arabic[key])) == sorted(placeholders), key


def test_what_is_said_in_arabic_is_arabic() -> None:
    without = [key for key, words in flat(words_of("ar")) if not re.search("[؀-ۿ]", words)]

    assert without == ["languages.en"]


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_every_text_that_is_asked_for_is_there(path: Path) -> None:
    known = dict(flat(words_of("en")))

    asked = re.findall(r'\bt\(\s*"([\w.]+)"', source(path)) + re.findall(r'words: "([\w.]+)"', source(path))
    assert [key for key in asked if key not in known] == []


def test_no_text_is_there_that_nobody_asks_for() -> None:
    everything = "".join(source(path) for path in OWN)
    groups = set(re.findall(r'named\("([\w.]+)"', everything)) | {
        found.rstrip(".") for found in re.findall(r"t\(`([\w.]+)\$\{", everything)
    }

    unused = [
        key
        for key, _ in flat(words_of("en"))
        if f'"{key}"' not in everything and key.rpartition(".")[0] not in groups
    ]
    assert unused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_the_api_names_has_words(language: str) -> None:
    words = words_of(language)

    assert words["tier"].keys() == {str(tier) for tier in Tier}
    assert words["outcome"].keys() == {str(outcome) for outcome in Outcome}
    assert words["what"].keys() == {str(what) for what in What}
    assert words["phase"].keys() == {str(phase) for phase in Phase}
    assert words["milestone"].keys() == {str(each).replace(".", "_") for each in Milestone}
    assert words["announcement"].keys() == {str(state) for state in AnnouncementState}
    assert words["announcement"].keys() == words["announcement_words"].keys()
    assert words["delivery_state"].keys() == {str(state) for state in DeliveryState}
    assert words["how"].keys() == {str(how) for how in How}
    assert words["channel"].keys() == {str(channel) for channel in Channel}
    assert words["kind"].keys() == {str(kind) for kind in Kind}
    assert words["severity"].keys() == {str(severity) for severity in Severity}
    assert words["part"].keys() == set(Prose.model_fields)


def test_the_kinds_and_states_that_may_be_looked_for_are_those_that_have_words() -> None:
    facts = source(FOLDER / "parts" / "publication_facts.js")

    listed = {
        name: re.findall(r'"(\w+)"', said) for name, said in re.findall(r"(KINDS|STATES) = \[(.+)\]", facts)
    }
    assert listed["KINDS"] == [str(kind) for kind in Kind]
    assert set(listed["STATES"]) == words_of("en")["published"].keys()


def test_the_outcomes_that_may_be_chosen_are_all_there_are() -> None:
    listed = re.search(r"OUTCOMES = \[([^\]]+)\]", source(FOLDER / "parts" / "case_moves.js"))

    assert listed is not None
    assert re.findall(r'"(\w+)"', listed[1]) == [str(outcome) for outcome in Outcome]


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.stem)
def test_every_screen_is_listed_and_is_for_groups_that_there_are(path: Path) -> None:
    groups = re.search(r"groups: \[([^\]]+)\]", source(path))

    assert groups is not None
    assert set(re.findall(r'"([\w-]+)"', groups[1])) <= {str(group) for group in Group}
    assert f'from "./{path.name}"' in source(FOLDER / "screens" / "index.js")


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_nothing_makes_markup_or_code_out_of_text(path: Path) -> None:
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|javascript:|style="
    )

    assert re.findall(forbidden, source(path)) == []


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_no_other_host_is_asked(path: Path) -> None:
    addresses = set(re.findall(r"https?://[\w.-]+", source(path)))

    assert addresses <= {"https://www.tiktok.com"}  # a link, which is followed on a click


def test_the_page_has_no_script_and_no_style_of_its_own() -> None:
    page = source(FOLDER / "index.html")

    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert "<style" not in page
    assert re.findall(r"\son\w+=", page) == []


def test_the_sign_in_library_is_the_one_that_was_looked_at() -> None:
    found = {path.name: sha256(path.read_bytes()).hexdigest() for path in (FOLDER / "vendor").iterdir()}
    found.pop("README.md")

    assert found == VENDORED


def test_the_settings_are_those_of_the_deployment() -> None:
    files = {file.path: file for file in console_files(OUTPUTS)}

    assert json.loads(files[CONFIG].body) == {
        "api": "https://api.example.org/v1",
        "region": "eu-west-1",
        "userPool": "eu-west-1_pool",
        "client": "client",
    }
    assert files["app.js"].content_type == "text/javascript; charset=utf-8"
    assert not any(path.endswith(".md") for path in files)


def test_a_file_of_no_known_type_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_bytes(b"?")

    with pytest.raises(CommandError, match=r"console/notes\.docx: no such type"):
        console_files(OUTPUTS, tmp_path)
