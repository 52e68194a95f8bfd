"""MiniStack with six repairs and two settings that it has no variables for, run by its own interpreter.

What PartiQL writes reaches the table's stream: on AWS every write does; MiniStack 1.5.33 leaves out those
of ExecuteStatement and BatchExecuteStatement, with which ingest_videos writes. A stack test starts
MiniStack without this repair and fails once it is no longer needed.

Mails of SendBulkEmail keep the headers and tags of their entry, among what was sent and in what is relayed:
MiniStack 1.5.33 leaves both out, and nobody could see the headers for unsubscribing.

A function gets as many messages of a queue at once as its event source says: MiniStack 1.5.33 stops at ten,
so that build_hub, for which AWS gathers up to 3,000, would be asked ten times for what is one build.

A user pool that wants a second factor of everybody gives no token before one is set up: MiniStack 1.5.33
gives them to whoever has none, and forgets whose it is that is set up by a challenge.

An API has the answers that its definition gives a gateway and a mock, and a header of them may be a variable
of its stage, as the console's address is: MiniStack reads no answers from a definition, and sends the
variable's name.

An export of a table is in the bucket that was named: MiniStack says that it is, and writes nothing.

Schedules are looked at every second: MiniStack does so every ten, too seldom to measure anything by.

SES's quota is that of an account which was granted much: MiniStack tells that of a new one, 14 mails a
second, yet takes any number. Whoever keeps to what it tells would be slow for nothing.
"""

import gzip
import json
import secrets
from base64 import b64encode
from collections.abc import Callable, Mapping
from copy import deepcopy
from hashlib import md5
from typing import Any

from ministack import app
from ministack.services import apigateway_v1, cognito, dynamodb, s3, scheduler, ses, ses_v2, sqs

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


challenge_for = cognito._mfa_challenge_for_user
associate, verify = cognito._associate_software_token, cognito._verify_software_token
being_set_up: dict[str, dict[str, Any]] = {}
"""Whose second factor it is, by the session of the challenge."""
have_set_up: dict[str, dict[str, Any]] = {}
TOTP = "SOFTWARE_TOKEN_MFA"


def challenge_of_everybody(pool: Any, user: Any, pool_id: str, username: str) -> dict[str, Any] | None:
    """After a right password: the second factor, or that one is set up."""
    challenge = challenge_for(pool, user, pool_id, username)
    if challenge is not None or pool.get("MfaConfiguration") != "ON":
        return challenge  # type: ignore[no-any-return]
    session = secrets.token_urlsafe(32)
    being_set_up[session] = user
    parameters = {"MFAS_CAN_SETUP": json.dumps([TOTP]), "USER_ID_FOR_SRP": username}
    return {"ChallengeName": "MFA_SETUP", "Session": session, "ChallengeParameters": parameters}


def associated(data: Any) -> Any:
    answer = associate(data)
    if (user := being_set_up.pop(data.get("Session"), None)) is not None:
        being_set_up[json.loads(answer[2])["Session"]] = user
    return answer


def verified(data: Any) -> Any:
    session = data.get("Session")
    user, secret = being_set_up.get(session), cognito._totp_session_secrets.get(session)
    answer = verify(data)
    if user is not None and answer[0] == 200:
        user.update(_totp_secret=secret, _mfa_enabled=[TOTP], _preferred_mfa=TOTP)
        have_set_up[json.loads(answer[2])["Session"]] = user
    return answer


