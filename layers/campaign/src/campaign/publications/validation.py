"""From the bytes of a publication's bundle to what it says, or to every fault in it at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from campaign.publications import front_matter, markdown
from campaign.publications.about import ABOUT, About, AboutTutorial
from campaign.publications.attachments import read_attachment
from campaign.publications.bundle import MAX_PUBLICATION_BYTES, unpack
from campaign.publications.content import Attachment, Content, Head, Prose
from campaign.publications.faults import BUNDLE, Fault
from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign.publications.lint import Passage
from campaign.publications.parity import differences
from campaign.publications.passages import passages_of_facts, passages_of_half
from campaign.publications.texts import check_characters, field_faults, text_of

ABOUT_FILE = "about.yaml"
HALVES: dict[str, Language] = {f"{language}.md": language for language in LANGUAGES}
_REMEDIES = {name: each.description for name, each in Head.model_fields.items()}
_FENCES = "start with a line ---, then the fields, then a second line ---"


@dataclass(frozen=True)
class Bundle:
    """A valid one; `files` are its attachments' bytes by the paths that they have from now on, `passages` all
    that readers are told."""

    content: Content
    files: Mapping[str, bytes] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Facts:
    about: About
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Half:
    """`body_line`: the line of its file on which the body starts."""

    prose: Prose
    body_line: int
    passages: tuple[Passage, ...]


def read_bundle(kind: Kind, packed: bytes) -> Bundle | tuple[Fault, ...]:
    """The bundle, or every fault, sorted by file and line."""
    halves = tuple(HALVES) if kind.has_prose else ()
    files, faults = unpack(
        packed,
        [ABOUT_FILE],
        optional=halves,
        attachments=kind.has_prose,
        at_most=MAX_PUBLICATION_BYTES,
    )
    facts = _read_about(kind, files[ABOUT_FILE]) if ABOUT_FILE in files else []
    about = facts.about if isinstance(facts, Facts) else None
    texts: dict[Language, Half] = {}
    if isinstance(facts, list):
        faults += facts
    broken = any(fault.file == BUNDLE for fault in faults)  # then nobody knows what is missing
    for name, language in HALVES.items() if kind.has_prose else ():
        if about and about.safety_correction not in (None, language):
            continue  # it waits for its own revision
        if name not in files:
            if not broken and not any(fault.file == name for fault in faults):
                faults.append(_missing(name))
            continue
        half = _read_half(name, language, files[name])
        if isinstance(half, list):
            faults += half
        else:
            texts[language] = half
    faults += _faults_of_prose(kind, texts)
    attached = {path: content for path, content in files.items() if path.startswith("files/")}
    attachments: dict[str, Attachment] = {}
    for path, content in attached.items():
        found = read_attachment(path, content)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            attachments[path] = found
    faults += _faults_of_references(about, texts, attached)
    if faults or not isinstance(facts, Facts):
        return tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
    return Bundle(
        content=Content.model_validate(
            {
                "about": facts.about,
                "texts": {language: half.prose for language, half in texts.items()},
                "attachments": tuple(attachments.values()),
            }
        ),
        files={attachment.path: attached[path] for path, attachment in attachments.items()},
        passages=(*facts.passages, *(passage for half in texts.values() for passage in half.passages)),
    )


def _missing(name: str) -> Fault:
    remedy = f"add {name}: {' and '.join((ABOUT_FILE, *HALVES))} are published together"
    return Fault(file=name, rule=f"{name} is missing from the bundle", remedy=remedy)


def _read_about(kind: Kind, raw: bytes) -> Facts | list[Fault]:
    text = text_of(ABOUT_FILE, raw)
    if isinstance(text, Fault):
        return [text]
    fields = front_matter.read_fields(ABOUT_FILE, text, first_line=1)
    faults = check_characters(ABOUT_FILE, text) + fields.faults
    about: About | None = None
    if fields.values is not None:
        model = ABOUT[kind]
        try:
            about = model.model_validate(fields.values)
        except ValidationError as error:
            remedies = {name: each.description for name, each in model.model_fields.items() if name != "kind"}
            faults += field_faults(fields, error, remedies)
    return faults if faults or about is None else Facts(about, tuple(passages_of_facts(fields)))


def _read_half(file: str, language: Language, raw: bytes) -> Half | list[Fault]:
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
    head: Head | None = None
    if fields.values is not None:
        try:
            head = Head.model_validate(fields.values)
        except ValidationError as error:
            faults += field_faults(fields, error, _REMEDIES)
    if faults or head is None:
        return faults
    passages = passages_of_half(file, language, fields, body, body_line)
    return Half(Prose(title=head.title, summary=head.summary, body=body), body_line, tuple(passages))


def _faults_of_prose(kind: Kind, texts: Mapping[Language, Half]) -> Iterator[Fault]:
    outlines = {language: markdown.outline(half.prose.body) for language, half in texts.items()}
    for language, outline in outlines.items():
        if kind.needs_help and not outline.helps:
            rule = f"a {kind} has no help block"
            remedy = f"write {markdown.HELP} alone in a paragraph, where help is to be offered"
            yield Fault(file=f"{language}.md", line=texts[language].body_line, rule=rule, remedy=remedy)
    if len(outlines) == len(LANGUAGES):
        yield from differences(outlines["en"], outlines["ar"], texts["en"].body_line, texts["ar"].body_line)


def _faults_of_references(
    about: About | None, texts: Mapping[Language, Half], attached: Mapping[str, bytes]
) -> Iterator[Fault]:
    """Whatever names an attachment must name one that is there."""
    for language, half in texts.items():
        for link, line in markdown.outline(half.prose.body).links:
            if markdown.ATTACHMENT_LINK.fullmatch(link) and link not in attached:
                yield _not_there(f"{language}.md", half.body_line + line, link)
    if isinstance(about, AboutTutorial):
        for step in about.steps:
            if step.image and f"files/{step.image}" not in attached:
                yield _not_there(ABOUT_FILE, 1, f"files/{step.image}")


def _not_there(file: str, line: int, path: str) -> Fault:
    return Fault(
        file=file, line=line, rule=f"{path} is not in the bundle", remedy="add the file, or mend its name"
    )
