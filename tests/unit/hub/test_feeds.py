"""What a reader of feeds is told: read by feedparser, and checked against JSON Feed's schema."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from campaign.hub.feed_files import feed_of, plan_feeds
from campaign.hub.feeds import MAX_ENTRIES, Topic
from campaign.hub.published import published
from campaign.hub.state import HubState
from campaign.hub.taken_off import TakenOff
from campaign.publications.fields import Both
from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign.publications.moves import recall, withdraw
from campaign.publications.publication import Publication
from campaign.sessions.session import SessionStatus, Title
from tests.unit.hub.planned import made_all, made_one
from tests.unit.hub.samples import HUB_URL, LATER, NOW, full, session, state, toolkit, video
from tests.unit.hub.test_pages import HOSTILE
from tests.unit.publications.samples import REVIEWER, approved, content_of, live, proposed

SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parent / "json_feed_1.1.schema.json").read_text("utf-8"))
)
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[A-Za-z0-9:/._~-]+")  # RFC 4151
DAY = timedelta(days=1)
WHY = Both(ar="كان فيه خطأ.", en="It held a mistake.")
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
EVERY = [(topic, language) for topic, language in product(Topic, LANGUAGES)]


def files(hub: HubState) -> dict[str, bytes]:
    return {path: file.body for path, file in made_all(plan_feeds(hub, HUB_URL)).items()}


def file(path: str, hub: HubState, *taken_off: TakenOff) -> bytes:
    return made_one(plan_feeds(replace(hub, taken_off=taken_off), HUB_URL), path).body


def atom(hub: HubState, topic: Topic, language: Language = "en", *taken_off: TakenOff) -> Any:
    parsed = feedparser.parse(file(f"{language}/feeds/{topic}.atom", hub, *taken_off))
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


def json_feed(hub: HubState, topic: Topic, language: Language = "en", *taken_off: TakenOff) -> Any:
    parsed = json.loads(file(f"{language}/feeds/{topic}.json", hub, *taken_off))
    SCHEMA.validate(parsed)
    return parsed


def ids(hub: HubState, topic: Topic, language: Language = "en") -> list[str]:
    return [entry.id for entry in atom(hub, topic, language).entries]


def tombstones(hub: HubState, topic: Topic, *taken_off: TakenOff) -> list[str]:
    """As both formats have them."""
    root = fromstring(file(f"en/feeds/{topic}.atom", hub, *taken_off))
    found = [element.attrib["ref"] for element in root.iter(DELETED)]
    assert found == [each["id"] for each in json_feed(hub, topic, "en", *taken_off)["_deleted"]["items"]]
    return found


@pytest.mark.parametrize(("topic", "language"), EVERY)
def test_both_formats_of_a_feed_say_the_same(topic: Topic, language: Language) -> None:
    xml, js = atom(full(), topic, language), json_feed(full(), topic, language)

    assert xml.version == "atom10"
    assert (xml.feed.title, xml.feed.language) == (js["title"], js["language"])
    assert [(each.id, each.title, each.updated, each.link) for each in xml.entries] == [
        (each["id"], each["title"], each["date_modified"], each["url"]) for each in js["items"]
    ]
    assert [each.content[0].value for each in xml.entries] == [each["content_text"] for each in js["items"]]
    assert xml.entries


@pytest.mark.parametrize(("topic", "language"), EVERY)
def test_a_feed_without_entries_is_a_feed(topic: Topic, language: Language) -> None:
    empty = HubState(videos=(), sessions=(), published=published([], NOW), read_at=NOW)

    assert atom(empty, topic, language).entries == json_feed(empty, topic, language)["items"] == []


def test_ids_are_tags_each_there_once_and_none_speaks_of_the_host() -> None:
    found = [entry.id for topic, language in EVERY for entry in atom(full(), topic, language).entries]
    feeds = [atom(full(), topic, language).feed.id for topic, language in EVERY]

    assert all(TAG.fullmatch(each) for each in found + feeds)
    assert len(set(feeds)) == len(feeds)
    assert not any("hub.example.org" in each for each in found + feeds)
    news = ids(full(), Topic.NEWS)
    assert len(set(news)) == len(news)
    assert set(ids(full(), Topic.TOOLKITS)) < set(news), "the same thing has the same id in every feed"


@given(title=st.text(min_size=1, max_size=20), days=st.integers(0, 20), revision=st.integers(1, 50))
def test_no_edit_changes_an_id(title: str, days: int, revision: int) -> None:
    edited = session().model_copy(
        update={
            "title": Title.model_construct(en=title, ar=title),
            "starts_at": NOW + days * DAY,
            "revision": revision,
            "updated_at": NOW + timedelta(hours=1),
        }
    )

    feed = feed_of(Topic.SESSIONS, "en", state(sessions=(edited,)), HUB_URL)

    (entry,) = feed.entries
    assert feed.name_of(entry) == "tag:end-the-stigma,2026:session:asking-for-help/en"
    assert entry.updated == edited.updated_at


def test_a_new_revision_is_an_update_of_the_same_entry_and_a_proposed_one_is_none() -> None:
    first = toolkit()
    waiting, revision = proposed(content_of(Kind.TOOLKIT, version="1.1.0"), NOW + DAY, first, first.id)
    second = approved(waiting, revision, NOW + 2 * DAY)

    seen = [atom(state(each, read_at=NOW + 3 * DAY), Topic.TOOLKITS) for each in (first, waiting, second)]

    entries = [each.entries[0] for each in seen]
    assert len({entry.id for entry in entries}) == 1
    assert entries[0].updated == entries[1].updated == "2026-03-01T12:00:00Z"
    assert (entries[2].updated, entries[2].published) == ("2026-03-03T12:00:00Z", "2026-03-01T12:00:00Z")
    assert "1.1.0" in entries[2].content[0].value


@pytest.mark.parametrize(("topic", "language"), EVERY)
def test_a_feed_says_where_it_is_and_in_which_languages(topic: Topic, language: Language) -> None:
    links = {
        (link.rel, link.type, link.get("hreflang")): link.href
        for link in atom(full(), topic, language).feed.links
    }
    other = "ar" if language == "en" else "en"

    base = f"{HUB_URL}/{language}"
    assert links[("self", "application/atom+xml", None)] == f"{base}/feeds/{topic}.atom"
    assert links[("alternate", "application/atom+xml", other)] == f"{base}/feeds/{topic}.atom".replace(
        f"/{language}/", f"/{other}/"
    )
    assert links[("alternate", "text/html", language)].startswith(f"{base}/")


@pytest.mark.parametrize("text", [*HOSTILE, "\ufffe\uffff\x0b\x1b", "]]>&amp;<!--"])
def test_hostile_words_stay_words_and_the_feed_stays_well_formed(text: str) -> None:
    words = Title.model_construct(en=text, ar=text)
    hub = state(
        videos=(video(caption=text, handle=text[:40]),),
        sessions=(session().model_copy(update={"title": words, "advocate": text}),),
    )

    for topic in (Topic.VIDEOS, Topic.SESSIONS):
        (entry,), (item,) = atom(hub, topic).entries, json_feed(hub, topic)["items"]
        assert entry.content[0].type == "text/plain", "never HTML"
        assert "content_html" not in item
        assert "\u202e" not in item["content_text"] + item["title"]
        assert len(item["title"]) <= 200
        assert len(item["content_text"]) < 3000


def test_a_caption_is_told_as_it_is() -> None:
    caption = 'I <b>said</b> it & "felt" lighter.'

    (entry,) = atom(state(videos=(video(caption=caption),)), Topic.VIDEOS).entries
    (item,) = json_feed(state(videos=(video(caption=caption),)), Topic.VIDEOS)["items"]

    assert item["title"] == caption
    assert item["content_text"].startswith(caption)
    assert entry.id == f"tag:end-the-stigma,2026:video:{video().key}/en"


@pytest.mark.parametrize(("topic", "language"), EVERY)
def test_every_entry_leads_to_help(topic: Topic, language: Language) -> None:
    for item in json_feed(full(), topic, language)["items"]:
        assert f"{HUB_URL}/{language}/index.html#help-{language}" in item["content_text"]


def test_the_newest_fifty_are_told_and_of_dates_that_came_together_the_next_ones() -> None:
    dates = tuple(session(id=f"talk-{number}", starts_at=NOW + number * DAY) for number in range(1, 105))
    changed = session(id="changed", starts_at=NOW + 300 * DAY, updated_at=NOW + timedelta(minutes=1))

    found = ids(state(sessions=(*dates, changed)), Topic.SESSIONS)

    names = ["changed", *(f"talk-{number}" for number in range(1, MAX_ENTRIES))]
    assert found == [f"tag:end-the-stigma,2026:session:{name}/en" for name in names]


def test_a_series_is_told_by_its_first_date_until_another_one_changes() -> None:
    first = session(id="a")
    second, third = (session(id=each, announced_by="a", series="s") for each in "bc")
    moved = third.model_copy(update={"revision": 2})

    assert [each[-4] for each in ids(state(sessions=(first, second, third)), Topic.SESSIONS)] == ["a"]
    assert [each[-4] for each in ids(state(sessions=(first, second, moved)), Topic.SESSIONS)] == ["a", "c"]


def test_a_cancelled_session_says_so_and_is_not_forgotten() -> None:
    hub = state(sessions=(session(status=SessionStatus.CANCELLED),))

    (item,) = json_feed(hub, Topic.SESSIONS)["items"]

    assert item["title"] == "Cancelled: How to ask for help"
    assert tombstones(hub, Topic.SESSIONS) == []


def _recalled(present: Publication, at: datetime) -> Publication | None:
    return recall(present, 1, WHY, REVIEWER, at)


@pytest.mark.parametrize("take_away", [_recalled, withdraw])
def test_what_was_taken_back_leaves_a_tombstone_for_thirty_days(
    take_away: Callable[[Publication, datetime], Publication | None],
) -> None:
    taken = take_away(toolkit(), NOW + DAY)
    assert taken is not None
    name = "tag:end-the-stigma,2026:toolkit:supporting-a-friend/en"

    for topic in (Topic.TOOLKITS, Topic.NEWS):
        on = {days: state(taken, read_at=NOW + days * DAY) for days in (2, 30, 31)}
        assert [tombstones(hub, topic) for hub in on.values()] == [[name], [name], []]
        assert name not in ids(on[2], topic)
    assert atom(on[2], Topic.TOOLKITS).feed.updated == "2026-03-02T12:00:00Z"


@pytest.mark.parametrize("take_away", [_recalled, withdraw])
def test_what_nobody_could_see_leaves_none(
    take_away: Callable[[Publication, datetime], Publication | None],
) -> None:
    taken = take_away(live(Kind.LAUNCH, NOW, "secret", opens_at=LATER), NOW)
    assert taken is not None

    assert not [path for path, body in files(state(taken, read_at=LATER)).items() if b"secret" in body]


def test_a_video_that_was_taken_off_leaves_a_tombstone_until_it_comes_back() -> None:
    taken = TakenOff(f"video:{video(1).key}", NOW - DAY)

    assert tombstones(state(videos=(video(2),)), Topic.VIDEOS, taken) == [
        f"tag:end-the-stigma,2026:video:{video(1).key}/en"
    ]
    assert tombstones(state(videos=(video(1),)), Topic.VIDEOS, taken) == []
    assert tombstones(state(videos=(video(2),)), Topic.NEWS, taken) == []


def test_the_same_state_gives_the_same_bytes_whenever_it_is_built() -> None:
    assert files(full()) == files(state(*full().published.shown.values(), read_at=LATER + DAY))


def test_a_half_that_waits_for_its_correction_is_not_told_in_the_feed() -> None:
    corrected = live(Kind.GUIDE, NOW, "low-mood", safety_correction="ar")

    (english,), (arabic,) = (
        json_feed(state(corrected), Topic.GUIDE, language)["items"] for language in LANGUAGES
    )

    assert english["title"] == "A corrected text in another language"
    assert arabic["title"] == "كيف تساند صديقًا"
