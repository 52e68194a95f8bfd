"""What was sent, beside what the model says: every difference as a line."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.announced.model import To, Told
from tests.announced.outbox import Sent
from tests.announced.reader import Reader

WHY = {
    "in digest": "digest",
    "not for digest readers": "digest",
    "cap": "cap",
    "quiet hours": "quiet hours",
    "stale": "stale",
    "late": "late",
}
"""The model's words by the ledger's."""


NOW = ("/live.now", "/replay.available")
"""Whoever reads these needs no time."""
Punctual = Callable[[datetime, datetime], bool]
"""Whether what was sent then was sent when the model says."""


def differences(
    told: Told,
    sent: Iterable[Sent],
    dropped: Mapping[To, str],
    readers: Iterable[Reader],
    punctual: Punctual = datetime.__eq__,
) -> list[str]:
    """`dropped`: the ledger's reasons."""
    by_name = {reader.id: reader for reader in readers}
    faults: list[str] = []
    times: Counter[To] = Counter()
    for one in sent:
        times[one.to] += 1
        faults += _wrong_with(one, told, by_name[one.to.reader], punctual)
    faults += [f"{_who(to)}: sent {count} times" for to, count in times.items() if count > 1]
    faults += [f"{_who(to)}: never sent" for to in told.sent if to not in times]
    said = {to: WHY.get(reason, reason) for to, reason in dropped.items()}
    for to in said.keys() | told.dropped.keys():
        if said.get(to) != told.dropped.get(to):
            faults.append(f"{_who(to)}: dropped for {said.get(to)}, the model says {told.dropped.get(to)}")
    return faults


def _wrong_with(one: Sent, told: Told, reader: Reader, punctual: Punctual) -> list[str]:
    hearing = told.sent.get(one.to)
    if hearing is None:
        why = told.dropped.get(one.to, "no reason to send it")
        return [f"{_who(one.to)}: sent at {one.at:%d %H:%M}, the model says {why}"]
    faults = []
    if not punctual(one.at, hearing.at):
        faults.append(f"{_who(one.to)}: sent at {one.at}, not {hearing.at}")
    if (one.language, one.channel) != (reader.language, reader.channel):
        faults.append(f"{_who(one.to)}: in {one.language} by {one.channel}")
    needs_none = one.starts is None and one.to.key.endswith(NOW)
    if hearing.starts and not needs_none and one.starts != _on_the_clock(hearing.starts, reader.zone):
        faults.append(f"{_who(one.to)}: tells of {one.starts}, not of {hearing.starts}")
    return faults


def _on_the_clock(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"


def _who(to: To) -> str:
    return f"{to.key} to {to.reader}"
