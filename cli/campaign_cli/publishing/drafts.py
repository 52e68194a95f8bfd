"""What lies in a folder to be published, checked with the code that publishes it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from campaign.announcements.wording_check import FILES as WORDING_FILES
from campaign.announcements.wording_check import CheckedWording, read_wording
from campaign.announcements.wording_publish import WORDING_KEY
from campaign.kernel.errors import PermanentError
from campaign.policies.publish import POLICY_KEY
from campaign.policies.validation import POLICY_FILE, read_policy
from campaign.publications.content import Content
from campaign.publications.faults import Fault
from campaign.publications.kind import Kind
from campaign.publications.lint import lint
from campaign.publications.markdown import PUBLICATION_LINK, outline
from campaign.publications.publication import Finding
from campaign.publications.publish import bundle_key
from campaign.publications.validation import ABOUT_FILE, Bundle, read_bundle
from campaign_cli.errors import CommandError
from campaign_cli.publishing.packing import pack

POLICY, WORDING = "policy", "announcements"


@dataclass(frozen=True)
class Draft:
    """A publication in a folder, whose name is its id. `findings` are those of safe messaging."""

    kind: Kind
    id: str
    bundle: bytes
    content: Content
    findings: tuple[Finding, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def key(self) -> str:
        return bundle_key(self.kind, self.id)


@dataclass(frozen=True)
class Settings:
    """The policy, or the words of announcements: what there is one of. `says` is a word on what is in it,
    `findings` are warnings of safe messaging."""

    name: str
    key: str
    bundle: bytes
    says: str
    findings: tuple[Finding, ...] = ()


@dataclass
class Found:
    """`faults` by the name of the folder that has them."""

    drafts: list[Draft] = field(default_factory=list)
    settings: list[Settings] = field(default_factory=list)
    faults: dict[str, tuple[Fault, ...]] = field(default_factory=dict)


def find(folder: Path) -> Found:
    """In one publication's folder, in that of a kind, in the policy's or the announcements', or in a tree of
    all of these. Raises CommandError where there is nothing of the kind."""
    found = Found()
    if (folder / POLICY_FILE).is_file():
        _read_policy(folder, found)
    elif any((folder / name).is_file() for name in WORDING_FILES):
        _read_wording(folder, found)
    elif kind := Kind.of_folder(folder.name):
        _read_kind(kind, folder, found)
    elif (folder / ABOUT_FILE).is_file() or Kind.of_folder(folder.parent.name):
        if (kind := Kind.of_folder(folder.parent.name)) is None:
            places = ", ".join(f"{each.folder}/" for each in Kind)
            raise CommandError(f"{folder.name} lies in no kind's folder; put it into one of {places}")
        _read(kind, folder, found)
    else:
        for kind in Kind:
            if (folder / kind.folder).is_dir():
                _read_kind(kind, folder / kind.folder, found)
        if (folder / POLICY).is_dir():
            _read_policy(folder / POLICY, found)
        if (folder / WORDING).is_dir():
            _read_wording(folder / WORDING, found)
    if not (found.drafts or found.settings or found.faults):
        raise CommandError(f"{folder}: there is nothing to publish")
    return found


def links_of(draft: Draft) -> Iterator[tuple[str, str]]:
    """The publications that it links to, as `guide:low-mood`, each with the file that links there."""
    for language, prose in draft.content.texts.items():
        for link, _ in outline(prose.body).links:
            if PUBLICATION_LINK.fullmatch(link):
                yield f"{language}.md", link


def leading_nowhere(drafts: Collection[Draft], known: Collection[str]) -> dict[str, tuple[Fault, ...]]:
    """By the name of a draft, its links to publications that are neither among the drafts nor `known`."""
    there = {*known, *(draft.name for draft in drafts)}
    faults: dict[str, tuple[Fault, ...]] = {}
    for draft in drafts:
        for file, link in links_of(draft):
            if link not in there:
                remedy = "publish that as well, or mend the link"
                fault = Fault(file=file, rule=f"the link {link} leads nowhere", remedy=remedy)
                faults[draft.name] = (*faults.get(draft.name, ()), fault)
    return faults


def _read_kind(kind: Kind, folder: Path, found: Found) -> None:
    for each in sorted(folder.iterdir()):
        if each.is_dir() and not each.name.startswith("."):
            _read(kind, each, found)


def _read(kind: Kind, folder: Path, found: Found) -> None:
    name = f"{kind.folder}/{folder.name}"
    try:
        bundle_key(kind, folder.name)
    except PermanentError:
        rule = "the folder's name is no id"
        fault = Fault(file=ABOUT_FILE, rule=rule, remedy="use at most 40 of a-z, 0-9 and -")
        found.faults[name] = (fault,)
        return
    packed = pack(folder)
    answer = read_bundle(kind, packed)
    if isinstance(answer, Bundle):
        found.drafts.append(Draft(kind, folder.name, packed, answer.content, lint(answer.passages)))
    else:
        found.faults[name] = answer


def _read_policy(folder: Path, found: Found) -> None:
    packed = pack(folder, [POLICY_FILE])
    policy = read_policy(packed)
    if isinstance(policy, tuple):
        found.faults[folder.name] = policy
    else:
        says = f"{len(policy.rules)} rules; in force within a minute, for videos that come in from then on"
        found.settings.append(Settings("policy", POLICY_KEY, packed, says))


def _read_wording(folder: Path, found: Found) -> None:
    packed = pack(folder, WORDING_FILES)
    checked = read_wording(packed)
    if isinstance(checked, CheckedWording):
        says = f"words of {len(checked.wording.en.announcements)} announcements; they hold in a minute"
        found.settings.append(Settings("announcements", WORDING_KEY, packed, says, checked.warnings))
    else:
        found.faults[folder.name] = checked
