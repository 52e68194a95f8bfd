from typing import Any

from campaign.hub.texts import TEXTS


def keys(texts: dict[str, Any], prefix: str = "") -> set[str]:
    found: set[str] = set()
    for name, value in texts.items():
        found |= keys(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}"}
    return found


def test_both_languages_say_the_same_things() -> None:
    assert keys(TEXTS["en"]) == keys(TEXTS["ar"])


def test_the_one_directory_of_helplines_is_the_same_in_both() -> None:
    assert TEXTS["en"]["help"]["directory"] == TEXTS["ar"]["help"]["directory"] == "findahelpline.com"
