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
    texts = {name: value["S"] for name, value in attributes.items() if "S" in value}
    return Item(
        pk=texts["pk"],
        sk=texts["sk"],
        version=int(attributes["version"]["N"]),
        data=texts["data"],
        changed_at=texts["changed_at"],
        change=texts.get("change"),
        correlation_id=texts.get("correlation_id"),
        gsi1=(texts["gsi1pk"], texts["gsi1sk"]) if "gsi1pk" in texts else None,
        gsi2=(texts["gsi2pk"], texts["gsi2sk"]) if "gsi2pk" in texts else None,
        gsi3=(texts["gsi3pk"], texts["gsi3sk"]) if "gsi3pk" in texts else None,
        expires_at=int(attributes["expires_at"]["N"]) if "expires_at" in attributes else None,
    )
