"""Readers' visits in one Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page

PHONE, DESKTOP = (390, 844), (1280, 800)


@dataclass
class Visit:
    """A page that is open. `complaints`: what the console, the page's policy and dialogs say · `requests`:
    every address that was asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def elsewhere(self) -> list[str]:
        """Requests to a host that is not the page's own."""
        own = urlsplit(self.page.url).netloc
        return [url for url in self.requests if urlsplit(url).netloc != own]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({message.location.get('url')})")

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def listen(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._dialog)
        self.page.context.on("request", lambda request: self.requests.append(request.url))


@dataclass(frozen=True)
class Visits:
    browser: Browser

    @contextmanager
    def open(
        self,
        url: str | None = None,
        *,
        size: tuple[int, int] = DESKTOP,
        scripts: bool = True,
        **options: Any,
    ) -> Iterator[Visit]:
        """By a reader who was never here before; `options` as Playwright's new_context has them."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts, **options
        )
        context.set_default_timeout(20_000)
        visit = Visit(context.new_page())
        visit.listen()
        try:
            if url:
                visit.page.goto(url)
            yield visit
        finally:
            context.close()
