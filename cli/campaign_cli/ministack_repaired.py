"""MiniStack with one repair and one setting that it has no variable for, run by its own interpreter.

What PartiQL writes reaches the table's stream: on AWS every write does; MiniStack 1.5.33 leaves out those
of ExecuteStatement and BatchExecuteStatement, with which ingest_videos writes. A stack test starts
MiniStack without this repair and fails once it is no longer needed.

Schedules are looked at every second: MiniStack does so every ten, too seldom to measure anything by.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from ministack.app import main
from ministack.services import dynamodb, scheduler

Write = Callable[..., tuple[int, dict[str, str], bytes]]


def told_to_the_stream(write: Write, key_of: Callable[[Any, Any], tuple[Any, Any]]) -> Write:
    """The write, followed by a stream record of what it changed, if it changed anything."""

    def writes(table: Any, parsed: Any, *more: Any) -> tuple[int, dict[str, str], bytes]:
        pk, sk = key_of(table, parsed)
        before = deepcopy(table["items"].get(pk, {}).get(sk))
        answer = write(table, parsed, *more)
        if answer[0] == 200:
            after = deepcopy(table["items"][pk][sk])
            dynamodb._emit_stream_event(parsed["table"], "MODIFY" if before else "INSERT", before, after)
        return answer

    return writes


def inserted_key(table: Any, parsed: Any) -> tuple[Any, Any]:
    item = parsed["item"]["M"] if set(parsed["item"]) == {"M"} else parsed["item"]
    pk, sk = (dynamodb._extract_key_val(item[table[name]]) for name in ("pk_name", "sk_name"))
    return pk, sk


def updated_key(table: Any, parsed: Any) -> tuple[Any, Any]:
    pk, sk, _, _ = dynamodb._partiql_key_target(table, parsed)
    return pk, sk


# The repair.
dynamodb._partiql_insert = told_to_the_stream(dynamodb._partiql_insert, inserted_key)
dynamodb._partiql_update = told_to_the_stream(dynamodb._partiql_update, updated_key)
# The setting, in seconds.
scheduler._SCHEDULE_TICK_INTERVAL = 1

if __name__ == "__main__":
    main()
