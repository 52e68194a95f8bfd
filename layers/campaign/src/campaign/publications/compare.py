"""Two contents side by side, as a unified diff: each fact is a line, and so is each line of the prose."""

from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

from campaign.publications.content import Content
from campaign.publications.kind import LANGUAGES

_CONTEXT = 2


def compare(before: Content | None, after: Content | None, names: tuple[str, str]) -> str:
    """Empty when they say the same; `names` tell which is which. None is compared as nothing at all."""
    old, new = _files(before), _files(after)
    diffs = (
        unified_diff(
            old.get(file, []),
            new.get(file, []),
            f"{names[0]}/{file}",
            f"{names[1]}/{file}",
            n=_CONTEXT,
            lineterm="",
        )
        for file in dict.fromkeys((*old, *new))
    )
    return "\n".join(line for diff in diffs for line in diff)


def _files(content: Content | None) -> dict[str, list[str]]:
    """Lines by the name of the file that says them."""
    if content is None:
        return {}
    about = content.about.model_dump(mode="json", exclude={"kind"}, exclude_none=True)
    files = {"about.yaml": list(_lines("", about))}
    for language in LANGUAGES:
        if prose := content.texts.get(language):
            head = [f"title: {prose.title}", f"summary: {prose.summary}"]
            files[f"{language}.md"] = [*head, "", *prose.body.splitlines()]
    if content.attachments:
        files["files/"] = [f"{each.name} {each.size} bytes {each.sha256}" for each in content.attachments]
    return files


def _lines(path: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _lines(f"{path}.{name}" if path else name, inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _lines(f"{path}.{number}", inner)
    else:
        yield f"{path}: {str(value).strip()}"
