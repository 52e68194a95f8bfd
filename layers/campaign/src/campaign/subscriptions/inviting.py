"""The message that follows a request to be told: to confirm it, or for whoever is subscribed already."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from string import Template
from typing import Protocol

from campaign.audience.addresses import AddressBox
from campaign.audience.links import Links
from campaign.audience.storage import Audience
from campaign.audience.subscriber import Channel, Language
from campaign.kernel.change import read_change
from campaign.kernel.clock import Clock
from campaign.kernel.errors import ConflictError, PermanentError
from campaign.kernel.observability import count, logger
from campaign.pages.shell import frame
from campaign.subscriptions.storage import Subscriptions
from campaign.subscriptions.subscription import Pending
from campaign.subscriptions.texts import words

_DIRECTORY = "https://findahelpline.com/"


def invited_in(body: str) -> str:
    """The id of the subscription that a change on the bus is about. Raises ValidationError."""
    return read_change(body).subject.removeprefix("subscription:")


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


@dataclass(frozen=True, slots=True)
class Inviting:
    subscriptions: Subscriptions
    audience: Audience
    box: AddressBox
    links: Links
    carriers: Mapping[Channel, Carrier]
    clock: Clock

    def invite(self, subscription_id: str) -> None:
        """At least once: whoever dies between sending and remembering sends again, with the same link."""
        pending = self.subscriptions.find(subscription_id)
        if pending is None or pending.invited or self.clock() >= pending.until:
            logger.info("there is nobody to invite", subscription=subscription_id)
            return
        carrier = self.carriers.get(pending.contact.channel)
        if carrier is None:
            raise PermanentError(
                f"subscription {subscription_id}",
                "its channel is off",
                "turn it on, then redrive the message",
            )
        address = self.box.open(subscription_id, pending.contact)
        subscriber = self.audience.find(subscription_id)
        if subscriber:
            link = self.links.links_for(subscriber)["preferences"]
            carrier.carry(compose("welcome_back", pending, link), address)
            self.subscriptions.forget(pending)
        else:
            link = self.links.confirm(pending.id, pending.language, pending.until)
            carrier.carry(compose("invitation", pending, link), address)
            self._remember(pending)
        count("InvitationsSent")
        logger.info("invitation sent", subscription=subscription_id, channel=pending.contact.channel)

    def _remember(self, pending: Pending) -> None:
        try:
            self.subscriptions.invited(pending)
        except ConflictError:  # confirmed already, or asked for anew, of which another message tells
            logger.info("subscription went on meanwhile", subscription=pending.id)


def compose(name: str, pending: Pending, link: str) -> Invitation:
    """`name`: of the texts, `invitation` or `welcome_back`."""
    language = pending.language
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
        id=f"subscription_{pending.id}_{int(pending.asked_at.timestamp())}",
        subscription_id=pending.id,
        language=language,
        subject=f"{own['subject']} · \u2068{frame_words['campaign']}\u2069",
        text="\n\n".join(text) + "\n",
        html=html,
        short=Template(own["short"]).substitute(link=link),
        link=link,
    )
