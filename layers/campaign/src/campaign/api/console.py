"""What a browser needs to hand an answer of the staff API to the console."""

from typing import Any


def for_the_console(event: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, readable by the scripts of the console and of no other site, and kept by nobody.

    The console's address is a variable of the API's stage: it is made after the functions.
    """
    origin = (event.get("stageVariables") or {})["console_origin"]
    headers = answer.setdefault("multiValueHeaders", {})
    headers["Access-Control-Allow-Origin"] = [origin]
    headers["Cache-Control"] = ["no-store"]
    return answer
