"""The message that follows a request to be told, or one for the link to what was chosen: to confirm it, or
for whoever is subscribed already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from string import Template
from typing import NamedTuple, Protocol

from campaign.audience.addresses import AddressBox
from campaign.audience.links import Links
from campaign.audience.storage import Audience
from campaign.audience.subscriber import Channel, Contact, Language
from campaign.kernel.change import read_change
from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, PermanentError
from campaign.kernel.observability import count, logger
from campaign.pages.shell import frame
from campaign.subscriptions.storage import LINK_REQUESTED, Subscriptions
from campaign.subscriptions.subscription import Pending
from campaign.subscriptions.texts import words

_DIRECTORY = "https://findahelpline.com/"


class Asked(NamedTuple):
    """What was asked for, as a change on the bus names it, and of which subscription."""

    change: str
    subscription_id: str


def asked_in(body: str) -> Asked:
    """Raises ValidationError."""
    change = read_change(body)
    return Asked(change.type, change.subject.removeprefix("subscription:"))


@dataclass(frozen=True, slots=True)
class Invitation:
    """One message, in every form that a channel may want. `id` is the same however often it is sent."""

    id: str
    subscription_id: str
    language: Language
    subject: str
    text: str
    html: str
    short: str
    link: str


class Carrier(Protocol):
    """One channel.

    Raises PermanentError when this address can never be reached, TransientError when it may be later.
    """

    def carry(self, invitation: Invitation, address: str) -> None: ...


class Asking(Protocol):
    """Whoever asked, subscribed or not."""

    @property
    def id(self) -> str: ...

    @property
    def contact(self) -> Contact: ...

    @property
    def language(self) -> Language: ...

    @property
    def asked_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Inviting:
    subscriptions: Subscriptions
    audience: Audience
    box: AddressBox
    links: Links
    carriers: Mapping[Channel, Carrier]
    clock: Clock

    def answer(self, asked: Asked) -> None:
        """At least once: whoever dies between sending and remembering sends again, with the same link."""
        if asked.change == LINK_REQUESTED:
            self.send_link(asked.subscription_id)
        else:
            self.invite(asked.subscription_id)

    def invite(self, subscription_id: str) -> None:
        pending = self.subscriptions.find(subscription_id)
        if pending is None or pending.invited or self.clock() >= pending.until:
            logger.info("there is nobody to invite", subscription=subscription_id)
            return
        subscriber = self.audience.find(subscription_id)
        if subscriber:
            self._send("welcome_back", pending, self.links.links_for(subscriber)["preferences"])
            self.subscriptions.forget(pending)
        else:
            self._send("invitation", pending, self._to_confirm(pending))
            self._remember(pending)

    def send_link(self, subscription_id: str) -> None:
        """To their choices, for whoever is subscribed; to confirm, for whoever has not said yes yet. Nobody
        else is written to."""
        asked = self.subscriptions.find_link_request(subscription_id)
        if asked is None:
            logger.info("there is nobody to send a link to", subscription=subscription_id)
            return
        subscriber, pending = self.audience.find(subscription_id), self.subscriptions.find(subscription_id)
        if subscriber:
            self._send("your_link", asked, self.links.links_for(subscriber)["preferences"])
        elif pending and self.clock() < pending.until:
            self._send("invitation", asked, self._to_confirm(pending))
        else:
            count("LinksNotSent")
            logger.info("whoever asked for a link is not subscribed", subscription=subscription_id)
        try:
            self.subscriptions.answered(asked)
        except ConflictError:  # asked for anew meanwhile, of which another message tells
            logger.info("the link was asked for again", subscription=subscription_id)

    def _send(self, name: str, asked: Asking, link: str) -> None:
        carrier = self.carriers.get(asked.contact.channel)
        if carrier is None:
            raise PermanentError(
                f"subscription {asked.id}", "its channel is off", "turn it on, then redrive the message"
            )
        address = self.box.open(asked.id, asked.contact)
        carrier.carry(compose(name, asked, link), address)
        count("InvitationsSent")
        logger.info("invitation sent", subscription=asked.id, channel=asked.contact.channel)

    def _to_confirm(self, pending: Pending) -> str:
        return self.links.confirm(pending.id, pending.language, pending.until)

    def _remember(self, pending: Pending) -> None:
        try:
            self.subscriptions.invited(pending)
        except ConflictError:  # confirmed already, or asked for anew, of which another message tells
            logger.info("subscription went on meanwhile", subscription=pending.id)


def compose(name: str, asked: Asking, link: str) -> Invitation:
    """`name`: of the texts, `invitation`, `welcome_back` or `your_link`."""
    language = asked.language
    own, support = words(language)[name], words(language)["support"]["line"]
    frame_words = frame(language)
    button = f'<p><a href="{escape(link)}">{escape(own["action"])}</a></p>'
    lines = "".join(f"<p>{escape(line)}</p>" for line in own["lines"])
    html = (
        f'<!doctype html>\n<html lang="{language}" dir="{frame_words["direction"]}">'
        f'<head><meta charset="utf-8"><title>{escape(own["subject"])}</title></head>'
        '<body style="font-family:sans-serif;line-height:1.6;max-width:36em;margin:auto;padding:1em">'
        f"{lines}{button}<p>{escape(own['after'])}</p><hr>"
        f'<p style="font-size:.85em">{escape(support)} <a href="{_DIRECTORY}">findahelpline.com</a></p>'
        "</body></html>"
    )
    text = [*own["lines"], f"{own['action']}: {link}", own["after"], "-- ", f"{support} {_DIRECTORY}"]
    return Invitation(
        id=f"subscription_{asked.id}_{int(asked.asked_at.timestamp())}",
        subscription_id=asked.id,
        language=language,
        subject=f"{own['subject']} · \u2068{frame_words['campaign']}\u2069",
        text="\n\n".join(text) + "\n",
        html=html,
        short=Template(own["short"]).substitute(link=link),
        link=link,
    )
