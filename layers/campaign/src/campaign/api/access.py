"""Who a request comes from, and what their groups let them do. The sign-in itself is checked by API
Gateway."""

from typing import Any

from campaign.kernel.errors import CampaignError
from campaign.publications.person import Person


class ForbiddenError(CampaignError):
    """Signed in, but not in the group that the route asks for."""


def staff_id(event: Any) -> str:
    """The Cognito subject of whoever calls: an opaque id, fit for audit entries and logs."""
    return str(_claims(event)["sub"])


def person(event: Any) -> Person:
    """Who calls, with the names by which an author may be written: that of the sign-in, the address, and what
    stands before its @."""
    claims = _claims(event)
    names = {str(claims[name]) for name in ("cognito:username", "email") if claims.get(name)}
    return Person(staff_id(event), frozenset({*names, *(name.partition("@")[0] for name in names)}))


def require_group(event: Any, *allowed: str) -> None:
    """Raises ForbiddenError unless the caller is in one of the groups `allowed`."""
    if not is_in(event, *allowed):
        group = " or ".join(allowed)
        raise ForbiddenError("this route", f"it is for the group {group}", "ask an operator to add you to it")


def is_in(event: Any, *groups: str) -> bool:
    """Whether the caller is in one of these groups."""
    named = _claims(event).get("cognito:groups", "")
    # API Gateway hands the claim over as text, "a,b"; some versions as "[a b]" or a list
    names = named if isinstance(named, list) else str(named).strip("[]").replace(",", " ").split()
    return not set(groups).isdisjoint(names)


def _claims(event: Any) -> dict[str, Any]:
    return dict(event["requestContext"]["authorizer"]["claims"])
