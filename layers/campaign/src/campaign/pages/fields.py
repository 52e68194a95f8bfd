"""Forms and their fields, the same on the hub's static pages and on the public API's: plain HTML that needs
no script. Each field has its label, and beside it what does not fit, in words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from html import escape

NO_FAULTS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Faults:
    """`told`: what does not fit and what to do, by the field's name · `lead`: said before all of them."""

    lead: str
    told: Mapping[str, str]

    def summary(self) -> str:
        """At the head of the form, each with a link to its field; empty where all is well."""
        if not self.told:
            return ""
        links = "".join(
            f'<li><a href="#{escape(name)}">{escape(text)}</a></li>' for name, text in self.told.items()
        )
        lead = f"<p><strong>{escape(self.lead)}</strong></p>"
        return f'<div class="faults" role="alert">{lead}<ul>{links}</ul></div>\n'


def form(action: str, button: str, fields: str = "", hidden: Mapping[str, str] | None = None) -> str:
    """One button, which posts `fields` (HTML) and what is hidden. `action`: an address, or one relative to
    the page's own."""
    unseen = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in (hidden or {}).items()
    )
    inside = f"{unseen}{fields}<button>{escape(button)}</button>"
    return f'<form method="post" action="{escape(action)}">{inside}</form>\n'


def text(
    name: str,
    label: str,
    value: str,
    *,
    kind: str = "text",
    most: int,
    autocomplete: str = "off",
    note: str = "",
    faults: Mapping[str, str] = NO_FAULTS,
    required: bool = True,
) -> str:
    """One line, in Latin letters: an address or a link. `most`: characters."""
    hint = f'<span class="note" id="{name}-note">{escape(note)}</span>' if note else ""
    return (
        f'<p><label for="{name}">{escape(label)}</label>{hint}'
        f'<input id="{name}" name="{name}" type="{kind}" dir="ltr" autocomplete="{autocomplete}" '
        f'autocapitalize="none" spellcheck="false"{" required" if required else ""} maxlength="{most}" '
        f'value="{escape(value)}"'
        f"{_told(name, faults, note=bool(note))}></p>\n{_fault(name, faults)}"
    )


def area(
    name: str,
    label: str,
    value: str,
    *,
    most: int,
    note: str = "",
    faults: Mapping[str, str] = NO_FAULTS,
) -> str:
    """Many lines that must be filled in, in whatever script. `most`: characters."""
    hint = f'<span class="note" id="{name}-note">{escape(note)}</span>' if note else ""
    return (
        f'<p><label for="{name}">{escape(label)}</label>{hint}'
        f'<textarea id="{name}" name="{name}" dir="auto" rows="10" autocomplete="off" required '
        f'maxlength="{most}"{_told(name, faults, note=bool(note))}>\n{escape(value)}</textarea></p>\n'
        f"{_fault(name, faults)}"
    )


def choices(
    kind: str,
    name: str,
    legend: str,
    options: Iterable[tuple[str, str]],
    chosen: Collection[str],
    *,
    before: str = "",
    required: bool = False,
    faults: Mapping[str, str] = NO_FAULTS,
) -> str:
    """`kind`: `radio` or `checkbox` · `before`: HTML between the legend and the choices."""
    must = " required" if required else ""
    boxes = "".join(
        f'<label class="pick"><input type="{kind}" name="{name}" value="{escape(value)}"'
        f"{' checked' if value in chosen else ''}{must}> <span>{escape(said)}</span></label>"
        for value, said in options
    )
    return group(name, legend, boxes, before=before, faults=faults)


def group(
    name: str, legend: str, inside: str, *, before: str = "", faults: Mapping[str, str] = NO_FAULTS
) -> str:
    """Fields (HTML) under one heading, `before` them what is to be read first."""
    return (
        f'<fieldset id="{name}"{_described(name, faults)}><legend>{escape(legend)}</legend>'
        f"{before}{_fault(name, faults)}{inside}</fieldset>\n"
    )


def select(name: str, label: str, options: Mapping[str, str], chosen: str) -> str:
    """What is chosen stands there too when it is none of the options."""
    shown = options if chosen in options else {**options, chosen: chosen}
    inside = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(said)}</option>'
        for value, said in shown.items()
    )
    return (
        f'<p><label for="{name}">{escape(label)}</label>'
        f'<select id="{name}" name="{name}">{inside}</select></p>\n'
    )


def moment(name: str, label: str, value: str) -> str:
    """A time of the day."""
    return (
        f'<label class="pick"><span>{escape(label)}</span> <input type="time" name="{name}" '
        f'value="{escape(value)}" required></label>'
    )


def _told(name: str, faults: Mapping[str, str], *, note: bool = False) -> str:
    return _described(name, faults, note=note) + (' aria-invalid="true"' if name in faults else "")


def _described(name: str, faults: Mapping[str, str], *, note: bool = False) -> str:
    """What a screen reader says with the field: its note, and what does not fit."""
    said = [f"{name}-note"] if note else []
    said += [f"{name}-fault"] if name in faults else []
    return f' aria-describedby="{" ".join(said)}"' if said else ""


def _fault(name: str, faults: Mapping[str, str]) -> str:
    if name not in faults:
        return ""
    return f'<p class="fault" id="{name}-fault">{escape(faults[name])}</p>\n'
