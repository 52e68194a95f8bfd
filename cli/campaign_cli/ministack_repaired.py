"""MiniStack with three repairs and two settings that it has no variables for, run by its own interpreter.

What PartiQL writes reaches the table's stream: on AWS every write does; MiniStack 1.5.33 leaves out those
of ExecuteStatement and BatchExecuteStatement, with which ingest_videos writes. A stack test starts
MiniStack without this repair and fails once it is no longer needed.

Mails of SendBulkEmail keep the headers and tags of their entry, among what was sent and in what is relayed:
MiniStack 1.5.33 leaves both out, and nobody could see the headers for unsubscribing.

A function gets as many messages of a queue at once as its event source says: MiniStack 1.5.33 stops at ten,
so that build_hub, for which AWS gathers up to 3,000, would be asked ten times for what is one build.

Schedules are looked at every second: MiniStack does so every ten, too seldom to measure anything by.

SES's quota is that of an account which was granted much: MiniStack tells that of a new one, 14 mails a
second, yet takes any number. Whoever keeps to what it tells would be slow for nothing.
"""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from ministack import app
from ministack.services import dynamodb, scheduler, ses, ses_v2, sqs

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


QUOTA = {"Max24HourSend": 100_000_000.0, "MaxSendRate": 10_000.0}
SENT = "/_ministack/ses/messages"
SHOWN = ("MessageId", "Source", "To", "Subject", "BodyText", "BodyHtml", "Timestamp", "Type")
MAILS_A_PAGE = 2000
"""All at once would be hundreds of megabytes after a large test."""
handle_ses_v2 = ses_v2.handle_request
list_sent = app._handle_ses_messages_request
build_mime = ses_v2._build_mime_message
entries_by_address: dict[str, Mapping[str, Any]] = {}
"""Those of the call that is being handled; no other is handled meanwhile, since nothing in it waits."""
forgotten: dict[str, dict[str, Any]] = {}
"""By the mail's id, what MiniStack does not keep of it."""


async def with_headers_and_tags(method: str, path: str, headers: Any, body: Any, query: Any) -> Any:
    """SESv2, and what it forgets of a bulk; and the quota that is set here."""
    if method == "GET" and path.rstrip("/").endswith("/v2/email/account"):
        status, kind, told = await handle_ses_v2(method, path, headers, body, query)
        account = json.loads(told)
        account["SendQuota"] |= QUOTA
        return status, kind, json.dumps(account).encode()
    if method != "POST" or not path.rstrip("/").endswith("/outbound-bulk-emails"):
        return await handle_ses_v2(method, path, headers, body, query)
    call = json.loads(body)
    entries_by_address.update({_address(entry): entry for entry in call["BulkEmailEntries"]})
    before = len(ses._sent_emails_list())
    answer = await handle_ses_v2(method, path, headers, body, query)
    for record in ses._sent_emails_list()[before:]:
        entry = entries_by_address[", ".join(record["To"])]
        forgotten[record["MessageId"]] = {
            "Headers": entry.get("ReplacementHeaders", []),
            "Tags": [*call.get("DefaultEmailTags", []), *entry.get("ReplacementTags", [])],
        }
    entries_by_address.clear()
    return answer


async def sent_from_there(method: str, path: str, headers: Any, query: Mapping[str, Any]) -> Any:
    """What was sent, with what was forgotten, from the place `from` on: up to MAILS_A_PAGE."""
    if (method, path) != ("GET", SENT) or "from" not in query:
        return await list_sent(method, path, headers, query)
    given = query["from"]
    start = int(given[0] if isinstance(given, list) else given)
    sent = [
        mail for key, mails in ses._sent_emails.to_dict().items() if key[-1] == "entries" for mail in mails
    ]
    page = [
        {name: mail.get(f"Rendered{name}") or mail.get(name) for name in SHOWN}
        | forgotten.get(mail["MessageId"], {})
        for mail in sent[start : start + MAILS_A_PAGE]
    ]
    return 200, {"Content-Type": "application/json"}, json.dumps({"messages": {"all": page}}).encode()


def mime_with_headers(source: str, to: list[str], *rest: Any) -> str:
    """The message as it is relayed, with the headers of its entry first."""
    headers = entries_by_address.get(", ".join(to), {}).get("ReplacementHeaders", [])
    lines = [f"{header['Name']}: {header['Value']}\n" for header in headers]
    return "".join(lines) + str(build_mime(source, to, *rest))


AT_ONCE = 10
"""Messages that MiniStack hands over at most."""
receive_ten = sqs._receive_messages_for_esm


def as_many_as_asked_for(queue_url: str, wanted: int) -> list[dict[str, Any]]:
    """Of those that are there now: the batching window is not waited for."""
    found: list[dict[str, Any]] = []
    while len(found) < wanted:
        more = receive_ten(queue_url, wanted - len(found))
        found += more
        if len(more) < AT_ONCE:
            break
    return found


def _address(entry: Mapping[str, Any]) -> str:
    return ", ".join(entry["Destination"]["ToAddresses"])


# The repairs.
dynamodb._partiql_insert = told_to_the_stream(dynamodb._partiql_insert, inserted_key)
dynamodb._partiql_update = told_to_the_stream(dynamodb._partiql_update, updated_key)
ses_v2.handle_request = with_headers_and_tags
ses_v2._build_mime_message = mime_with_headers
app._handle_ses_messages_request = sent_from_there
sqs._receive_messages_for_esm = as_many_as_asked_for
# The other setting, in seconds.
scheduler._SCHEDULE_TICK_INTERVAL = 1

if __name__ == "__main__":
    app.main()
