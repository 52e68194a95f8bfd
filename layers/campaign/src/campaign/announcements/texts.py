"""The words of every announcement, in the language of whoever reads it, as plain text and as HTML.

The words themselves are in `wording/<language>.toml`: `$name` stands for a fact of the news.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from campaign.announcements.classes import Milestone
from campaign.announcements.news import News
from campaign.announcements.sending import Message
from campaign.audience.subscriber import Language

WORDING = Path(__file__).with_name("wording")
FOOTER = ("reason", "stop", "support")

# Unicode's first strong isolate: a Latin name or a date in an Arabic line, or the reverse, keeps its own
# order without reordering its neighbours (UAX #9). HTML has <bdi> for it.
_ISOLATE, _END = "\u2068", "\u2069"

_PAGE = Template(
    '<!doctype html>\n<html lang="$language" dir="$direction">'
    '<head><meta charset="utf-8"><title>$subject</title></head>'
    '<body style="font-family:sans-serif;line-height:1.6;max-width:36em;margin:auto;padding:1em">'
    '$lines<hr><div style="font-size:.85em">$footer</div></body></html>'
)


@cache
def wording(language: Language) -> Mapping[str, Any]:
    """The texts of one language, read once."""
    return tomllib.loads((WORDING / f"{language}.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Texts:
    """`hub_url`, without a slash at its end, has the pages of news without a link of its own; `reply_address`
    is where "stop" goes."""

    hub_url: str
    reply_address: str

    def compose(self, milestone: Milestone, language: Language, news: News) -> Message:
        words = wording(language)
        own = words[milestone]
        facts = news.facts[language]
        footer_facts = {"reply_address": self.reply_address}
        footer = [words["footer"][name] for name in FOOTER]
        subject = " ".join(Template(own["subject"]).substitute(facts).split())
        action: str | None = own.get("action")
        link = (news.link or f"{self.hub_url}/{language}/{news.page}") if action else None

        text = [_plain(line, facts) for line in own["lines"]]
        lines = [_paragraph(line, facts) for line in own["lines"]]
        if action and link:
            text.append(f"{action}: {link}")
            lines.append(f'<p><a href="{escape(link)}">{escape(action)}</a></p>')
        html = _PAGE.substitute(
            language=language,
            direction=words["direction"],
            subject=escape(subject),
            lines="".join(lines),
            footer="".join(_paragraph(line, footer_facts) for line in footer),
        )
        text += ["-- ", *(Template(line).substitute(footer_facts) for line in footer)]
        return Message(subject=subject, text="\n\n".join(text) + "\n", html=html, link=link)


def _plain(line: str, facts: Mapping[str, str]) -> str:
    return Template(line).substitute({name: f"{_ISOLATE}{fact}{_END}" for name, fact in facts.items()})


def _paragraph(line: str, facts: Mapping[str, str]) -> str:
    """What staff typed is escaped: an announcement never carries their markup."""
    isolated = {name: f"<bdi>{escape(fact)}</bdi>" for name, fact in facts.items()}
    return f"<p>{Template(escape(line)).substitute(isolated)}</p>"
