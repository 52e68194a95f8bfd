"""The machine's Chromium, and the other tools that look at pages; none of them is downloaded by a test."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright

from campaign_cli.project import ROOT
from tests.simulators.https_door import HttpsDoor

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MODULES = ROOT / ".browser" / "node_modules"


def missing(what: str, remedy: str) -> NoReturn:
    """Without a tool nothing is shown. A developer may go on without it; CI may not."""
    words = f"{what} is not on this machine; {remedy}"
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(words)


@contextmanager
def chromium(door: HttpsDoor) -> Iterator[Browser]:
    """It finds every name at the door, and nothing on any network."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        missing("Chromium", "install it (Debian: chromium fonts-noto-core)")
    found_at_the_door = (
        f"--host-resolver-rules=MAP * {door.address}, EXCLUDE 127.0.0.1",
        f"--ignore-certificate-errors-spki-list={door.key_hash}",
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET, *found_at_the_door])
        yield browser
        browser.close()


@cache
def axe_core() -> str:
    """Its source, to run in a page."""
    return _module("axe-core/axe.min.js").read_text("utf-8")


def nu_checker() -> list[str]:
    """How it is started."""
    if (java := shutil.which("java")) is None:
        missing("Java", "install it (Debian: default-jre-headless)")
    return [java, "-jar", str(_module("vnu-jar/build/dist/vnu.jar"))]


def _module(path: str) -> Path:
    found = MODULES / path
    if not found.exists():
        missing(path, "install npm (Debian: nodejs npm) and run: make setup")
    return found
