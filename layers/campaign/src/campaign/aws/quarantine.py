"""The quarantine, kept in the state table under keys of its own."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from campaign.aws.table import Table
from campaign.kernel.clock import iso
from campaign.kernel.errors import ConflictError
from campaign.kernel.item import Item
from campaign.kernel.quarantine import QuarantineEntry

KEEP_DAYS = 30
_INDEX = "QUARANTINE"


class TableQuarantine:
    """Implements `campaign.kernel.quarantine.Quarantine` and `campaign.api.quarantine.Entries`."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def put(self, source: str, body: str, reason: str, received_at: datetime) -> None:
        key = sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        entry = QuarantineEntry(
            source=source, key=key, body=_packed(body), reason=reason, received_at=received_at
        )
        item = Item(
            pk=_partition(source),
            sk=key,
            version=1,
            data=entry.model_dump_json(),
            changed_at=iso(received_at),
            gsi1=(_INDEX, iso(received_at)),
            expires_at=int((received_at + timedelta(days=KEEP_DAYS)).timestamp()),
        )
        try:
            self.table.put(item, expected=None)
        except ConflictError:
            return  # the very same message is there already: it came more than once

    def entries(self) -> Iterator[QuarantineEntry]:
        """Newest first."""
        for item in self.table.query_index("gsi1", _INDEX, newest_first=True):
            yield _entry_in(item)

    def find(self, source: str, key: str) -> QuarantineEntry | None:
        item = self.table.get(_partition(source), key)
        return _entry_in(item) if item else None

    def forget(self, entry: QuarantineEntry) -> None:
        """Idempotent."""
        self.table.delete(_partition(entry.source), entry.key)


def _partition(source: str) -> str:
    return f"QUAR#{source}"


def _entry_in(item: Item) -> QuarantineEntry:
    entry = QuarantineEntry.model_validate_json(item.data)
    return entry.model_copy(update={"body": _unpacked(entry.body)})


def _packed(body: str) -> str:
    """A message has up to 256 KiB, an item 400 KB. In base64 even what cannot be compressed fits; as JSON
    text it may not, since that makes two characters of a quotation mark and six of a control character."""
    return b64encode(zlib.compress(body.encode("utf-8", "surrogatepass"))).decode("ascii")


def _unpacked(packed: str) -> str:
    return zlib.decompress(b64decode(packed)).decode("utf-8", "replace")
