"""What the hub itself says, in each language, from wording/<language>.toml."""

import tomllib
from pathlib import Path
from typing import Any

from campaign.publications.kind import LANGUAGES, Language

Texts = dict[str, Any]

_FOLDER = Path(__file__).parent / "wording"


def _load(language: Language) -> Texts:
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


TEXTS: dict[Language, Texts] = {language: _load(language) for language in LANGUAGES}
