"""Forms as a browser without scripts reads and posts them, by the standard library's parser."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode


@dataclass
class BrowserForm:
    """`given`: what would be posted as the page comes, in its order · `required`: fields without which a
    browser posts nothing · `offered`: every value of a choice, by its name."""

    action: str
    method: str
    given: list[tuple[str, str]] = field(default_factory=list)
    required: set[str] = field(default_factory=set)
    offered: dict[str, list[str]] = field(default_factory=dict)
    unlabelled: list[str] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self.given} | self.offered.keys()

    def filled(self, **typed: str | Sequence[str]) -> str:
        """The body that is posted once these fields were typed or chosen; a field that the form has not is a
        mistake of the test."""
        assert typed.keys() <= self.names, f"the form has no {typed.keys() - self.names}"
        kept = [(name, value) for name, value in self.given if name not in typed]
        for name, values in typed.items():
            kept += [(name, value) for value in ([values] if isinstance(values, str) else values)]
        assert self.required <= {name for name, value in kept if value}, "a browser would not post this"
        return urlencode(kept)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[BrowserForm] = []
        self._open: BrowserForm | None = None
        self._select: str | None = None
        self._first_option: str | None = None
        self._in_label = False
        self._labels: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if tag == "form":
            self._open = BrowserForm(found.get("action") or "", found.get("method") or "get")
            self.forms.append(self._open)
        if self._open is None:
            return
        if tag == "label":
            self._in_label = True
            self._labels.add(found.get("for") or "")
        if tag in {"input", "select"}:
            self._field(self._open, tag, found)
        if tag == "option" and self._select is not None:
            value = found.get("value") or ""
            self._open.offered[self._select].append(value)
            self._first_option = self._first_option if self._first_option is not None else value
            if "selected" in found:
                self._first_option = None
                self._open.given.append((self._select, value))

    def _field(self, form: BrowserForm, tag: str, found: dict[str, str | None]) -> None:
        name, kind = found.get("name") or "", found.get("type") or "text"
        if kind != "hidden" and not self._in_label and found.get("id") not in self._labels:
            form.unlabelled.append(name)
        if "required" in found:
            form.required.add(name)
        if tag == "select":
            self._select = name
            form.offered[name] = []
        elif kind in {"checkbox", "radio"}:
            form.offered.setdefault(name, []).append(found.get("value") or "on")
            if "checked" in found:
                form.given.append((name, found.get("value") or "on"))
        else:
            form.given.append((name, found.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._open is not None and self._select is not None:
            if not any(name == self._select for name, _ in self._open.given) and self._first_option:
                self._open.given.append((self._select, self._first_option))
            self._select = self._first_option = None
        if tag == "label":
            self._in_label = False
        if tag == "form":
            self._open = None


def forms_in(page: str) -> list[BrowserForm]:
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def form_in(page: str) -> BrowserForm:
    """The only one."""
    (form,) = forms_in(page)
    return form
