"""The feeds among the files of the hub: a topic and language each, as Atom and as JSON Feed."""

from collections.abc import Iterator
from functools import partial

from campaign.hub.atom import ATOM_TYPE, atom_of
from campaign.hub.feed_entries import publication_entry, session_entry, taken_away, told, video_entry
from campaign.hub.feeds import Entry, Feed, Topic, feed_path, feed_title, newest, still_told
from campaign.hub.json_feed import JSON_FEED_TYPE, json_feed_of
from campaign.hub.plan import CLOCK, HOLD, SESSIONS, VIDEOS, Planned
from campaign.hub.rendering import BRIEFLY
from campaign.hub.site import SiteFile
from campaign.hub.state import HubState
from campaign.hub.texts import TEXTS
from campaign.publications.kind import LANGUAGES, Kind, Language

_PAGES = {
    Topic.NEWS: "index.html",
    Topic.VIDEOS: "videos/index.html",
    Topic.SESSIONS: "sessions/index.html",
    Topic.TOOLKITS: "toolkits/index.html",
    Topic.GUIDE: "guide/index.html",
}
FORMATS = {"atom": (ATOM_TYPE, atom_of), "json": (JSON_FEED_TYPE, json_feed_of)}


def plan_feeds(state: HubState, hub_url: str) -> Iterator[Planned]:
    for topic in Topic:
        for language in LANGUAGES:
            for ending in FORMATS:
                yield Planned(
                    path=feed_path(topic, language, ending),
                    shows=topic.kinds | {HOLD, CLOCK},  # what was taken away is told of for 30 days
                    make=partial(_file, topic, language, ending, state, hub_url),
                )


def feed_of(topic: Topic, language: Language, state: HubState, hub_url: str) -> Feed:
    texts = TEXTS[language]
    entries = newest(_entries(topic, language, state, hub_url))
    gone = (*state.taken_off, *taken_away(state.published))
    of_topic = (each for each in gone if each.subject.partition(":")[0] in topic.kinds)
    return Feed(
        topic=topic,
        language=language,
        title=f"{texts['campaign']} – {feed_title(topic, language)}",
        subtitle=texts["feeds"]["subtitle"],
        author=texts["campaign"],
        hub_url=hub_url,
        page=_PAGES[topic],
        entries=entries,
        deleted=still_told(of_topic, entries, state.read_at),
    )


def _entries(topic: Topic, language: Language, state: HubState, hub_url: str) -> Iterator[Entry]:
    if VIDEOS in topic.kinds:
        yield from (video_entry(video, hub_url, language) for video in state.videos)
    if SESSIONS in topic.kinds:
        yield from (session_entry(each, hub_url, language) for each in filter(told, state.sessions))
    for kind in (kind for kind in Kind if kind in topic.kinds):
        for publication in state.published.of(kind):
            yield publication_entry(publication, state.published, hub_url, language)


def _file(topic: Topic, language: Language, ending: str, state: HubState, hub_url: str) -> SiteFile:
    media_type, written = FORMATS[ending]
    body = written(feed_of(topic, language, state, hub_url))
    return SiteFile(feed_path(topic, language, ending), body, f"{media_type}; charset=utf-8", BRIEFLY)
