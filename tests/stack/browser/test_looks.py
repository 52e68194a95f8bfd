"""Every kind of page, in both languages, for a phone and a desktop, in light and in dark."""

from collections.abc import Mapping

import pytest

from tests.stack.browser.conftest import Hub
from tests.stack.browser.look import Look, look_at

pytestmark = [pytest.mark.stack, pytest.mark.browser]


def said_of(looks: Mapping[str, Look], what: str) -> dict[str, list[str]]:
    assert looks
    return {path: found for path, look in looks.items() if (found := getattr(look, what))}


def test_axe_finds_no_violation(looks: Mapping[str, Look]) -> None:
    assert said_of(looks, "violations") == {}


def test_nothing_is_wider_than_a_small_phone(looks: Mapping[str, Look]) -> None:
    assert said_of(looks, "too_wide") == {}


def test_nothing_is_asked_of_another_host_before_a_click(looks: Mapping[str, Look]) -> None:
    assert said_of(looks, "asked_elsewhere") == {}


def test_the_console_and_the_content_security_policy_have_nothing_to_say(looks: Mapping[str, Look]) -> None:
    assert said_of(looks, "complaints") == {}


def test_nothing_is_kept_of_a_reader_who_chose_nothing(looks: Mapping[str, Look]) -> None:
    assert said_of(looks, "kept") == {}


@pytest.mark.sweep
def test_no_page_at_all_has_any_fault(hub: Hub) -> None:
    """Not only the longest of each kind."""
    every = {page.path: look_at(hub.visits, page) for page in hub.crawl.pages}

    for what in ("violations", "too_wide", "asked_elsewhere", "complaints", "kept"):
        assert said_of(every, what) == {}
