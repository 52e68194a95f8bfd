"""What a browser's form says, as the model that a program would send."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from pydantic import ValidationError

from campaign.audience.subscriber import Wishes
from campaign.kernel.errors import PermanentError
from campaign.subscriptions.subscription import SubscriptionRequest

_MAX_FIELDS = 60

Form = Mapping[str, Sequence[str]]


def form_in(body: str) -> Form:
    """Raises PermanentError for more fields than any form of ours has."""
    try:
        return parse_qs(body, keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise PermanentError("form", "it has too many fields", "use the page's own form") from error


def request_in(form: Form) -> SubscriptionRequest:
    """Raises ValidationError."""
    address = {"channel": first(form, "channel") or "email", "address": first(form, "address").strip()}
    return SubscriptionRequest.model_validate({**address, **_wishes(form)})


def wishes_in(form: Form) -> Wishes:
    """Raises ValidationError."""
    return Wishes.model_validate(_wishes(form))


def fault_in(error: ValidationError) -> str:
    """Of what does not fit, the one thing to say first: a key of the form's `faults`."""
    fields = {str(fault["loc"][0]) if fault["loc"] else "address" for fault in error.errors()}
    if fields & {"address", "channel"}:
        return "address"
    return "topics" if "topics" in fields else "other"


def first(form: Form, name: str) -> str:
    found = form.get(name, ())
    return found[0] if found else ""


def _wishes(form: Form) -> dict[str, Any]:
    return {
        "language": first(form, "language"),
        "zone": first(form, "zone"),
        "quiet": {"start": first(form, "start"), "end": first(form, "end")},
        "cadence": first(form, "cadence"),
        "topics": form.get("topics", ()),
    }
