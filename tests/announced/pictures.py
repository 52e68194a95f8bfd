"""`python -m tests.announced.pictures FOLDER`: every announcement's mail as a reader sees it, in Chromium.

Both languages, at the widths of a phone and of a desktop; one picture a language and width, with all classes
below each other, and the pages themselves beside them.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

from campaign.announcements.classes import Milestone
from campaign.announcements.news import Entry, News, news_of_session, news_of_toolkit
from campaign.announcements.texts import Texts, link_facts, personal_facts
from campaign.audience.subscriber import Language
from tests.unit.announcements.samples import taken_back, toolkit
from tests.unit.audience.samples import reader
from tests.unit.sessions.samples import session

WIDTHS = {"phone": 360, "desktop": 1024}
LANGUAGES: tuple[Language, ...] = ("ar", "en")
_LINKS = link_facts(
    {
        "preferences": "https://campaign.example.org/v1/subscriptions/s-1/preferences?t=invented",
        "unsubscribe": "https://campaign.example.org/v1/subscriptions/s-1/unsubscribe?t=invented",
    }
)
_COLUMNS, _HEIGHT = 4, 520
_TALK = session(
    title={"ar": "حديث عن القلق مع Amal & friends <3", "en": "Talking about worry مع أمل & <friends>"}
)


def mails(language: Language) -> Iterator[tuple[Milestone, str, str]]:
    """Every class: its name, its subject, its HTML."""
    texts = Texts("https://hub.example.org", "team@example.org")
    who = reader(language=language, zone="Africa/Cairo")
    for milestone in Milestone:
        news = news_for(milestone)
        message = texts.compose(milestone, language, news).filled(personal_facts(who, news) | _LINKS)
        yield milestone, message.subject, message.html


def news_for(milestone: Milestone) -> News:
    if milestone is Milestone.TOOLKIT_UPDATED:
        return news_of_toolkit(toolkit())
    if milestone is Milestone.TOOLKIT_RECALLED:
        return taken_back(toolkit())
    talk = news_of_session(_TALK)
    if milestone is Milestone.DIGEST_WEEKLY:
        listening = news_of_toolkit(toolkit())
        entries = (
            Entry(facts=talk.facts, starts_at=_TALK.starts_at, link=_TALK.link),
            Entry(facts=listening.facts, page=listening.page or "index.html"),
        )
        return News(subject="digest:2026-W10", revision=1, topics=("digest",), facts={}, entries=entries)
    if milestone is Milestone.CAMPAIGN_ANNOUNCEMENT:
        return News(
            subject="notice:thanks",
            revision=1,
            topics=("everybody",),
            facts={"ar": {"subject": "شكرا لكم"}, "en": {"subject": "Thank you"}},
            paragraphs={"ar": ("شكرا لكل من استمع معنا.",), "en": ("Thank you to all who listened.",)},
            actions={"ar": "اقرأ المزيد", "en": "Read on"},
            link="https://hub.example.org/",
        )
    return talk


def take(folder: Path) -> list[Path]:
    """Raises CalledProcessError when Chromium fails."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = []
    for language in LANGUAGES:
        for device, width in WIDTHS.items():
            frames = []
            for milestone, subject, html in mails(language):
                page = folder / f"{milestone}.{language}.html"
                page.write_text(html, "utf-8")
                title = f'<h2 dir="auto">{milestone}: <bdi>{escape(subject)}</bdi></h2>'
                frame = f'<iframe src="{page.name}" width="{width}" height="{_HEIGHT}"></iframe>'
                frames.append(f"<div>{title}{frame}</div>")
            sheet = folder / f"sheet.{language}.{device}.html"
            sheet.write_text(
                '<meta charset="utf-8"><body style="background:#ddd;font:14px sans-serif">'
                f"<style>body{{display:grid;grid-template-columns:repeat({_COLUMNS},{width}px);gap:12px}}"
                "h2{font-size:14px;height:3em}iframe{background:#fff;border:0}</style>" + "".join(frames),
                "utf-8",
            )
            rows = len(frames) // _COLUMNS
            pictures.append(_picture(sheet, (width + 12) * _COLUMNS + 16, rows * (_HEIGHT + 90)))
    return pictures


def _picture(page: Path, width: int, height: int) -> Path:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise FileNotFoundError("there is no Chromium on the PATH; install it (Debian: chromium)")
    target = page.with_suffix(".png")
    subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--hide-scrollbars",
            f"--window-size={width},{height}",
            f"--screenshot={target}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
    )
    return target


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.announced.pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    for picture in take(parser.parse_args().folder.resolve()):
        sys.stdout.write(f"{picture}\n")


if __name__ == "__main__":
    main()
