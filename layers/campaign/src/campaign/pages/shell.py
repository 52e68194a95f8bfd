"""The small pages that the public API answers: one look, no script, and help always at hand.

The look is the hub's, in as few lines as these pages need: they come from another address and load nothing.
Leaving quickly is a plain link here: without a script the way back leads to the page again.
"""

import tomllib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Literal, get_args

Language = Literal["ar", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_STYLE = (
    ":root{color-scheme:light dark;--paper:#fbf8f1;--ink:#1b3034;--muted:#4f6568;--accent:#0d635e;"
    "--on-accent:#fff;--fault:#9c2a1c;--night:#113c40;--on-night:#f7f1e4;--night-link:#ffd3a1}"
    "@media(prefers-color-scheme:dark){:root{--paper:#0f1e1f;--ink:#ecf1ea;--muted:#abc0bc;--accent:#86d6c9;"
    "--on-accent:#0b2422;--fault:#ffb4a5}}"
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:break-word;"
    "font:1.0625rem/1.7 system-ui,'Segoe UI',Roboto,'Noto Sans','Noto Sans Arabic',Tahoma,sans-serif}"
    "header,main,aside{padding:1.25rem max(1.25rem,50% - 18rem)}"
    "header{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center}"
    "header a{padding-block:.5rem}header .brand{margin-inline-end:auto;color:inherit;font-weight:700}"
    ".leave{padding:.5rem 1rem;border:2px solid;border-radius:2rem;font-weight:600;text-decoration:none}"
    "h1{font-size:1.9rem;line-height:1.35;margin:0 0 .75rem;text-wrap:balance}"
    "h2{font-size:1.2rem;margin:0 0 .5rem}p{margin:0 0 1rem}bdi{white-space:nowrap}"
    "a{color:var(--accent);text-underline-offset:.2em}.note{color:var(--muted);font-size:.95rem}"
    "button{font:inherit;font-weight:600;width:100%;padding:1rem 1.5rem;border:0;border-radius:2rem;"
    "cursor:pointer;background:var(--accent);color:var(--on-accent)}"
    "form{margin:1.5rem 0}fieldset{border:1px solid var(--muted);border-radius:.75rem;margin:0 0 1.25rem;"
    "padding:.75rem 1rem}"
    "legend,label{font-weight:600}legend{padding:0 .4rem}.pick{display:flex;gap:.6rem;align-items:baseline;"
    "font-weight:400;padding:.45rem 0}.pick span{flex:1}code{overflow-wrap:anywhere}"
    "form .note{display:block}fieldset li{margin-block-end:.5rem}"
    "fieldset ul{margin:.25rem 0 .75rem;padding-inline-start:1.2rem}"
    ".faults,.fault{border-inline-start:.3rem solid var(--fault);padding-inline-start:.75rem}"
    ".fault{color:var(--fault);font-weight:600}.faults ul{margin:0 0 1rem;padding-inline-start:1.2rem}"
    "input:not([type=checkbox],[type=radio]),select,textarea{font:inherit;color:inherit;background:none;width:100%;"
    "padding:.7rem;border:1px solid var(--muted);border-radius:.6rem}"
    "select option{color:#1b3034;background:#fff}"
    ".pick input[type=time]{width:auto;margin-block:.2rem}"
    "input[type=checkbox],input[type=radio]{width:1.15rem;height:1.15rem;"
    "accent-color:var(--accent)}"
    ":focus-visible{outline:3px solid currentColor;outline-offset:3px}"
    "aside{background:var(--night);color:var(--on-night);margin-block-start:2rem}"
    "aside a{color:var(--night-link)}"
)
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
_PAGE = Template(
    '<!doctype html>\n<html lang="$language" dir="$direction"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>$title · \u2068$campaign\u2069</title><style>$style</style></head>\n"
    '<body><header><a class="brand" href="$home"><bdi>$campaign</bdi></a> $switch'
    ' <a class="leave" href="$leave_address" rel="noreferrer">$leave_short</a></header>\n'
    "<main><h1>$title</h1>\n$body</main>\n"
    "<aside><h2>$help_title</h2><p>$help_danger</p>"
    '<p>$help_talk <a dir="ltr" href="https://findahelpline.com/" rel="noopener noreferrer">'
    '$help_directory</a></p><p><a href="$home">$help_home</a></p></aside></body></html>\n'
)


@cache
def frame(language: Language) -> Mapping[str, Any]:
    """The words around those of a page, read once."""
    path = Path(__file__).with_name("wording") / f"{language}.toml"
    return tomllib.loads(path.read_text("utf-8"))


def headers(*form_targets: str) -> dict[str, str]:
    """Nothing but the page's own style; its form may lead to us and to these origins: browsers hold the
    redirect that follows a form against `form-action` too. A page's address may hold a token."""
    targets = " ".join(("'self'", *form_targets))
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'; "
            f"form-action {targets}"
        ),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex",
    }


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says, before it is framed. `title` is escaped here; `body` and `switch` are HTML."""

    language: Language
    title: str
    body: str
    switch: str = ""

    def framed(self, hub_url: str) -> str:
        """The whole page; `hub_url`: the hub's address, without a slash at its end."""
        words = frame(self.language)
        return _PAGE.substitute(
            language=self.language,
            direction=words["direction"],
            campaign=escape(words["campaign"]),
            home=escape(f"{hub_url}/{self.language}/index.html"),
            title=escape(self.title),
            style=_STYLE,
            body=self.body,
            switch=self.switch,
            leave_short=escape(words["leave"]["short"]),
            leave_address=escape(words["leave"]["address"]),
            **{f"help_{name}": escape(text) for name, text in words["help"].items()},
        )


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{escape(text)}</p>\n" for text in texts)


def other_language(language: Language) -> Language:
    return "en" if language == "ar" else "ar"


def switch_to(language: Language, address: str) -> str:
    """A link to the same page in this language."""
    name = escape(frame(language)["name"])
    return f'<a lang="{language}" hreflang="{language}" href="{escape(address)}">{name}</a>'
