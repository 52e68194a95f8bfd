"""What people who subscribe are told, in each language, from wording/<language>.toml."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from campaign.audience.subscriber import Language

_FOLDER = Path(__file__).with_name("wording")


@cache
def words(language: Language) -> dict[str, Any]:
    """The texts of one language, read once."""
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))
