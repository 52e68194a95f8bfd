"""SendBulkEmail for moto, which has SES's other ways of sending alone: each entry becomes a mail that moto
keeps, its places filled as SES fills them. The stack tests run the real call on MiniStack.
"""

import json
import re
from typing import Any

from moto.sesv2.responses import SESV2Response

_PLACE = re.compile(r"\{\{([^{}]*)\}\}")


def send_bulk_email(response: SESV2Response) -> str:
    """Stands in for the method of this name that moto lacks."""
    call = json.loads(response.body)
    template = call["DefaultContent"]["Template"]["TemplateContent"]
    entries = call["BulkEmailEntries"]
    assert 1 <= len(entries) <= 50, "SES takes up to 50"
    results = []
    for entry in entries:
        facts = json.loads(entry["ReplacementEmailContent"]["ReplacementTemplate"]["ReplacementTemplateData"])
        message = response.sesv2_backend.send_email(
            source=call["FromEmailAddress"],
            destinations=entry["Destination"],
            subject=filled(template["Subject"], facts),
            body=filled(template["Html"], facts),
        )
        results.append({"Status": "SUCCESS", "MessageId": message.id})
    return json.dumps({"BulkEmailEntryResults": results})


def filled(words: str, facts: dict[str, Any]) -> str:
    """A place that nothing is said of is a mail that SES never sends."""
    return _PLACE.sub(lambda place: str(facts[place[1]]), words)
