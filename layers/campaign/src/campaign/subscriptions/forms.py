"""The forms of subscribers: what they wish to be told, to subscribe with and to choose anew, and the
address to which the link to that is sent. The two that begin stand on the hub too, as they are here."""

from collections.abc import Collection, Mapping
from html import escape
from string import Template
from typing import Any

from campaign.audience.subscriber import Channel, Language, Subscriber
from campaign.pages import fields, shell
from campaign.pages.posted import Form, first
from campaign.subscriptions.pages import link, query
from campaign.subscriptions.texts import words

FRESH: Form = {
    "channel": ["email"],
    "topics": ["everything"],
    "zone": ["Asia/Dubai"],
    "start": ["21:00"],
    "end": ["09:00"],
    "cadence": ["immediate"],
}
_PLACE = {
    "sms_off": "address",
    "endpoint": "address",
    "busy": "address",
    "trouble": "address",
    "other": "quiet",
}
"""At which field a fault is told; the others are named after theirs."""


def subscribe_form(
    language: Language, values: Form, *, faults: Collection[str] = (), sms: bool, post_to: str
) -> str:
    """`faults`: keys of what does not fit · `sms`: whether text messages are on · `post_to`: an address, or
    one relative to the page's own."""
    own = words(language)["form"]
    found = _faults(own, faults)
    inside = _contact(own, values, found.told, sms) + _wishes(language, values, found.told)
    shown = fields.form(post_to, own["button"], inside, {"lang": language})
    return f'{found.summary()}{shown}<p class="note">{escape(own["keep"])}</p>\n'


def subscribe_page(
    language: Language, values: Form, *, faults: Collection[str] = (), sms: bool, post_to: str
) -> shell.Page:
    own = words(language)["form"]
    other = shell.other_language(language)
    body = shell.paragraphs(own["lead"])
    body += subscribe_form(language, values, faults=faults, sms=sms, post_to=post_to)
    return shell.Page(language, own["title"], body, shell.switch_to(other, f"subscribe?lang={other}"))


def link_form(language: Language, address: str, *, faults: Collection[str] = (), post_to: str) -> str:
    """Asks for the link to what somebody chose. `address`: as it was typed."""
    own, form = words(language)["link_form"], words(language)["form"]
    found = _faults(form, faults)
    inside = _email(form, address, found.told)
    return found.summary() + fields.form(post_to, own["button"], inside, {"lang": language})


def link_page(language: Language, address: str, *, faults: Collection[str], post_to: str) -> shell.Page:
    own = words(language)["link_form"]
    body = shell.paragraphs(own["lead"]) + link_form(language, address, faults=faults, post_to=post_to)
    return shell.Page(language, own["title"], body)


def preferences_page(
    subscriber: Subscriber,
    address: str,
    *,
    language: Language,
    token: str,
    leave: str,
    saved: bool = False,
    typed: Form | None = None,
    faults: Collection[str] = (),
) -> shell.Page:
    """Everything that is kept of a subscriber; `leave`: the address of the page that ends it · `typed`:
    what did not fit, in the place of what is stored."""
    own = words(language)["preferences"]
    found = _faults(words(language)["form"], faults)
    other = shell.other_language(language)
    body = f'<p role="status"><strong>{escape(own["saved"])}</strong></p>\n' if saved else ""
    body += found.summary() + shell.paragraphs(own["lead"])
    body += _fact(own["address"], address)
    body += _fact(own["since"], f"{subscriber.registered_at:%Y-%m-%d}")
    if subscriber.confirmed_at:
        body += _fact(own["confirmed"], f"{subscriber.confirmed_at:%Y-%m-%d}")
    wishes = _wishes(language, typed or _values_of(subscriber), found.told)
    body += fields.form(query(language, token), own["button"], wishes)
    body += f'<p class="note">{escape(own["record"])}</p>\n' + link(leave, own["leave"])
    return shell.Page(language, own["title"], body, shell.switch_to(other, query(other, token)))


def _faults(form: Mapping[str, Any], faults: Collection[str]) -> fields.Faults:
    told = {_PLACE.get(fault, fault): form["faults"][fault] for fault in faults}
    return fields.Faults(form["again"], told)


def _values_of(subscriber: Subscriber) -> Form:
    return {
        "topics": subscriber.topics,
        "language": [subscriber.language],
        "zone": [subscriber.zone],
        "start": [f"{subscriber.quiet.start:%H:%M}"],
        "end": [f"{subscriber.quiet.end:%H:%M}"],
        "cadence": [subscriber.cadence],
    }


def _contact(own: Mapping[str, Any], values: Form, faults: Mapping[str, str], sms: bool) -> str:
    typed = first(values, "address")
    if not sms:
        return '<input type="hidden" name="channel" value="email">' + _email(own, typed, faults)
    ways = [(Channel.EMAIL.value, own["by_email"]), (Channel.SMS.value, own["by_sms"])]
    chosen = values.get("channel", ())
    return fields.choices("radio", "channel", own["by"], ways, chosen) + fields.text(
        "address", f"{own['email']} / {own['sms']}", typed, most=320, faults=faults
    )


def _email(own: Mapping[str, Any], typed: str, faults: Mapping[str, str]) -> str:
    return fields.text(
        "address", own["email"], typed, kind="email", most=320, autocomplete="email", faults=faults
    )


def _wishes(language: Language, values: Form, faults: Mapping[str, str]) -> str:
    own = words(language)["form"]
    topics = [(name, own[name]) for name in ("everything", "sessions", "toolkits")]
    topics += [(topic, _single(own, topic)) for topic in values.get("topics", ()) if ":" in topic]
    languages = [(each, shell.frame(each)["name"]) for each in shell.LANGUAGES]
    cadences = [(name, own[name]) for name in ("immediate", "digest")]
    hours = (
        fields.moment("start", own["quiet_start"], first(values, "start"))
        + fields.moment("end", own["quiet_end"], first(values, "end"))
        + f'<p class="note">{escape(own["quiet_note"])}</p>'
    )
    return (
        fields.choices("checkbox", "topics", own["topics"], topics, values.get("topics", ()), faults=faults)
        + fields.choices(
            "radio", "language", own["language"], languages, values.get("language") or [language]
        )
        + fields.choices("radio", "cadence", own["cadence"], cadences, values.get("cadence", ()))
        + fields.select("zone", own["zone"], words(language)["zones"], first(values, "zone"))
        + fields.group("quiet", own["quiet"], hours, faults=faults)
    )


def _single(own: Mapping[str, str], topic: str) -> str:
    kind, _, name = topic.partition(":")
    if kind not in {"session", "toolkit"}:  # typed by hand: it comes back with its fault, as it is
        return topic
    return Template(own[f"single_{kind}"]).substitute(name=f"\u2068{name}\u2069")


def _fact(name: str, value: str) -> str:
    return f"<p>{escape(name)}: <bdi>{escape(value)}</bdi></p>\n"
