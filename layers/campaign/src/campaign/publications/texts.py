"""Text files of a bundle, of any kind: their encoding, their characters, and what is said of their fields."""

from collections.abc import Mapping

from pydantic import ValidationError

from campaign.publications.bidi import is_balanced
from campaign.publications.faults import Fault
from campaign.publications.front_matter import Fields


def text_of(file: str, raw: bytes) -> str | Fault:
    """As editors write it, with a mark at its beginning or without, and with any line ends."""
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Fault(file=file, line=line, rule="it is not UTF-8", remedy="save it with the encoding UTF-8")


def check_characters(file: str, text: str) -> list[Fault]:
    """A fault for each line with a character that could do harm where the text is shown."""
    faults: list[Fault] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not is_balanced(line):
            rule = "a bidirectional control character is not closed on its line"
            remedy = "close it, or remove it: most text needs none"
            faults.append(Fault(file=file, line=number, rule=rule, remedy=remedy))
        if any(character < " " and character != "\t" for character in line):
            faults.append(
                Fault(file=file, line=number, rule="it holds a control character", remedy="remove it")
            )
    return faults


def field_faults(fields: Fields, error: ValidationError, remedies: Mapping[str, str | None]) -> list[Fault]:
    """What pydantic says of the fields, each with its line; `remedies` are told by the name of a field."""
    faults: list[Fault] = []
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        path = found["loc"]
        name = ".".join(str(part) for part in path) or "the file"
        if found["type"] == "missing":
            rule = f"{name} is missing"
        elif found["type"] == "extra_forbidden":
            rule = f"{name} is no field"
        elif found["type"] == "string_pattern_mismatch":
            rule = f"{name} is written wrongly"
        else:
            rule = f"{name}: {found['msg']}"
        field = str(path[0]) if path else ""
        if description := remedies.get(field):
            remedy = f"write {field}: {description}"
        else:
            remedy = f"use only {', '.join(remedies)}"
        faults.append(Fault(file=fields.file, line=fields.line_of(path), rule=rule, remedy=remedy))
    return faults
