"""The YAML head of a Markdown file, read so that every later fault can name its line.

All scalars stay text, as they were written: YAML's guesses (`1.10` a number, `no` a boolean) help nobody,
and a reader that builds no objects cannot be made to build a harmful one.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml

from campaign.publications.faults import Fault

FENCE = "---"
_BELOW_THE_FENCE = 2
_MAX_DEPTH = 8

Path = tuple[str | int, ...]


@dataclass
class Fields:
    """`values`: text, lists and mappings · `lines`: where each path of `values` was written ·
    `first_line`: that of the source within its file."""

    file: str
    first_line: int
    values: Any = None
    lines: dict[Path, int] = field(default_factory=lambda: {(): 1})
    faults: list[Fault] = field(default_factory=list)

    def line_of(self, path: Path) -> int:
        """Its own line, or that of the nearest thing around it when it was never written."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


def split(text: str) -> tuple[str, str, int] | None:
    """Front matter, body, and the line on which the body starts; None when the fences are missing."""
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip() == FENCE]
    if len(fences) < 2 or fences[0] != 0:
        return None
    end = fences[1]
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2


def read_fields(file: str, source: str, first_line: int = _BELOW_THE_FENCE) -> Fields:
    """Read the YAML of a front matter, or of a file of its own, which starts at its line 1. Never raises:
    what is wrong is in the answer's faults."""
    fields = Fields(file, first_line)
    try:
        if broken := _broken_shape(source, first_line):
            fields.faults.append(_not_plain(file, *broken))
            return fields
        root = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + first_line if error.problem_mark else 1
        fields.faults.append(_not_plain(file, line, error.problem or "it cannot be read"))
        return fields
    except yaml.YAMLError:
        fields.faults.append(_not_plain(file, 1, "it holds a character that YAML does not allow"))
        return fields
    fields.values = _plain(root, (), fields) if root else {}
    return fields


def _not_plain(file: str, line: int, problem: str) -> Fault:
    rule = f"this is not plain YAML: {problem}"
    return Fault(file=file, line=line, rule=rule, remedy="write `name: value`, one a line")


def _broken_shape(source: str, first_line: int) -> tuple[int, str] | None:
    """Line and name of what could make a small file large (an alias) or exhaust the stack (depth)."""
    depth = 0
    for event in yaml.parse(source, Loader=yaml.SafeLoader):
        line = (event.start_mark.line if event.start_mark else 0) + first_line
        if isinstance(event, yaml.AliasEvent):
            return line, "aliases are not allowed"
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_DEPTH:
            return line, "it is nested too deeply"
    return None


def _plain(node: yaml.Node, path: Path, fields: Fields) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, fields)
    if isinstance(node, yaml.SequenceNode):
        items = []
        for position, child in enumerate(node.value):
            fields.lines[*path, position] = child.start_mark.line + fields.first_line
            items.append(_plain(child, (*path, position), fields))
        return items
    return node.value


def _mapping(node: yaml.MappingNode, path: Path, fields: Fields) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, child in node.value:
        line = key.start_mark.line + fields.first_line
        if not isinstance(key, yaml.ScalarNode):
            fault = Fault(
                file=fields.file, line=line, rule="a field's name is not text", remedy="write a plain name"
            )
            fields.faults.append(fault)
        elif key.value in values:
            rule = f"{key.value} is written twice"
            fields.faults.append(Fault(file=fields.file, line=line, rule=rule, remedy="keep one of them"))
        else:
            fields.lines[*path, key.value] = line
            values[key.value] = _plain(child, (*path, key.value), fields)
    return values
