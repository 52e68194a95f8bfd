"""The style sheet's colours: text can be read in the light and in the dark."""

import re

import pytest

from campaign.hub.assets import ASSETS

CSS = ASSETS["hub.css"].body.decode()
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    for block in re.findall(r":root \{(.*?)\}", CSS, re.S)[:2]
)
ENHANCED = 7.0
"""WCAG 2.2, 1.4.6: contrast of text, level AAA."""
GROUNDS = ("paper", "surface", "sage", "sand", "rose", "sky")
PAIRS = [
    *(("ink", ground) for ground in GROUNDS),
    *(("accent", ground) for ground in GROUNDS),
    ("muted", "paper"),
    ("muted", "surface"),
    ("muted", "sand"),
    ("on-accent", "accent"),
    ("on-night", "night"),
    ("night-link", "night"),
    ("on-leave", "leave"),
]


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
@pytest.mark.parametrize("look", ["light", "dark"])
def test_text_stands_out_from_its_ground(look: str, text: str, ground: str) -> None:
    colours = LIGHT if look == "light" else {**LIGHT, **DARK}

    assert contrast(colours[text], colours[ground]) >= ENHANCED
