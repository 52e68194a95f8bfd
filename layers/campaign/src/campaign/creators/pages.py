"""The pages that a creator sees when they connect or leave, their words in `wording/<language>.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Literal

from campaign.creators.connection import Language
from campaign.pages import fields, shell

PageName = Literal[
    "consent", "connected", "declined", "incomplete", "expired", "trouble", "unavailable", "leave", "left",
    "unknown_link",
]  # fmt: skip


@cache
def wording(language: Language) -> Mapping[str, Any]:
    """The texts of one language, read once."""
    path = Path(__file__).parent / "wording" / f"{language}.toml"
    return tomllib.loads(path.read_text("utf-8"))


def consent_version() -> str:
    """Of the text that a creator agrees to; the same in both languages."""
    return str(wording("en")["consent_version"])


def page(
    name: PageName,
    language: Language,
    *,
    form: tuple[str, Mapping[str, str]] | None = None,
    link: str | None = None,
    switch: str | None = None,
    **facts: str,
) -> shell.Page:
    """`form`: where the page's one button posts to, and its hidden fields · `link`: where the page's link
    leads · `switch`: the address of the same page in the other language · `facts`: what stands for the
    `$names` of its note. All addresses are relative to the page's own; everything is escaped."""
    own = wording(language)[name]
    body = shell.paragraphs(*own["lines"])
    if form is not None:
        action, hidden = form
        body += fields.form(action, own["button"], hidden=hidden)
    if link is not None:
        body += f'<p><a href="{escape(link)}">{escape(own["link"])}</a></p>\n'
    if "note" in own:
        isolated = {fact: f"<bdi>{escape(value)}</bdi>" for fact, value in facts.items()}
        body += f'<p class="note">{Template(escape(own["note"])).substitute(isolated)}</p>\n'
    other = shell.switch_to(shell.other_language(language), switch) if switch is not None else ""
    return shell.Page(language, own["title"], body, other)
