"""Items of the state table in DynamoDB's own notation, and back."""

from collections.abc import Mapping
from typing import Any

from campaign.kernel.item import Item

Attributes = dict[str, Any]


def to_attributes(item: Item) -> Attributes:
    attributes: Attributes = {
        "pk": {"S": item.pk},
        "sk": {"S": item.sk},
        "version": {"N": str(item.version)},
        "data": {"S": item.data},
        "changed_at": {"S": item.changed_at},
    }
    if item.change is not None:
        attributes["change"] = {"S": item.change}
    if item.correlation_id is not None:
        attributes["correlation_id"] = {"S": item.correlation_id}
    for name, index in (("gsi1", item.gsi1), ("gsi2", item.gsi2), ("gsi3", item.gsi3)):
        if index is not None:
            attributes[f"{name}pk"] = {"S": index[0]}
            attributes[f"{name}sk"] = {"S": index[1]}
    if item.expires_at is not None:
        attributes["expires_at"] = {"N": str(item.expires_at)}
    return attributes


def from_attributes(attributes: Mapping[str, Any]) -> Item:
    def text(name: str) -> str | None:
        return attributes[name]["S"] if name in attributes else None

    def index(name: str) -> tuple[str, str] | None:
        if f"{name}pk" not in attributes:
            return None
        return attributes[f"{name}pk"]["S"], attributes[f"{name}sk"]["S"]

    return Item(
        pk=attributes["pk"]["S"],
        sk=attributes["sk"]["S"],
        version=int(attributes["version"]["N"]),
        data=attributes["data"]["S"],
        changed_at=attributes["changed_at"]["S"],
        change=text("change"),
        correlation_id=text("correlation_id"),
        gsi1=index("gsi1"),
        gsi2=index("gsi2"),
        gsi3=index("gsi3"),
        expires_at=int(attributes["expires_at"]["N"]) if "expires_at" in attributes else None,
    )
