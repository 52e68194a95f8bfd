"""From the bytes of a bundle to what it says, or to every fault in it at once."""

from collections.abc import Mapping

from pydantic import ValidationError

from campaign.publications import front_matter, markdown
from campaign.publications.bidi import is_balanced
from campaign.publications.bundle import FILES, unpack
from campaign.publications.faults import Fault
from campaign.publications.front_matter import Fields
from campaign.publications.toolkit import FrontMatter, Language, ToolkitContent, ToolkitText

_FIELD_REMEDIES = {name: field.description for name, field in FrontMatter.model_fields.items()}
_FENCES = "start with a line ---, then the fields, then a second line ---"


def read_bundle(bundle: bytes) -> ToolkitContent | tuple[Fault, ...]:
    """The content, or every fault, sorted by file and line."""
    files, faults = unpack(bundle, FILES)
    texts: dict[Language, ToolkitText] = {}
    version_lines: dict[Language, int] = {}
    for name, raw in files.items():
        half = _read_half(name, raw)
        if isinstance(half, list):
            faults += half
        else:
            texts[FILES[name]], version_lines[FILES[name]] = half
    if len(texts) == len(FILES) and texts["en"].version != texts["ar"].version:
        rule = f"its version is {texts['ar'].version}, that of en.md is {texts['en'].version}"
        remedy = "give both halves the same version"
        faults.append(Fault(file="ar.md", line=version_lines["ar"], rule=rule, remedy=remedy))
    if faults:
        return tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
    return ToolkitContent(version=texts["en"].version, texts=texts)


def _read_half(file: str, raw: bytes) -> tuple[ToolkitText, int] | list[Fault]:
    """The text and the line of its version."""
    text = text_of(file, raw)
    if isinstance(text, Fault):
        return [text]
    faults = check_characters(file, text)
    parts = front_matter.split(text)
    if parts is None:
        return [*faults, Fault(file=file, rule="it has no front matter", remedy=_FENCES)]
    source, body, body_line = parts
    faults += markdown.check(file, body, body_line)
    fields = front_matter.read_fields(file, source)
    faults += fields.faults
    if fields.values is not None:
        try:
            head = FrontMatter.model_validate(fields.values)
        except ValidationError as error:
            faults += field_faults(fields, error, _FIELD_REMEDIES)
    if faults:
        return faults
    return ToolkitText(**head.model_dump(), body=body), fields.line_of(("version",))


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
