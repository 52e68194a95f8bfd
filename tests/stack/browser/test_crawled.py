"""What a crawl finds: every kind of page, and no address that leads nowhere."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.stack.browser.chromium import nu_checker
from tests.stack.browser.crawl import Crawl

pytestmark = [pytest.mark.stack, pytest.mark.browser]

KINDS = {
    "/",
    "/index.html",
    "/videos/index.html",
    "/sessions/index.html",
    "/sessions/*/index.html",
    "/submit/index.html",
    "/subscribe/index.html",
    "/preferences/index.html",
    "/withdraw/index.html",
    "/story/index.html",
    "/wall/*.html",
    "/toolkits/index.html",
    "/toolkits/*/index.html",
    "/guide/index.html",
    "/guide/*/index.html",
    "/tutorials/index.html",
    "/tutorials/*/index.html",
    "/insights/index.html",
    "/organisations/index.html",
    "/advocates/index.html",
    "/advocates/*/index.html",
    "/pages/*/index.html",
}

FULL_ARCHIVE = {"/videos/*.html"}
"""Found only where there are more videos than stand on the archive's first page."""


def test_every_kind_of_page_is_found_in_both_languages(crawled: Crawl) -> None:
    found = {(page.kind, page.language) for page in crawled.pages}

    assert {kind for kind, _ in found} - FULL_ARCHIVE == KINDS
    assert {(kind, language) for kind in KINDS - {"/"} for language in ("ar", "en")} <= found


def test_no_address_in_a_page_leads_nowhere(crawled: Crawl) -> None:
    broken = {
        f"{link.page} → {link.url}"
        for link in crawled.links
        if link.url in crawled.found and crawled.found[link.url].status != 200
    }
    lost = {
        f"{link.page} → {link.url}#{link.fragment}"
        for link in crawled.links
        if link.fragment and link.url in crawled.ids and link.fragment not in crawled.ids[link.url]
    }

    assert broken == set()
    assert lost == set()


def test_nothing_is_loaded_without_tls_or_from_elsewhere(crawled: Crawl) -> None:
    loaded = {link.url for link in crawled.links if link.element in ("img", "script", "source", "iframe")}

    assert {url for url in loaded if not url.startswith(crawled.hub_url + "/")} == set()
    assert {link.url for link in crawled.links if link.url.startswith("http:")} == set()


def test_every_page_is_valid_by_the_nu_checker(crawled: Crawl, tmp_path: Path) -> None:
    paths = {}
    for number, page in enumerate(crawled.documents):
        file = tmp_path / f"{number}.html"
        file.write_bytes(page.body)
        paths[file.name] = page.path

    checked = subprocess.run(
        [*nu_checker(), "--format", "json", "--exit-zero-always", *(tmp_path / name for name in paths)],
        capture_output=True,
        check=True,
    )

    said = json.loads(checked.stderr)["messages"]
    assert [f"{paths[Path(each['url']).name]}: {each['message']}" for each in said] == []
