"""What programs read of the hub: the sitemap and campaign.json."""

import json
import re
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import fromstring

from jsonschema import Draft202012Validator

from campaign.figures.tally import Tally
from campaign.hub.pages import plan_site
from campaign.hub.state import HubState
from campaign.publications.fields import Both
from campaign.publications.kind import LANGUAGES, Kind
from campaign.publications.moves import recall
from campaign.sessions.session import SessionStatus
from tests.templates import ROOT
from tests.unit.hub.planned import made_all
from tests.unit.hub.samples import API, HUB_URL, NOW, full, render_site, session, state, toolkit
from tests.unit.publications.samples import REVIEWER, live

HASHTAGS = ("EndTheStigma", "لننهي_الوصمة")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def files(hub: HubState) -> dict[str, str]:
    """What can be read as text, but for the archive's pages."""
    made = made_all(plan_site(hub, HUB_URL, API, HASHTAGS))
    return {path: file.body.decode() for path, file in made.items() if not path.startswith("assets/")}


def sitemap(hub: HubState) -> dict[str, tuple[str | None, dict[str, str]]]:
    """By address: when it changed, and its alternates."""
    return {
        url.findtext(f"{SITEMAP}loc", ""): (
            url.findtext(f"{SITEMAP}lastmod"),
            {link.attrib["hreflang"]: link.attrib["href"] for link in url.iter(f"{XHTML}link")},
        )
        for url in fromstring(files(hub)["sitemap.xml"])
    }


def campaign(hub: HubState) -> Any:
    return json.loads(files(hub)["campaign.json"])


def test_the_sitemap_has_every_page_in_both_languages_and_nothing_that_is_not_there() -> None:
    there = {file.path for file in render_site(full()) if re.fullmatch(r"(ar|en)/.+\.html", file.path)}
    archive = {path for path in there if re.match(r"../videos/\d", path)}
    assert archive, "the older videos' pages lead to each other"

    assert sitemap(full()).keys() == {f"{HUB_URL}/{path}" for path in there - archive}


def test_each_address_of_the_sitemap_names_itself_and_its_translation() -> None:
    for address, (_, alternates) in sitemap(full()).items():
        assert alternates.keys() == set(LANGUAGES)
        assert address in alternates.values()


def test_a_page_is_said_to_have_changed_when_what_it_shows_did() -> None:
    hub = full()
    changed = {address.removeprefix(f"{HUB_URL}/en/"): when for address, (when, _) in sitemap(hub).items()}

    assert changed["guide/the-guide/index.html"] == "2026-03-01T12:00:00Z"
    assert changed["guide/index.html"] == "2026-03-01T12:00:00Z"
    assert changed["sessions/asking-for-help/index.html"] == "2026-03-01T12:00:00Z"
    assert changed["index.html"] is None, "it changes with every video"


def test_the_sitemap_leaves_out_what_was_taken_back() -> None:
    taken = recall(toolkit(), 1, Both(ar="خطأ", en="A mistake."), REVIEWER, NOW)
    assert taken is not None

    addresses = sitemap(state(taken))

    assert f"{HUB_URL}/en/toolkits/index.html" in addresses
    assert not [each for each in addresses if "supporting-a-friend" in each]


def test_a_half_that_waits_for_its_correction_is_in_the_sitemap_in_the_other_language_alone() -> None:
    addresses = sitemap(state(live(Kind.GUIDE, NOW, "low-mood", safety_correction="ar")))

    assert f"{HUB_URL}/en/guide/low-mood/index.html" not in addresses
    assert addresses[f"{HUB_URL}/ar/guide/low-mood/index.html"][1].keys() == {"ar"}


def test_robots_may_read_everything_and_are_told_of_the_sitemap() -> None:
    text = files(state())["robots.txt"]

    assert f"Sitemap: {HUB_URL}/sitemap.xml" in text
    assert "Disallow" not in text


def test_campaign_json_keeps_to_its_schema() -> None:
    schema = json.loads((ROOT / "events/schemas/campaign_document.v1.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    postponed = session(id="later", status=SessionStatus.POSTPONED)

    for hub in (state(sessions=(session(), postponed), totals=Tally(videos=3)), full()):
        Draft202012Validator(schema).validate(campaign(hub))


def test_campaign_json_says_what_comes_next_and_nothing_of_a_date_that_holds_no_longer() -> None:
    postponed = session(id="later", status=SessionStatus.POSTPONED)
    said = campaign(state(sessions=(session(), postponed), totals=Tally(videos=3, creators=2)))

    assert said["hashtags"] == list(HASHTAGS)
    assert said["figures"]["videos"] == 3
    first, second = said["next_sessions"]
    assert (first["starts_at"], first["zone"]) == ("2026-03-01T17:00:00Z", "Asia/Dubai")
    assert (second["status"], second["starts_at"], second["ends_at"]) == ("postponed", None, None)


def test_what_campaign_json_names_is_there() -> None:
    hub = full()
    addresses = {f"{HUB_URL}/{path}" for path in files(hub)}
    said = campaign(hub)

    named = [each[key] for each in said["feeds"] for key in ("atom", "json_feed")]
    named += [each["url"] for key in ("calendars", "walls") for each in said[key]]
    named += [*said["home"].values(), *said["help"]["pages"].values()]
    assert len(named) == len(set(named))
    assert not set(named) - addresses


def test_the_revision_of_campaign_json_follows_its_content_and_not_the_clock() -> None:
    same, later = state(), state(read_at=NOW + timedelta(minutes=5))
    other = state(totals=Tally(videos=1))

    assert files(same)["campaign.json"] == files(later)["campaign.json"]
    assert campaign(same)["revision"] != campaign(other)["revision"]
