"""The countries among which readers choose whose helplines they see, and how Arabic is written there."""

from collections.abc import Iterator

from babel import Locale

from campaign.hub.facts import country_name
from campaign.publications.kind import Language

# As content/campaign.yaml names them; a test holds the two together.
COUNTRIES = (
    *("AE", "BH", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY"),
    *("MA", "OM", "PS", "QA", "SA", "SD", "SY", "TN", "YE"),
)

_ALEF = str.maketrans("أإآ", "ااا")


def countries(language: Language) -> Iterator[tuple[str, str, str | None]]:
    """Code, name and digits of each, by its name as readers look for it; digits are named where an Arabic
    text there has others than 0–9 (CLDR's name of them: `arab` for ٠–٩)."""
    named = sorted(((country_name(code, language), code) for code in COUNTRIES), key=_in_order)
    for name, code in named:
        yield code, name, _digits(code) if language == "ar" else None


def _digits(code: str) -> str | None:
    system = Locale.parse(f"ar_{code}").default_numbering_system
    return None if system == "latn" else system


def _in_order(named: tuple[str, str]) -> str:
    return named[0].removeprefix("ال").translate(_ALEF)
