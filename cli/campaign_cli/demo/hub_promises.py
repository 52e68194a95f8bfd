"""What the demo promises of the hub: pure decisions about its pages and its calendar."""

from collections.abc import Mapping, Sequence

from campaign.publications.kind import LANGUAGES, Language
from campaign_cli.demo import programme
from campaign_cli.demo.expected import Expected
from campaign_cli.demo.promise import Promise, counted


def of_the_hub(
    pages: Mapping[str, str], sequences: Mapping[str, int], expected: Sequence[Expected]
) -> list[Promise]:
    return [
        *(an_index_shows_everything(language, pages, expected) for language in LANGUAGES),
        the_next_edition_is_live(pages),
        the_calendar_says_what_moved(sequences),
    ]


def an_index_shows_everything(
    language: Language, pages: Mapping[str, str], expected: Sequence[Expected]
) -> Promise:
    page = pages[f"{language}/index.html"] + pages[f"{language}/videos/index.html"]
    titles = {announcement.titles[language] for announcement in expected}
    wanted = titles | {f"@{post.handle}" for post in programme.FEATURED_POSTS}
    missing = sorted(text for text in wanted if text not in page)
    hidden = f"@{programme.REJECTED_POST.handle}" not in page
    return Promise(
        f"the hub in {language} shows every featured creator, session and toolkit, and nobody rejected",
        not missing and hidden,
        f"missing: {', '.join(missing)}" if missing else "all" if hidden else "the rejected post too",
    )


def the_next_edition_is_live(pages: Mapping[str, str]) -> Promise:
    stale = [path for path in programme.TOOLKIT_PAGES if programme.NEXT_VERSION not in pages[path]]
    return Promise(
        f"the toolkit's pages show version {programme.NEXT_VERSION}",
        not stale,
        f"not on {', '.join(stale)}" if stale else "both",
    )


def the_calendar_says_what_moved(sequences: Mapping[str, int]) -> Promise:
    wanted = {
        f"session-{programme.LIVE_ID}@end-the-stigma": 0,
        f"session-{programme.MOVED_ID}@end-the-stigma": 1,
    }
    return Promise(
        "the calendar has SEQUENCE 1 for the session that moved, 0 for the other",
        dict(sequences) == wanted,
        counted(sequences),
    )
