"""What became of an announcement, read through the staff API and written to a file."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict

from campaign.announcements.overview import Outcome, ShownDelivery, outcomes
from campaign.audience.storage import SHARDS
from campaign_cli.errors import CommandError
from campaign_cli.rights_commands import cell

COLUMNS = ("subscriber_id", "channel", "state", "reason", "recorded_at", "attempts")


class Asks(Protocol):
    def ask(self, method: str, path: str, body: str = "") -> Any: ...


class Shown(BaseModel):
    """As the API answers it."""

    model_config = ConfigDict(extra="ignore")

    key: str
    state: str
    recipients: int
    recorded_at: str
    outcomes: tuple[Outcome, ...]
    shards_counted: int


def read(api: Asks, key: str) -> Shown:
    """With every shard counted: where the API had no time for all, page by page."""
    shown = Shown.model_validate(api.ask("GET", f"/announcements?{urlencode({'key': key})}"))
    if shown.shards_counted == SHARDS:
        return shown
    counted = outcomes(deliveries(api, key))
    return shown.model_copy(update={"outcomes": counted, "shards_counted": SHARDS})


def deliveries(api: Asks, key: str) -> Iterator[ShownDelivery]:
    for shard in range(SHARDS):
        after = ""
        while True:
            query = urlencode({"key": key, "shard": shard, **({"after": after} if after else {})})
            page = api.ask("GET", f"/announcements/deliveries?{query}")
            yield from map(ShownDelivery.model_validate, page["deliveries"])
            if not (after := page["next"] or ""):
                break


def describe(shown: Shown) -> str:
    lines = [
        f"  {one.deliveries:>9,}  {one.state} by {one.channel}{f': {one.reason}' if one.reason else ''}"
        for one in shown.outcomes
    ]
    head = f"{shown.key}: {shown.state}, {shown.recipients:,} asked for, {shown.recorded_at}"
    return "\n".join([head, *lines])


def export(found: Iterator[ShownDelivery], file: Path) -> int:
    """As CSV or JSON, by the file's ending; answers how many there were. Raises CommandError."""
    if file.suffix not in {".csv", ".json"}:
        raise CommandError(f"{file.name}: end it in .csv or .json")
    rows = [one.model_dump(mode="json") for one in found]
    with file.open("w", encoding="utf-8", newline="") as output:
        if file.suffix == ".json":
            json.dump(rows, output, ensure_ascii=False, indent=2)
        else:
            writer = csv.writer(output)
            writer.writerow(COLUMNS)
            writer.writerows([cell(_text(row[column])) for column in COLUMNS] for row in rows)
    return len(rows)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
