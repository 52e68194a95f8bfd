"""Help in the reader's own country: on every page, of whoever was verified and of nobody else."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from campaign.hub.countries import COUNTRIES, countries
from campaign.hub.help_pages import dialled, help_files
from campaign.hub.published import Published, published
from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign.publications.publication import Publication
from tests.unit.hub.samples import LATER, NOW, full, render_site
from tests.unit.hub.test_pages import Page
from tests.unit.publications.samples import live

CAMPAIGN = Path(__file__).parents[3] / "content" / "campaign.yaml"


def told(*organisations: Publication, language: Language = "en") -> dict[str, list[dict[str, Any]]]:
    """What the help block of every page reads."""
    (file,) = (
        each.make()
        for each in help_files(published(organisations, NOW))
        if each.path == f"{language}/help.json"
    )
    found: dict[str, list[dict[str, Any]]] = json.loads(file.body)  # type: ignore[union-attr]
    return found


def line(**fields: Any) -> Publication:
    return live(Kind.ORGANISATION, NOW, "line", **fields)


def test_a_verified_organisation_is_told_of_in_its_country_with_what_a_telephone_dials() -> None:
    assert told(line(phone="+971 4-800 123")) == {
        "AE": [
            {
                "name": "one",
                "place": "organisation-line",
                "phone": "+971 4-800 123",
                "tel": "+9714800123",
                "about": "one",
                "when": "Sunday, Monday: 8:00\u202fPM – 2:00\u202fAM the next day (Dubai)",
            }
        ]
    }


def test_it_is_told_of_in_the_page_s_language() -> None:
    (found,) = told(line(hours=(), always=True), language="ar")["AE"]

    assert (found["name"], found["when"]) == ("واحد", "ليلًا ونهارًا")


def test_a_number_that_is_not_for_calling_is_not_offered_for_it() -> None:
    (found,) = told(line(channels=["sms"]))["AE"]

    assert "tel" not in found


def test_a_country_without_a_verified_organisation_is_not_there() -> None:
    assert told(line(verified_on=None, verified_by=None)) == {}
    assert told() == {}


def test_a_language_that_waits_for_a_correction_does_not_tell_what_it_corrects() -> None:
    corrected = line(safety_correction="ar")

    assert told(corrected, language="ar")["AE"]
    assert told(corrected, language="en") == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_places_are_those_of_the_page_of_organisations(language: Language) -> None:
    hub = full()
    files = {file.path: file.body.decode() for file in render_site(hub) if file.path.startswith(language)}
    places = [
        each["place"] for lines in json.loads(files[f"{language}/help.json"]).values() for each in lines
    ]

    ids = Page(files[f"{language}/organisations/index.html"]).attributes("li", "id")
    assert places == ids == ["organisation-the-organisation"]


def test_readers_choose_among_the_countries_of_the_campaign() -> None:
    regions = yaml.safe_load(CAMPAIGN.read_text("utf-8"))["regions"]

    assert sorted(COUNTRIES) == sorted(each["country"] for each in regions)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_offers_that_choice_hidden_until_a_script_can_keep_it(language: Language) -> None:
    for file in render_site(full()):
        if not file.path.startswith(f"{language}/") or not file.path.endswith(".html"):
            continue
        page = Page(file.body.decode())
        assert ("p", {"class": "help-choice", "hidden": None}) in page.elements, file.path
        offered = page.attributes("option", "value")
        assert {*offered} >= {"", "-", *COUNTRIES}, file.path
        assert f"/{language}/organisations/index.html" in page.attributes("a", "href"), file.path


def test_arabic_digits_are_those_of_the_country_and_english_ones_stay() -> None:
    digits = {code: digits for code, _, digits in countries("ar")}

    assert {digits[code] for code in ("EG", "SA", "IQ", "YE")} == {"arab"}
    assert {digits[code] for code in ("MA", "DZ", "TN", "AE")} == {None}
    assert {digits for _, _, digits in countries("en")} == {None}


def test_countries_stand_where_readers_look_for_them() -> None:
    names = [name for _, name, _ in countries("ar")]

    assert names.index("الأردن") < names.index("البحرين") < names.index("الجزائر") < names.index("قطر")


def test_blanks_and_hyphens_are_not_dialled() -> None:
    assert dialled("+20 16-328") == "+2016328"


def test_nothing_published_is_an_empty_file_and_no_error() -> None:
    assert [file.make().body for file in help_files(Published())] == [b"{}", b"{}"]  # type: ignore[union-attr]


def test_what_was_verified_too_long_ago_is_not_told() -> None:
    old = line(verified_on="2025-08-01")

    assert not published([old], LATER).shown
    assert told(old) == {}
