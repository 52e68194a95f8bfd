"""A feed as JSON Feed (https://www.jsonfeed.org/version/1.1/), with what was taken away as an extension."""

import json
from typing import Any

from campaign.hub.feeds import Entry, Feed, stamp

JSON_FEED_TYPE = "application/feed+json"


def json_feed_of(feed: Feed) -> bytes:
    written = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": feed.page_url,
        "feed_url": feed.url("json"),
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_item(entry, feed) for entry in feed.entries],
        # As RFC 6721 has it for Atom; the specification leaves names with _ to whoever writes them.
        "_deleted": {
            "about": "https://www.rfc-editor.org/rfc/rfc6721",
            "items": [{"id": feed.name_of(each), "when": stamp(each.at)} for each in feed.deleted],
        },
    }
    return (json.dumps(written, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _item(entry: Entry, feed: Feed) -> dict[str, Any]:
    item = {
        "id": feed.name_of(entry),
        "url": entry.link,
        "title": entry.title,
        "content_text": entry.text,
        "date_modified": stamp(entry.updated),
    }
    return item | {"date_published": stamp(entry.published)} if entry.published else item
