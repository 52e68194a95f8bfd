"""`python -m tests.hub.pictures FOLDER`: the hub's pages as readers see them, in Chromium.

Both languages, at the widths of a phone and of a desktop, light and dark, with nothing but the site itself
within reach; the rendered site lies beside the pictures.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Literal

from playwright.sync_api import Browser, sync_playwright

from campaign.publications.kind import LANGUAGES
from tests.hub.campaign import look
from tests.unit.hub.samples import render_site

WIDTHS = {"phone": (390, 844), "desktop": (1280, 900)}
LOOKS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = (
    "index.html",
    "videos/index.html",
    "sessions/index.html",
    "sessions/asking-for-help/index.html",
    "toolkits/supporting-a-friend/index.html",
    "guide/index.html",
    "guide/low-mood/index.html",
    "insights/index.html",
    "organisations/index.html",
    "pages/privacy/index.html",
)
CHROMIUM = "/usr/bin/chromium"


def write(folder: Path) -> None:
    """The whole site."""
    for file in render_site(look()):
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.body)


class _Quietly(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """The pictures are what there is to see."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Its address, on this machine alone."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quietly, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def take(folder: Path, pages: tuple[str, ...], country: str | None, *, whole: bool) -> Iterator[Path]:
    """`country`: as if the reader had chosen it. `whole`: to the page's end, not what fits the window."""
    site = folder / "site"
    write(site)
    paths = ["index.html", "404.html", *(f"{language}/{page}" for language in LANGUAGES for page in pages)]
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for path in paths:
            if (site / path).exists():
                yield from _pictures(browser, address, path, folder, country, whole)
        browser.close()


def _pictures(
    browser: Browser, address: str, path: str, folder: Path, country: str | None, whole: bool
) -> Iterator[Path]:
    for device, (width, height) in WIDTHS.items():
        for look_of in LOOKS:
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=look_of, reduced_motion="reduce"
            )
            if country:
                context.add_init_script(f"localStorage.setItem('country', '{country}')")
            page = context.new_page()
            page.goto(f"{address}/{path}", wait_until="networkidle")
            name = path.removesuffix(".html").removesuffix("/index").replace("/", "-")
            target = folder / f"{name}.{device}.{look_of}.png"
            page.screenshot(path=target, full_page=whole)
            context.close()
            yield target


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.hub.pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--country", help="as if the reader had chosen it: EG")
    parser.add_argument("--page", action="append", help="that page alone; may be given more than once")
    parser.add_argument("--first-screen", action="store_true", help="no more than a reader sees at first")
    arguments = parser.parse_args()
    pages = tuple(arguments.page or PAGES)
    for picture in take(
        arguments.folder.resolve(), pages, arguments.country, whole=not arguments.first_screen
    ):
        sys.stdout.write(f"{picture}\n")


if __name__ == "__main__":
    main()
