"""The pages of those who subscribe: asked, confirmed, unsubscribed. The two with a form are in forms.py."""

from html import escape
from typing import Literal
from urllib.parse import quote, urlencode

from campaign.audience.subscriber import Language
from campaign.pages import fields, shell
from campaign.subscriptions.texts import words

Outcome = Literal["asked", "link_asked", "already", "expired", "left", "unknown", "busy", "trouble"]


def outcome_page(outcome: Outcome, language: Language, *, contact: str, subscribe: str) -> shell.Page:
    """`contact`: where a person reads · `subscribe`: the address of the page with the form."""
    own = words(language)[outcome]
    body = shell.paragraphs(*own["lines"])
    if "again" in own:
        body += link(subscribe, own["again"])
    if outcome == "unknown":
        body += (
            f'<p><a dir="ltr" href="mailto:{escape(quote(contact, safe="@"))}">{escape(contact)}</a></p>\n'
        )
    return shell.Page(language, own["title"], body)


def confirm_page(language: Language, token: str) -> shell.Page:
    """Asks: a program that opens links to look at them must confirm nothing."""
    own = words(language)["confirm"]
    body = shell.paragraphs(*own["lines"]) + fields.form(query(language, token), own["button"])
    return shell.Page(language, own["title"], body + _note(own["note"]), _switch(language, token))


def confirmed_page(language: Language, preferences: str, secret: str | None) -> shell.Page:
    """`secret`: of a webhook endpoint, shown this once."""
    own = words(language)["confirmed"]
    body = shell.paragraphs(*own["lines"])
    if secret:
        body += f'<p>{escape(own["secret"])}</p>\n<p><code dir="ltr">{escape(secret)}</code></p>\n'
    return shell.Page(language, own["title"], body + link(preferences, own["preferences"]))


def unsubscribe_page(language: Language, token: str, preferences: str) -> shell.Page:
    own = words(language)["unsubscribe"]
    body = shell.paragraphs(*own["lines"]) + fields.form(query(language, token), own["button"])
    return shell.Page(
        language, own["title"], body + link(preferences, own["preferences"]), _switch(language, token)
    )


def link(address: str, text: str) -> str:
    return f'<p><a href="{escape(address)}">{escape(text)}</a></p>\n'


def query(language: Language, token: str) -> str:
    return "?" + urlencode({"token": token, "lang": language})


def _switch(language: Language, token: str) -> str:
    other = shell.other_language(language)
    return shell.switch_to(other, query(other, token))


def _note(text: str) -> str:
    return f'<p class="note">{escape(text)}</p>\n'
