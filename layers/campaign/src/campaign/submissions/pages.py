"""The pages behind a withdrawal link: small, without script, picture or anything from elsewhere."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from string import Template
from typing import Literal
from urllib.parse import quote, urlencode

from campaign.submissions.submission import Language
from campaign.submissions.texts import LANGUAGES, words

_STYLE = (
    ":root{color-scheme:light dark;--paper:#fbf8f1;--ink:#1b3034;--accent:#0d635e;--on-accent:#fff;"
    "--night:#113c40;--on-night:#f7f1e4;--night-link:#ffd3a1}"
    "@media(prefers-color-scheme:dark){:root{--paper:#0f1e1f;--ink:#ecf1ea;--accent:#86d6c9;--on-accent:#0b2422}}"
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.7 system-ui,'Segoe UI',Roboto,"
    "'Noto Sans','Noto Sans Arabic',Tahoma,sans-serif}"
    "header,main,aside{padding:1.25rem max(1.25rem,50% - 18rem)}"
    "header{display:flex;flex-wrap:wrap;gap:.5rem 1rem;justify-content:space-between}"
    "header strong,header a{padding-block:.5rem}"
    "h1{font-size:1.9rem;line-height:1.35;margin:0 0 .75rem}"
    "h2{font-size:1.2rem;margin:0 0 .5rem}p{margin:0 0 1rem}"
    "a{color:var(--accent)}"
    "button{font:inherit;font-weight:600;width:100%;padding:1rem 1.5rem;border:0;border-radius:2rem;"
    "cursor:pointer;background:var(--accent);color:var(--on-accent)}"
    "form{margin:1.5rem 0}:focus-visible{outline:3px solid currentColor;outline-offset:3px}"
    "aside{background:var(--night);color:var(--on-night);margin-block-start:2rem}"
    "aside a{color:var(--night-link)}"
)
_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address holds the token
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
_PAGE = Template(
    '<!doctype html>\n<html lang="$language" dir="$direction"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>$title · $campaign</title><style>$style</style></head>\n"
    "<body><header><strong><bdi>$campaign</bdi></strong> $other</header>\n"
    "<main><h1>$title</h1>\n$body</main>\n"
    "<aside><h2>$help_title</h2><p>$help_danger</p>"
    '<p>$help_talk <a dir="ltr" href="https://findahelpline.com/" rel="noopener noreferrer">'
    "$help_directory</a></p></aside></body></html>\n"
)
Outcome = Literal["done", "unknown", "later"]


def asking_page(language: Language, token: str, contact: str) -> str:
    """Asks once more: a program that opens links to preview them must withdraw nothing. `contact` is the
    address at which a person reads."""
    said = words(language)["withdrawal"]
    body = _paragraphs(said["ask"], said["stays"]) + _form(language, token, said["button"])
    return _page(
        language, said["title"], body + _paragraphs(said["change"]) + _mail(contact), _other(language, token)
    )


def outcome_page(language: Language, outcome: Outcome, token: str, contact: str) -> str:
    said = words(language)["withdrawal"]
    body = _paragraphs(said[outcome])
    if outcome == "later":
        body += _form(language, token, said["again"])
    if outcome == "unknown":
        body += _mail(contact)
    return _page(language, said[f"{outcome}_title"], body, "")


def _page(language: Language, title: str, body: str, other: str) -> str:
    said = words(language)
    return _PAGE.substitute(
        language=language,
        direction=said["direction"],
        campaign=escape(said["campaign"]),
        title=escape(title),
        style=_STYLE,
        body=body,
        other=other,
        **{f"help_{name}": escape(text) for name, text in said["help"].items()},
    )


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{escape(text)}</p>\n" for text in texts)


def _mail(address: str) -> str:
    return f'<p><a dir="ltr" href="mailto:{escape(quote(address, safe="@"))}">{escape(address)}</a></p>\n'


def _form(language: Language, token: str, button: str) -> str:
    return (
        f'<form method="post" action="{_query(language, token)}"><button>{escape(button)}</button></form>\n'
    )


def _other(language: Language, token: str) -> str:
    """The same page in the other language."""
    return " ".join(
        f'<a lang="{each}" hreflang="{each}" href="{_query(each, token)}">{escape(words(each)["name"])}</a>'
        for each in LANGUAGES
        if each != language
    )


def _query(language: Language, token: str) -> str:
    return escape("?" + urlencode({"token": token, "lang": language}))
