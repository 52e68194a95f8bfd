"""An announcement in a language, as plain text and as HTML, with places left for what differs by reader.

A place is written `{{name}}`, as SES fills it in the mails of a whole page. SES escapes nothing, so what goes
into a place must be harmless in HTML: `personal_facts` is, and a link has a place of its own there, see
`link_facts`.
"""

import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import NamedTuple
from zoneinfo import ZoneInfo

from campaign.announcements.classes import Milestone
from campaign.announcements.news import Entry, News
from campaign.announcements.sending import Message
from campaign.announcements.wording import LINKS, AllWording, Wording, built_in
from campaign.audience.subscriber import Language, Subscriber
from campaign.publications.bidi import CONTROLS

# Unicode's first strong isolate: a Latin name or a date in an Arabic line, or the reverse, keeps its own
# order without reordering its neighbours (UAX #9). HTML has <bdi> for it.
_ISOLATE, _END = "\u2068", "\u2069"
# A date that breaks at a hyphen cannot be read from right to left.
_ONE_LINE = ' style="white-space:nowrap"'
_DIRECTION: Mapping[Language, str] = {"ar": "rtl", "en": "ltr"}
_MOMENTS = {"starts": "starts", "previous_starts": "previous_starts"}
# What would open a place, or an encoded word of a header (RFC 2047).
_OPENING = re.compile(r"\{(?=\{|$)|=(?=\?)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_ADDRESS = re.compile(r"https://[^\s<>\"$]*[^\s<>\"$.,;:!?)]")
_PLACE = re.compile(r"\{\{([a-z0-9_]+)\}\}")

_PAGE = string.Template(
    '<!doctype html>\n<html lang="$language" dir="$direction">'
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>$subject</title></head>"
    '<body style="font-family:sans-serif;line-height:1.6;max-width:36em;margin:auto;padding:1em">'
    '$lines<hr><div style="font-size:.85em">$footer</div></body></html>'
)


class Paragraph(NamedTuple):
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Template:
    """The same words as plain text and as HTML. `link` is where the reader is sent, if anywhere."""

    subject: str
    text: str
    html: str
    link: str | None

    def filled(self, facts: Mapping[str, str]) -> Message:
        """As one reader gets it. Raises KeyError for a place of which `facts` says nothing."""

        def fill(words: str) -> str:
            return _PLACE.sub(lambda place: facts[place[1]], words)

        return Message(subject=fill(self.subject), text=fill(self.text), html=fill(self.html), link=self.link)


@dataclass(frozen=True, slots=True)
class Texts:
    """`hub_url`, without a slash at its end, has the pages of news without a link of its own; `reply_address`
    is where an answer goes; `wording` answers the words that hold now."""

    hub_url: str
    reply_address: str
    wording: Callable[[], AllWording] = built_in

    def compose(self, milestone: Milestone, language: Language, news: News) -> Template:
        wording = self.wording()[language]
        words = wording.announcements[milestone]
        facts = news.facts_for(milestone).get(language, {})
        body = [_paragraph(line, facts, _MOMENTS) for line in words.lines]
        body += [
            Paragraph(_harmless(line), escape(_harmless(line))) for line in news.paragraphs.get(language, ())
        ]
        body += self._entries(news.entries or (), language, wording)
        action = news.actions.get(language) or words.action
        link = self._address(news.link_for(milestone), news.page, language) if action else None
        if action and link:
            body.append(_link(action, link))
        own = {"reply_address": self.reply_address}
        footer = [_paragraph(line, own, {}) for _, line in wording.footer]
        subject = " ".join(
            _filled(
                words.subject, {name: _unordered(_harmless(fact)) for name, fact in facts.items()}
            ).split()
        )
        return Template(
            subject=subject,
            text="\n\n".join([*(part.text for part in body), "-- ", *(part.text for part in footer)]) + "\n",
            html=_PAGE.substitute(
                language=language,
                direction=_DIRECTION[language],
                subject=escape(subject),
                lines="".join(f"<p>{part.html}</p>" for part in body),
                footer="".join(f"<p>{part.html}</p>" for part in footer),
            ),
            link=link,
        )

    def _entries(self, entries: Iterable[Entry], language: Language, wording: Wording) -> Iterator[Paragraph]:
        """A digest's sessions and then its toolkits, each under its heading."""
        numbered = list(enumerate(entries, start=1))
        for listing, with_start in ((wording.sessions, True), (wording.toolkits, False)):
            listed = [(number, entry) for number, entry in numbered if bool(entry.starts_at) is with_start]
            if listed:
                yield _paragraph(listing.heading, {}, {})
            for number, entry in listed:
                told = _paragraph(listing.line, entry.facts[language], {"starts": f"starts_{number}"})
                link = _link(listing.action, self._address(entry.link, entry.page, language) or self.hub_url)
                yield Paragraph(f"{told.text}\n{link.text}", f"{told.html}<br>{link.html}")

    def _address(self, link: str | None, page: str | None, language: Language) -> str | None:
        return link or (f"{self.hub_url}/{language}/{page}" if page else None)


def personal_facts(subscriber: Subscriber, news: News) -> dict[str, str]:
    """What fills the places that tell a time, on the clocks of the reader's own zone."""
    moments = dict(news.moments)
    for number, entry in enumerate(news.entries or (), start=1):
        if entry.starts_at is not None:
            moments[f"starts_{number}"] = entry.starts_at
    return {name: readable(moment, subscriber.zone) for name, moment in moments.items()}


def link_facts(links: Mapping[str, str]) -> dict[str, str]:
    """What fills the places of a reader's own links: as they are in the text, and with their `&` written out
    in HTML, where `&lang` could be read as the name of a character."""
    return {**links, **{_in_html(name): escape(link) for name, link in links.items()}}


def _in_html(name: str) -> str:
    return f"{name}_in_html"


def readable(moment: datetime, zone: str) -> str:
    """`2026-03-01 21:00 (Asia/Dubai)`: the same in every language, and never in doubt."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


def _paragraph(line: str, facts: Mapping[str, str], moments: Mapping[str, str]) -> Paragraph:
    """What staff typed is escaped: an announcement never carries their markup."""
    text = {name: f"{_ISOLATE}{_harmless(fact)}{_END}" for name, fact in facts.items()}
    html = {name: f"<bdi>{escape(_harmless(fact))}</bdi>" for name, fact in facts.items()}
    for name, place in moments.items():
        text[name] = f"{_ISOLATE}{{{{{place}}}}}{_END}"
        html[name] = f"<bdi{_ONE_LINE}>{{{{{place}}}}}</bdi>"
    plain = string.Template(line).substitute(text | {name: f"{{{{{name}}}}}" for name in LINKS})
    for name in LINKS:
        if line.endswith(f"${name}"):  # the words themselves lead there; the address is nothing to look at
            label = escape(line.removesuffix(f"${name}").rstrip(" :"))
            place = f"{{{{{_in_html(name)}}}}}"
            return Paragraph(plain, f'<a href="{place}">{string.Template(label).substitute(html)}</a>')
    linked = _ADDRESS.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(line))
    return Paragraph(plain, string.Template(linked).substitute(html))


def _link(action: str, link: str) -> Paragraph:
    return Paragraph(f"{action}: {link}", f'<a href="{escape(link)}">{escape(action)}</a>')


def _filled(line: str, facts: Mapping[str, str]) -> str:
    places = {name: f"{{{{{name}}}}}" for name in _MOMENTS}
    return string.Template(line).substitute(places | dict(facts))


def _harmless(words: str) -> str:
    """No words of a person's open a place or an encoded word: a joiner without width parts two braces, and
    one from what follows. SES refuses a mail for its control characters, for all readers of the page."""
    return _OPENING.sub(lambda found: f"{found[0]}\u2060", _CONTROL.sub("", words))


def _unordered(words: str) -> str:
    """Without control of its direction: a subject has no isolate that would end with the words."""
    return "".join(character for character in words if character not in CONTROLS)