def with_second_factor(respond: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """RespondToAuthChallenge: a new password is followed by the second factor as a known one is."""

    def responds(data: Any) -> Any:
        name = data.get("ChallengeName")
        if name == "MFA_SETUP" and have_set_up.pop(data.get("Session"), None) is None:
            return cognito.error_response_json("NotAuthorizedException", "Invalid session for the user.", 400)
        answer = respond(data)
        if name != "NEW_PASSWORD_REQUIRED" or answer[0] != 200:
            return answer
        pool, pool_id = cognito._pool_for_client(data["ClientId"])
        user = cognito._resolve_user(pool, data["ChallengeResponses"]["USERNAME"])[0]
        challenge = challenge_of_everybody(pool, user, pool_id, user["Username"])
        return cognito.json_response(challenge) if challenge else answer

    return responds


import_api, import_operation = apigateway_v1._import_rest_api, apigateway_v1._import_operation
execute = apigateway_v1._execute_in_scope
VARIABLE = "stageVariables."


def with_gateway_responses(definition: Any, *more: Any) -> Any:
    api_id = import_api(definition, *more)
    for name, response in definition.get("x-amazon-apigateway-gateway-responses", {}).items():
        apigateway_v1._put_gateway_response(api_id, name, response)
    return api_id


def with_integration_responses(api: str, resource: str, method: str, operation: Any, *more: Any) -> None:
    import_operation(api, resource, method, operation, *more)
    integration = (operation or {}).get("x-amazon-apigateway-integration", {})
    for pattern, response in integration.get("responses", {}).items():
        selected = {} if pattern == "default" else {"selectionPattern": pattern}
        status = str(response["statusCode"])
        apigateway_v1._put_integration_response(api, resource, method, status, {**response, **selected})


async def with_stage_variables(request: Any, *more: Any) -> Any:
    answer = await execute(request, *more)
    if not isinstance(answer, tuple) or request["stage"] is None:
        return answer
    status, headers, *rest = answer
    variables = request["stage"].get("variables") or {}
    named = {
        name: variables[value.removeprefix(VARIABLE)]
        for name, value in headers.items()
        if isinstance(value, str) and value.startswith(VARIABLE)
    }
    return (status, {**headers, **named}, *rest)


export_table = dynamodb._export_table_to_point_in_time


def with_its_files(data: Any) -> Any:
    """The export, in the shape in which DynamoDB writes it; as the table is now, in one file."""
    answer = export_table(data)
    if answer[0] != 200:
        return answer
    told = json.loads(answer[2])["ExportDescription"]
    begin = [data["S3Prefix"].strip("/")] if data.get("S3Prefix") else []
    folder = "/".join([*begin, "AWSDynamoDB", told["ExportArn"].rpartition("/")[2]])
    table = dynamodb._tables[dynamodb._table_name_from_arn(data["TableArn"])]
    items = [item for items in table["items"].values() for item in items.values()]
    packed = gzip.compress("".join(json.dumps({"Item": item}) + "\n" for item in items).encode())
    file = {
        "itemCount": len(items),
        "md5Checksum": b64encode(md5(packed, usedforsecurity=False).digest()).decode(),
        "etag": md5(packed, usedforsecurity=False).hexdigest(),
        "dataFileS3Key": f"{folder}/data/0.json.gz",
    }
    summary = {
        "version": "2020-06-30",
        "exportArn": told["ExportArn"],
        "tableArn": data["TableArn"],
        "itemCount": len(items),
        "outputFormat": told["ExportFormat"],
        "exportType": told["ExportType"],
        "manifestFilesS3Key": f"{folder}/manifest-files.json",
    }
    for key, body in (
        (file["dataFileS3Key"], packed),
        (f"{folder}/manifest-files.json", json.dumps(file).encode() + b"\n"),
        (f"{folder}/manifest-summary.json", json.dumps(summary).encode()),
    ):
        s3._put_object(data["S3Bucket"], key, body, {})
    return answer


# The repairs.
dynamodb._partiql_insert = told_to_the_stream(dynamodb._partiql_insert, inserted_key)
dynamodb._partiql_update = told_to_the_stream(dynamodb._partiql_update, updated_key)
ses_v2.handle_request = with_headers_and_tags
ses_v2._build_mime_message = mime_with_headers
app._handle_ses_messages_request = sent_from_there
sqs._receive_messages_for_esm = as_many_as_asked_for
cognito._mfa_challenge_for_user = challenge_of_everybody
cognito._associate_software_token = associated
cognito._verify_software_token = verified
cognito._respond_to_auth_challenge = with_second_factor(cognito._respond_to_auth_challenge)
cognito._admin_respond_to_auth_challenge = with_second_factor(cognito._admin_respond_to_auth_challenge)
apigateway_v1._import_rest_api = with_gateway_responses
apigateway_v1._import_operation = with_integration_responses
apigateway_v1._execute_in_scope = with_stage_variables
dynamodb._export_table_to_point_in_time = with_its_files
# The other setting, in seconds.
scheduler._SCHEDULE_TICK_INTERVAL = 1

if __name__ == "__main__":
    app.main()
