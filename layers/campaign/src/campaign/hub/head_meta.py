"""What templates/head_meta.html asks for: cards for networks, feeds, and data for search engines."""

from collections.abc import Mapping

from campaign.hub.feeds import Topic, feed_path, feed_title
from campaign.hub.structured_data import (
    article_data,
    card_url,
    event_data,
    events_data,
    has_article,
    linked,
    organization_data,
)
from campaign.publications.kind import Language

CARD_LOCALES: Mapping[Language, str] = {"en": "en_GB", "ar": "ar_AR"}
"""As https://ogp.me wants them, language and territory; networks know one Arabic, which they call so."""

HEAD_GLOBALS = {
    "article_data": article_data,
    "card_locales": CARD_LOCALES,
    "card_url": card_url,
    "event_data": event_data,
    "events_data": events_data,
    "feed_path": feed_path,
    "feed_title": feed_title,
    "feed_topics": tuple(Topic),
    "has_article": has_article,
    "linked": linked,
    "organization_data": organization_data,
}
