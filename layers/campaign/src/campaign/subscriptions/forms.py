"""The form of what somebody wishes to be told: to subscribe with, and to choose anew."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from string import Template
from typing import Any

from campaign.audience.subscriber import Channel, Language, Subscriber
from campaign.pages import shell
from campaign.subscriptions.pages import link, query
from campaign.subscriptions.texts import words

Values = Mapping[str, Sequence[str]]
"""What was typed or is stored, by the field's name."""
FRESH: Values = {
    "channel": ["email"],
    "topics": ["everything"],
    "zone": ["Asia/Dubai"],
    "start": ["21:00"],
    "end": ["09:00"],
    "cadence": ["immediate"],
}


def subscribe_page(
    language: Language, values: Values, *, fault: str | None = None, sms: bool, post_to: str
) -> str:
    """`fault`: the key of what does not fit · `sms`: whether text messages are on · `post_to`: relative to
    the page's own address."""
    own = words(language)["form"]
    other = shell.other_language(language)
    fields = _contact(own, values, fault, sms) + _wishes(language, values)
    body = (
        shell.paragraphs(own["lead"]) + _alert(own, fault) + _form(post_to, own["button"], fields, language)
    )
    body += f'<p class="note">{escape(own["keep"])}</p>\n'
    return shell.page(language, own["title"], body, shell.switch_to(other, f"subscribe?lang={other}"))


def preferences_page(
    subscriber: Subscriber,
    address: str,
    *,
    language: Language,
    token: str,
    leave: str,
    saved: bool = False,
    fault: str | None = None,
) -> str:
    """Everything that is kept of a subscriber; `leave`: the address of the page that ends it."""
    own = words(language)["preferences"]
    form = words(language)["form"]
    other = shell.other_language(language)
    body = f'<p role="status"><strong>{escape(own["saved"])}</strong></p>\n' if saved else ""
    body += _alert(form, fault) + shell.paragraphs(own["lead"])
    body += _fact(own["address"], address)
    body += _fact(own["since"], f"{subscriber.registered_at:%Y-%m-%d}")
    if subscriber.confirmed_at:
        body += _fact(own["confirmed"], f"{subscriber.confirmed_at:%Y-%m-%d}")
    fields = _wishes(language, _values_of(subscriber))
    body += _form(query(language, token), own["button"], fields, None)
    body += f'<p class="note">{escape(own["record"])}</p>\n' + link(leave, own["leave"])
    return shell.page(language, own["title"], body, shell.switch_to(other, query(other, token)))


def _values_of(subscriber: Subscriber) -> Values:
    return {
        "topics": subscriber.topics,
        "language": [subscriber.language],
        "zone": [subscriber.zone],
        "start": [f"{subscriber.quiet.start:%H:%M}"],
        "end": [f"{subscriber.quiet.end:%H:%M}"],
        "cadence": [subscriber.cadence],
    }


def _contact(own: Mapping[str, Any], values: Values, fault: str | None, sms: bool) -> str:
    typed = escape(_first(values, "address"))
    wrong = ' aria-invalid="true"' if fault in {"address", "endpoint"} else ""
    label = own["email"]
    choice = ""
    if sms:
        label = f"{own['email']} / {own['sms']}"
        options = [(Channel.EMAIL.value, own["by_email"]), (Channel.SMS.value, own["by_sms"])]
        choice = _choices("radio", "channel", own["by"], options, values)
    else:
        choice = '<input type="hidden" name="channel" value="email">'
    kind = "text" if sms else "email"
    return (
        f'{choice}<p><label for="address">{escape(label)}</label><input id="address" name="address" '
        f'type="{kind}" dir="ltr" autocomplete="{"off" if sms else "email"}" required maxlength="320" '
        f'value="{typed}"{wrong}></p>\n'
    )


def _wishes(language: Language, values: Values) -> str:
    own = words(language)["form"]
    topics = [(name, own[name]) for name in ("everything", "sessions", "toolkits")]
    topics += [(topic, _single(own, topic)) for topic in values.get("topics", ()) if ":" in topic]
    languages = [(each, shell.frame(each)["name"]) for each in shell.LANGUAGES]
    cadences = [(name, own[name]) for name in ("immediate", "digest")]
    spoken = {**values, "language": values.get("language") or [language]}
    zones = dict(words(language)["zones"])
    zone = _first(values, "zone")
    zones.setdefault(zone, zone)
    options = "".join(
        f'<option value="{escape(name)}"{" selected" if name == zone else ""}>{escape(label)}</option>'
        for name, label in zones.items()
    )
    return (
        _choices("checkbox", "topics", own["topics"], topics, values)
        + _choices("radio", "language", own["language"], languages, spoken)
        + _choices("radio", "cadence", own["cadence"], cadences, values)
        + f'<p><label for="zone">{escape(own["zone"])}</label>'
        + f'<select id="zone" name="zone">{options}</select></p>\n'
        + f"<fieldset><legend>{escape(own['quiet'])}</legend>"
        + _time("start", own["quiet_start"], values)
        + _time("end", own["quiet_end"], values)
        + f'<p class="note">{escape(own["quiet_note"])}</p></fieldset>\n'
    )


def _single(own: Mapping[str, str], topic: str) -> str:
    kind, _, name = topic.partition(":")
    return Template(own[f"single_{kind}"]).substitute(name=f"\u2068{name}\u2069")


def _choices(kind: str, name: str, legend: str, options: Iterable[tuple[str, str]], values: Values) -> str:
    chosen = values.get(name, ())
    boxes = "".join(
        f'<label class="choice"><input type="{kind}" name="{name}" value="{escape(value)}"'
        f"{' checked' if value in chosen else ''}> <span>{escape(text)}</span></label>"
        for value, text in options
    )
    return f"<fieldset><legend>{escape(legend)}</legend>{boxes}</fieldset>\n"


def _time(name: str, label: str, values: Values) -> str:
    return (
        f'<label class="choice"><span>{escape(label)}</span> <input type="time" name="{name}" '
        f'value="{escape(_first(values, name))}" required></label>'
    )


def _form(action: str, button: str, fields: str, language: Language | None) -> str:
    shown = f'<input type="hidden" name="lang" value="{language}">' if language else ""
    inside = f"{shown}{fields}<button>{escape(button)}</button>"
    return f'<form method="post" action="{escape(action)}">{inside}</form>\n'


def _alert(own: Mapping[str, Any], fault: str | None) -> str:
    return f'<p role="alert"><strong>{escape(own["faults"][fault])}</strong></p>\n' if fault else ""


def _fact(name: str, value: str) -> str:
    return f"<p>{escape(name)}: <bdi>{escape(value)}</bdi></p>\n"


def _first(values: Values, name: str) -> str:
    found = values.get(name, ())
    return found[0] if found else ""
