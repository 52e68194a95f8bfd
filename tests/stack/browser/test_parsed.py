"""Every feed and calendar of the deployed hub, read by parsers that share nothing with what wrote them."""

import json
from datetime import UTC
from xml.etree.ElementTree import fromstring

import feedparser
import pytest
import vobject

from campaign.hub.feeds import Topic
from tests.stack.browser.crawl import Crawl, Fetched
from tests.stack.browser.shown import SESSIONS
from tests.unit.hub.test_feeds import SCHEMA

pytestmark = [pytest.mark.stack, pytest.mark.browser]


def ending(crawled: Crawl, name: str) -> list[Fetched]:
    return [each for url, each in sorted(crawled.found.items()) if url.endswith(name) and each.status == 200]


def test_every_feed_is_valid_and_both_formats_tell_the_same(crawled: Crawl) -> None:
    atoms = {
        each.path.removesuffix(".atom"): feedparser.parse(each.body) for each in ending(crawled, ".atom")
    }
    jsons = {each.path.removesuffix(".json"): json.loads(each.body) for each in ending(crawled, ".json")}

    assert {path.rsplit("/", 1)[1] for path in atoms} == set(Topic)
    assert len(atoms) == 2 * len(Topic)
    for path, atom in atoms.items():
        assert not atom.bozo, (path, atom.get("bozo_exception"))
        SCHEMA.validate(jsons[path])
        assert [each.id for each in atom.entries] == [each["id"] for each in jsons[path]["items"]]
        assert all(each.title and each.updated for each in atom.entries), path
    assert any(atom.entries for atom in atoms.values())


def test_every_calendar_is_valid_and_says_the_same_of_a_session(crawled: Crawl) -> None:
    calendars = {each.path: vobject.readOne(each.body.decode()) for each in ending(crawled, ".ics")}
    events = {path: each.contents.get("vevent", []) for path, each in calendars.items()}

    assert {"/sessions.ics", "/ar/sessions.ics", "/en/sessions.ics"} <= calendars.keys()
    for language in ("ar", "en"):
        everyone = {each.uid.value: each for each in events[f"/{language}/sessions.ics"]}
        assert {f"session-shown-{name}@end-the-stigma" for name in SESSIONS} <= everyone.keys()
        own = {path: found for path, found in events.items() if path.startswith(f"/{language}/sessions/")}
        assert f"/{language}/sessions/shown-plain.ics" in own
        for (alone,) in own.values():
            listed = everyone[alone.uid.value]
            assert alone.dtstart.value.astimezone(UTC) == listed.dtstart.value.astimezone(UTC)
            assert (alone.sequence.value, alone.summary.value) == (
                listed.sequence.value,
                listed.summary.value,
            )


def test_the_sitemap_is_well_formed_and_names_pages_that_are_there(crawled: Crawl) -> None:
    (sitemap,) = ending(crawled, "/sitemap.xml")
    named = {element.text for element in fromstring(sitemap.body).iter() if element.tag.endswith("}loc")}

    assert named
    assert named <= {each.url for each in crawled.pages}
