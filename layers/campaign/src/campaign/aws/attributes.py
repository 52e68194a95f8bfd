"""Items of the state table in DynamoDB's own notation, and back."""

from collections.abc import Iterable, Mapping
from typing import Any

from campaign.kernel.item import Item

Attributes = dict[str, Any]

_NUMBERS = frozenset({"version", "expires_at"})
_INDEXES = {field: (f"{field}pk", f"{field}sk") for field in Item._fields if field.startswith("gsi")}
_NOTHING = {"S": None}


def to_attributes(item: Item) -> Attributes:
    return attributes_of(zip(Item._fields, item, strict=True))


def attributes_of(fields: Iterable[tuple[str, Any]]) -> Attributes:
    """Of some fields of an item, with their values; None has no attribute."""
    attributes: Attributes = {}
    for field, value in fields:
        if value is None:
            continue
        if field in _INDEXES:
            pk, sk = _INDEXES[field]
            attributes[pk], attributes[sk] = {"S": value[0]}, {"S": value[1]}
        elif field in _NUMBERS:
            attributes[field] = {"N": str(value)}
        else:
            attributes[field] = {"S": value}
    return attributes


def names_of(field: str) -> tuple[str, ...]:
    """The attributes of one field; an index's is two."""
    return _INDEXES.get(field, (field,))


def from_attributes(attributes: Mapping[str, Any]) -> Item:
    return Item(
        pk=attributes["pk"]["S"],
        sk=attributes["sk"]["S"],
        version=int(attributes["version"]["N"]),
        data=attributes["data"]["S"],
        changed_at=attributes["changed_at"]["S"],
        change=attributes.get("change", _NOTHING)["S"],
        correlation_id=attributes.get("correlation_id", _NOTHING)["S"],
        gsi1=_index(attributes, "gsi1pk", "gsi1sk"),
        gsi2=_index(attributes, "gsi2pk", "gsi2sk"),
        gsi3=_index(attributes, "gsi3pk", "gsi3sk"),
        expires_at=int(attributes["expires_at"]["N"]) if "expires_at" in attributes else None,
        care=attributes.get("care", _NOTHING)["S"],
    )


def _index(attributes: Mapping[str, Any], pk: str, sk: str) -> tuple[str, str] | None:
    return (attributes[pk]["S"], attributes[sk]["S"]) if pk in attributes else None
