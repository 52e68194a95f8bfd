"""What a browser's form says: fields, each of which may stand there several times."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from campaign.kernel.errors import PermanentError

_MAX_FIELDS = 60

FORM_TYPE = "application/x-www-form-urlencoded"
Form = Mapping[str, Sequence[str]]
"""What was typed or chosen, by the field's name."""


def form_in(body: str) -> Form:
    """Raises PermanentError for more fields than any form of ours has."""
    try:
        return parse_qs(body, keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise PermanentError("form", "it has too many fields", "use the page's own form") from error


def first(form: Form, name: str) -> str:
    found = form.get(name, ())
    return found[0] if found else ""
