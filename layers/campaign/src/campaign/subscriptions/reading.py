"""What a browser's form says, as the model that a program would send."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from campaign.audience.subscriber import Address, Channel, Wishes
from campaign.kernel.errors import PermanentError
from campaign.pages.posted import Form, first
from campaign.subscriptions.subscription import SubscriptionRequest

_FAULTS = {"address": "address", "channel": "address", "topics": "topics"}
"""Of which field something is said by itself; of what a person only chooses, it is said together."""

Model = TypeVar("Model", bound=BaseModel)


class FaultsError(PermanentError):
    """`faults`: everything that does not fit, as keys of the form's texts."""

    def __init__(self, faults: Collection[str], rule: str, remedy: str) -> None:
        super().__init__("subscription", rule, remedy)
        self.faults = frozenset(faults)


def request_in(form: Form) -> SubscriptionRequest:
    """Raises FaultsError."""
    channel, address = first(form, "channel") or Channel.EMAIL, first(form, "address").strip()
    asked = {"channel": channel, "address": address}
    # each by itself: whether an address fits its channel is looked at only where nothing else is wrong
    faults = _faults_of(Address, asked) | _faults_of(Wishes, _wishes(form))
    if faults:
        raise _refused(faults)
    return SubscriptionRequest.model_validate({**asked, **_wishes(form)})


def wishes_in(form: Form) -> Wishes:
    """Raises FaultsError."""
    return _read(Wishes, _wishes(form))


def mailbox_in(form: Form) -> Address:
    """Raises FaultsError."""
    return _read(Address, {"channel": Channel.EMAIL, "address": first(form, "address").strip()})


def _read(model: type[Model], fields: Mapping[str, Any]) -> Model:
    if faults := _faults_of(model, fields):
        raise _refused(faults)
    return model.model_validate(fields)


def _refused(faults: Collection[str]) -> FaultsError:
    return FaultsError(faults, "the form does not fit", "correct what is marked")


def _faults_of(model: type[BaseModel], fields: Mapping[str, Any]) -> frozenset[str]:
    try:
        model.model_validate(fields)
    except ValidationError as error:
        names = {str(fault["loc"][0]) if fault["loc"] else "address" for fault in error.errors()}
        return frozenset(_FAULTS.get(name, "other") for name in names)
    return frozenset()


def _wishes(form: Form) -> dict[str, Any]:
    return {
        "language": first(form, "language"),
        "zone": first(form, "zone"),
        "quiet": {"start": first(form, "start"), "end": first(form, "end")},
        "cadence": first(form, "cadence"),
        "topics": form.get("topics", ()),
    }
