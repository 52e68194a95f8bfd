"""From the bytes of a bundle to the wording in both languages, or to every fault in it at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from campaign.announcements.classes import Milestone
from campaign.announcements.wording import AllWording, Wording, placeholders
from campaign.audience.subscriber import Language
from campaign.publications.bundle import unpack
from campaign.publications.faults import Fault
from campaign.publications.front_matter import Fields, Path, read_fields
from campaign.publications.lint import Passage, errors_in, fault_of, lint
from campaign.publications.publication import Finding
from campaign.publications.texts import check_characters, field_faults, text_of

FILES: Mapping[str, Language] = {"ar.yaml": "ar", "en.yaml": "en"}
_REMEDIES = {name: field.description for name, field in Wording.model_fields.items()}
_LEADS_TO: Mapping[Path, str] = {
    ("footer", "preferences"): "$preferences",
    ("footer", "stop"): "$unsubscribe",
}


@dataclass(frozen=True)
class CheckedWording:
    """`warnings` are what rules of safe messaging say that do not stop it."""

    wording: AllWording
    warnings: tuple[Finding, ...] = ()


def read_wording(bundle: bytes) -> CheckedWording | tuple[Fault, ...]:
    """The wording, or every fault, sorted by file and line. What a rule of safe messaging forbids is one:
    these words go out with every announcement, and nobody overrides it."""
    files, faults = unpack(bundle, FILES)
    halves: dict[Language, tuple[Wording, Fields]] = {}
    for name, raw in files.items():
        half = _read_half(name, raw)
        if isinstance(half, list):
            faults += half
        else:
            halves[FILES[name]] = half
            faults += _faults_of_texts(*half)
    if len(halves) == len(FILES):
        faults += _differences(halves["ar"], halves["en"])
    findings = lint(passage for name, half in halves.items() for passage in _passages(name, *half))
    faults += map(fault_of, errors_in(findings))
    if faults:
        return tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
    return CheckedWording(AllWording(ar=halves["ar"][0], en=halves["en"][0]), findings)


def _read_half(file: str, raw: bytes) -> tuple[Wording, Fields] | list[Fault]:
    text = text_of(file, raw)
    if isinstance(text, Fault):
        return [text]
    fields = read_fields(file, text, first_line=1)
    faults = check_characters(file, text) + fields.faults + _missing(fields)
    if fields.values is not None:
        try:
            wording = Wording.model_validate(fields.values)
        except ValidationError as error:
            faults += field_faults(fields, error, _REMEDIES)
    return faults or (wording, fields)


def _missing(fields: Fields) -> list[Fault]:
    """Told apart from what is written wrongly, so that a misspelt name does not hide another."""
    given = fields.values.get("announcements") if isinstance(fields.values, dict) else None
    if not isinstance(given, dict):  # the model will say so
        return []
    return [
        _fault(fields, ("announcements", str(milestone)), "it has no words", "add its subject and lines")
        for milestone in Milestone
        if milestone not in given
    ]


def _passages(language: Language, wording: Wording, fields: Fields) -> Iterator[Passage]:
    for path, text, _ in wording.texts():
        yield Passage(fields.file, fields.line_of(path), language, text)


def _faults_of_texts(wording: Wording, fields: Fields) -> Iterator[Fault]:
    for path, text, known in wording.texts():
        if "{{" in text or "}}" in text:
            yield _fault(fields, path, "two braces mark a reader's place in a mail", "write one, or none")
        try:
            unknown = sorted(placeholders(text) - known)
        except ValueError:
            yield _fault(fields, path, "it holds a $ that names nothing", "write $$ for the sign itself")
            continue
        if unknown:
            names = ", ".join(f"${name}" for name in unknown)
            there_are = ", ".join(f"${name}" for name in sorted(known)) or "no placeholder"
            yield _fault(fields, path, f"nothing is known of {names} here", f"use only {there_are}")
        if (place := _LEADS_TO.get(path)) and not text.endswith(place):
            yield _fault(fields, path, f"it does not end with {place}", f"end the line with: {place}")
    if "https://" not in wording.footer.support:
        where = ("footer", "support")
        yield _fault(
            fields, where, "it leads to no help", "name a directory of helplines by its https:// address"
        )


def _differences(arabic: tuple[Wording, Fields], english: tuple[Wording, Fields]) -> Iterator[Fault]:
    """Both languages must tell the same: what one says of a session, the other says as well."""
    told = [_told(wording) for wording, _ in (arabic, english)]
    for path, there in told[1].items():
        here = told[0].get(path, frozenset())
        if missing := sorted(there ^ here):
            rule = f"ar.yaml and en.yaml differ in {', '.join(f'${name}' for name in missing)}"
            yield _fault(arabic[1], path, rule, "tell the same in both languages")
    for milestone, words in english[0].announcements.items():
        if (words.action is None) is not (arabic[0].announcements[milestone].action is None):
            path = ("announcements", str(milestone))
            rule = "one language has an action, the other none"
            yield _fault(arabic[1], path, rule, "give it in both or in neither")


def _told(wording: Wording) -> dict[Path, frozenset[str]]:
    """The placeholders of each announcement and of each other part."""
    told: dict[Path, frozenset[str]] = {}
    for path, text, _ in wording.texts():
        try:
            told[path[:2]] = told.get(path[:2], frozenset()) | placeholders(text)
        except ValueError:  # told of already, with its own line
            continue
    return told


def _fault(fields: Fields, path: Path, rule: str, remedy: str) -> Fault:
    name = ".".join(str(part) for part in path)
    return Fault(file=fields.file, line=fields.line_of(path), rule=f"{name}: {rule}", remedy=remedy)
