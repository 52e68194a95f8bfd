"""What lies in the state table under one partition key, for tests of what is written there."""

from campaign.aws.attributes import from_attributes
from campaign.aws.table import Table
from campaign.kernel.item import Item


def items_under(table: Table, pk: str) -> list[Item]:
    """In the order of their sort keys."""
    answer = table.client.query(
        TableName=table.name,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": pk}},
        ConsistentRead=True,
    )
    return [from_attributes(found) for found in answer["Items"]]
