"""The pages that a creator sees when they connect or leave: small, without script, in Arabic and English.

The words are in `wording/<language>.toml`. The look is the hub's, in as few lines as these pages need: they
come from another address and load nothing.
"""

import hashlib
import tomllib
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Literal
from urllib.parse import urlsplit

from campaign.creators.connection import Language

PageName = Literal[
    "consent", "connected", "declined", "incomplete", "expired", "trouble", "unavailable", "leave", "left",
    "unknown_link",
]  # fmt: skip
LANGUAGES: tuple[Language, ...] = ("ar", "en")

_STYLE = (
    ":root{color-scheme:light dark;--paper:#fbf8f1;--ink:#1b3034;--muted:#4f6568;--accent:#0d635e;--on:#fff}"
    "@media(prefers-color-scheme:dark)"
    "{:root{--paper:#0f1e1f;--ink:#ecf1ea;--muted:#abc0bc;--accent:#86d6c9;--on:#0b2422}}"
    "body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:break-word;"
    'font:1.0625rem/1.7 system-ui,"Segoe UI",Roboto,"Noto Sans","Noto Sans Arabic",Tahoma,sans-serif}'
    "header,main{width:min(38rem,100% - 2.5rem);margin-inline:auto}"
    "header{display:flex;justify-content:space-between;align-items:center;padding-block:1rem;font-weight:700}"
    "header a{display:inline-block;padding-block:.6rem;font-weight:400}"
    "main{padding-block:1rem 3rem}h1{font-size:1.9rem;line-height:1.35;margin:0 0 .6em;text-wrap:balance}"
    "p{margin:0 0 1em}bdi{white-space:nowrap}a{color:var(--accent);text-underline-offset:.2em}"
    ".note{color:var(--muted);font-size:.95rem}"
    "button{font:inherit;font-weight:600;padding:.8rem 1.6rem;border:0;border-radius:2rem;cursor:pointer;"
    "background:var(--accent);color:var(--on);margin-block:.5rem 1.5rem}"
    ":focus-visible{outline:3px solid var(--accent);outline-offset:3px}"
)
_PAGE = Template(
    '<!doctype html>\n<html lang="$language" dir="$direction">\n<head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="robots" content="noindex">'
    "<title>$title · $campaign</title><style>$style</style></head>\n"
    "<body><header><bdi>$campaign</bdi>$switch</header>\n<main><h1>$title</h1>\n$body</main></body></html>\n"
)
_STYLE_HASH = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


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
) -> str:
    """`form`: where the page's one button posts to, and its hidden fields · `link`: where the page's link
    leads · `switch`: the address of the same page in the other language · `facts`: what stands for the
    `$names` of its note. All addresses are relative to the page's own; everything is escaped."""
    words = wording(language)
    own = words[name]
    parts = [f"<p>{escape(line)}</p>" for line in own["lines"]]
    if form is not None:
        parts.append(_form(*form, own["button"]))
    if link is not None:
        parts.append(f'<p><a href="{escape(link)}">{escape(own["link"])}</a></p>')
    if "note" in own:
        isolated = {fact: f"<bdi>{escape(value)}</bdi>" for fact, value in facts.items()}
        parts.append(f'<p class="note">{Template(escape(own["note"])).substitute(isolated)}</p>')
    return _PAGE.substitute(
        language=language,
        direction=words["direction"],
        title=escape(own["title"]),
        campaign=escape(words["campaign"]),
        style=_STYLE,
        switch=_switch(switch, language, words["other_language"]),
        body="\n".join(parts),
    )


def security_headers(authorize_url: str) -> dict[str, str]:
    """Nothing but this page's own style; its button may lead to us, and on to TikTok's page: browsers hold
    the redirect that follows a form against `form-action` too."""
    target = urlsplit(authorize_url)
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action 'self' {target.scheme}://{target.netloc}"
        ),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def _form(action: str, fields: Mapping[str, str], button: str) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    return f'<form method="post" action="{escape(action)}">{hidden}<button>{escape(button)}</button></form>'


def _switch(address: str | None, language: Language, name: str) -> str:
    if address is None:
        return ""
    other = "en" if language == "ar" else "ar"
    return f'<a lang="{other}" hreflang="{other}" href="{escape(address)}">{escape(name)}</a>'
