"""Numbers as people of each language write them, with the noun in the form that the number asks for."""

from collections.abc import Mapping

from babel import Locale
from babel.numbers import format_decimal

from campaign.publications.kind import Language


def counted(number: int, forms: Mapping[str, str], language: Language) -> str:
    """`forms` by CLDR's plural categories, https://www.unicode.org/reports/tr35/tr35-numbers.html; `{}` is
    where the number stands, and a form that says it in words has none."""
    form = forms[Locale.parse(language).plural_form(number)]
    return form.format(format_decimal(number, locale=language))


def size_of(size: int, language: Language) -> str:
    """Of a file of so many bytes, in KB or MB: 1.2 MB."""
    unit, divisor = ("MB", 1_000_000) if size >= 1_000_000 else ("KB", 1_000)
    return f"{format_decimal(max(round(size / divisor, 1), 0.1), locale=language)} {unit}"
