"""What one reader gets: the words in their language, and what is theirs alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from campaign.announcements.messages import AnnouncementDue
from campaign.announcements.news import News
from campaign.announcements.sending import Addressed
from campaign.announcements.texts import Template, Texts, link_facts, personal_facts
from campaign.audience.addresses import AddressBox
from campaign.audience.subscriber import Contact, Language, Subscriber


class Links(Protocol):
    """The links by which one subscriber, and nobody else, changes or ends what they are told."""

    def links_for(self, subscriber: Subscriber) -> Mapping[str, str]:
        """`preferences` and `unsubscribe`."""

    def unsubscribe_headers(self, subscriber: Subscriber) -> Mapping[str, str]:
        """`List-Unsubscribe` and `List-Unsubscribe-Post`, as RFC 8058 has them."""


@dataclass(frozen=True, slots=True)
class Letters:
    texts: Texts
    addresses: AddressBox
    links: Links

    def compose(self, due: AnnouncementDue, language: Language, news: News) -> Template:
        return self.texts.compose(due.milestone, language, news)

    def prepare(self, subscriber: Subscriber, contact: Contact, news: News) -> Addressed:
        """Raises PermanentError for an address that no key opens, TransientError while there is no key."""
        return Addressed(
            subscriber=subscriber,
            address=self.addresses.open(subscriber.id, contact),
            facts={**personal_facts(subscriber, news), **link_facts(self.links.links_for(subscriber))},
            headers=self.links.unsubscribe_headers(subscriber),
        )
