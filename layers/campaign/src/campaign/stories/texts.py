"""What people who tell their story are told, in both languages."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from campaign.pages.shell import Language


@cache
def words(language: Language) -> Mapping[str, Any]:
    path = Path(__file__).with_name("wording") / f"{language}.toml"
    return tomllib.loads(path.read_text("utf-8"))
