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
