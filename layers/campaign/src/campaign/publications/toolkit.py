"""A toolkit as announcements see it: the face of a publication whose live revision
is shown."""

from dataclasses import dataclass
from typing import NewType

from pydantic import AwareDatetime, BaseModel, ConfigDict

from campaign.publications.about import AboutToolkit
from campaign.publications.content import Content
from campaign.publications.fields import Both
from campaign.publications.kind import LANGUAGES, Language
from campaign.publications.moves import in_order
from campaign.publications.publication import Edition, Publication, Revision

ToolkitId = NewType("ToolkitId", str)


class Expert(BaseModel):
    """Named in the language of the half."""

    model_config = ConfigDict(frozen=True)

    name: str
    role: str


class ToolkitText(BaseModel):
    """All that is said in one language."""

    model_config = ConfigDict(frozen=True)

    title: str
    summary: str
    version: str
    experts: tuple[Expert, ...]
    change_note: str
    body: str


class ToolkitContent(BaseModel):
    """What its live revision says."""

    model_config = ConfigDict(frozen=True)

    version: str
    texts: dict[Language, ToolkitText]


class Toolkit(BaseModel):
    """Its live revision, live since `published_at` (UTC). `told` is the revision that its followers are told
    of, public since `told_at`; None while there is nothing to tell."""

    model_config = ConfigDict(frozen=True)

    id: ToolkitId
    revision: int
    content: ToolkitContent
    published_at: AwareDatetime
    told: int | None = None
    told_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A revision that was recalled, and what the public is told of why."""

    toolkit: Toolkit
    why: Both


def toolkit_of(publication: Publication) -> Toolkit:
    """Of one that is live. Followers hear of the newest version while that, or a patch of it, is what is
    shown, and not before it may be."""
    content, live = publication.live_content, publication.live
    if content is None or live is None:
        raise ValueError(f"{publication.subject} is not live")
    told, told_at = publication.told, publication.told_at
    if told is None or told_at is None or live < told or publication.is_recalled(told):
        told, told_at = None, None
    elif content.about.opens_at:
        told_at = max(told_at, content.about.opens_at)
    return Toolkit(
        id=ToolkitId(publication.id),
        revision=live,
        content=_said_by(content),
        published_at=publication.live_since or publication.changed_at,
        told=told,
        told_at=told_at,
    )


def toolkit_in(revision: Revision) -> Toolkit:
    """As that revision says it, whatever became of it."""
    return Toolkit(
        id=ToolkitId(revision.id),
        revision=revision.revision,
        content=_said_by(revision.content),
        published_at=revision.proposed_at,
    )


def told_with(publication: Publication, revision: int) -> Edition | None:
    """The edition with which followers heard of a revision: itself, or the version that it is a patch of.
    None when the list of editions does not go back that far."""
    editions = publication.editions
    minors = {each.revision: in_order(each.version)[:2] for each in editions}
    if revision not in minors:
        return None
    first = next(each for each in editions if minors[each.revision] == minors[revision])
    is_cut_off = first is editions[0] and first.revision != min(publication.went_live)
    return None if is_cut_off else first


def _said_by(content: Content) -> ToolkitContent:
    """A half that a safety correction left out is that of the other language."""
    if not isinstance(content.about, AboutToolkit):
        raise ValueError(f"a {content.kind} is no toolkit")
    about = content.about
    texts: dict[Language, ToolkitText] = {}
    for language in LANGUAGES:
        prose = content.texts.get(language) or next(iter(content.texts.values()))
        texts[language] = ToolkitText(
            title=prose.title,
            summary=prose.summary,
            version=about.version,
            experts=tuple(
                Expert(name=expert.name[language], role=expert.role[language]) for expert in about.experts
            ),
            change_note=about.change_note[language],
            body=prose.body,
        )
    return ToolkitContent(version=about.version, texts=texts)
