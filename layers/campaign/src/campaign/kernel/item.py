"""One item of the state table, as every capability stores itself."""

from typing import NamedTuple


class Item(NamedTuple):
    """What is stored under one key.

    `data` is the JSON of the capability's model, kept as one attribute: pydantic writes and reads it in
    Rust, where an attribute a field costs boto3's serialiser more CPU than all the rest of a write.

    `version` rises by one with every write and guards it; for sessions and publications it is the revision.
    `change` names what the write means to the campaign ("session.changed"); such items go to the bus from
    the stream. `gsi1`, `gsi2`, `gsi3` are (partition, sort) of the sparse indexes, the third with keys alone;
    `care`: a sign of distress that this write heard and its data does not show, as JSON (campaign.care.sign).
    `expires_at` is in seconds since 1970 (DynamoDB TTL). A tuple, because a frozen dataclass takes three
    times as long to make.
    """

    pk: str
    sk: str
    version: int
    data: str
    changed_at: str
    change: str | None = None
    correlation_id: str | None = None
    gsi1: tuple[str, str] | None = None
    gsi2: tuple[str, str] | None = None
    gsi3: tuple[str, str] | None = None
    expires_at: int | None = None
    care: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.pk, self.sk
