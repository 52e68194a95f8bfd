"""Every way in which a publication may change, decided from how it stands and from a clock that is handed in.

A move that would change nothing answers None: repeating a command is no error.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from campaign.kernel.errors import ConflictError, PermanentError
from campaign.publications.about import AboutToolkit
from campaign.publications.content import Content
from campaign.publications.faults import Fault
from campaign.publications.fields import Both
from campaign.publications.kind import Kind, Language
from campaign.publications.person import Person
from campaign.publications.publication import (
    Approval,
    Before,
    Change,
    Edition,
    Finding,
    Override,
    Publication,
    Recall,
    Revision,
    Verification,
)
from campaign.publications.showing import as_of

_CLOCKS_DIFFER = timedelta(days=1)  # somebody east of UTC is a day ahead
_VERIFICATIONS_KEPT = 20
_EDITIONS_KEPT = 30


def propose(
    present: Publication | None,
    kind: Kind,
    publication_id: str,
    content: Content,
    now: datetime,
    findings: Collection[Finding] = (),
) -> tuple[Publication, Revision] | Fault | None:
    """The next revision, to be approved; None when the newest says the same already.

    A version names one content for ever: what is above none that was public is refused with a fault.
    """
    content_hash = content.content_hash
    if present is not None and present.latest_hash == content_hash:
        return None
    if fault := _version_fault(present, content):
        return fault
    number = present.latest + 1 if present else 1
    revision = Revision(
        kind=kind,
        id=publication_id,
        revision=number,
        content=content,
        content_hash=content_hash,
        author=content.about.author,
        proposed_at=now,
        findings=tuple(findings),
    )
    fields = {"latest": number, "latest_hash": content_hash}
    if present is not None:
        return _next(present, now, Change.PROPOSED, **fields), revision
    first = Publication(
        kind=kind, id=publication_id, version=1, changed_at=now, change=Change.PROPOSED, **fields
    )
    return first, revision


def retime(
    present: Publication,
    revision: Revision,
    opens_at: datetime | None,
    closes_at: datetime | None,
    by: Person,
    now: datetime,
) -> tuple[Publication, Revision] | None:
    """The words of a revision with other times, as the next one: when something is public is part of what is
    approved, so that one is approved anew. None when the newest says so already.

    Raises ValidationError for times that its kind cannot have, ConflictError for what was recalled or
    withdrawn and for a version that was published.
    """
    number = revision.revision
    if present.withdrawn:
        raise ConflictError(present.subject, "it was withdrawn", "upload it again")
    if present.is_recalled(number):
        raise ConflictError(present.subject, f"revision {number} was recalled", "propose another")
    content = revision.content.at_times(opens_at, closes_at)
    proposed = propose(present, present.kind, present.id, content, now, revision.findings)
    if isinstance(proposed, Fault):
        raise ConflictError(
            present.subject, proposed.rule, f"{proposed.remedy} and upload it, or withdraw it"
        )
    if proposed is None:
        return None
    following, retimed = proposed
    return following, retimed.model_copy(update={"retimed_by": by.id})


def approve(
    present: Publication, revision: Revision, language: Language, by: Person, now: datetime
) -> Publication | None:
    """A reviewer's word for one language of one revision. With the last language that it requires, a revision
    newer than the live one goes live.

    Raises ConflictError for the author and for whoever chose its times, for a recalled revision, for one that
    a rule of safe messaging stops, and for a version that is not above the published one.
    """
    number, content = revision.revision, revision.content
    if language not in content.required_languages:
        raise ConflictError(
            present.subject,
            f"revision {number} is a safety correction in the other language",
            "approve that one",
        )
    if by.is_called(revision.author):
        raise ConflictError(present.subject, "its author cannot approve it", "ask another reviewer")
    if revision.retimed_by == by.id:
        raise ConflictError(present.subject, "you chose its times", "ask another reviewer")
    if present.is_recalled(number):
        raise ConflictError(present.subject, f"revision {number} was recalled", "propose another")
    if present.latest_hash is None:
        raise ConflictError(present.subject, "it was withdrawn", "upload it again")
    if stopping := revision.errors - present.overridden(number):
        raise ConflictError(
            present.subject,
            f"revision {number} breaks the rules {', '.join(sorted(stopping))}",
            "mend the text, or have a publisher override them and say why",
        )
    if language in present.approved_in(number):
        return None
    approval = Approval(revision=number, language=language, by=by.id, at=now)
    fields: dict[str, Any] = {"approvals": (*present.approvals, approval)}
    in_all = {language, *present.approved_in(number)} >= set(content.required_languages)
    if in_all and number > (present.live or 0):
        if fault := _version_fault(present, content):
            raise ConflictError(present.subject, fault.rule, fault.remedy)
        fields |= _live(present, revision, now) | _told(present, revision, now)
    return _next(present, now, Change.CHANGED, **fields)


def roll_back(present: Publication, revision: Revision, now: datetime) -> Publication | None:
    """Show another approved revision, an older one or a newer. Raises ConflictError unless it is approved in
    every language that it requires, and not recalled."""
    number = revision.revision
    missing = set(revision.content.required_languages) - present.approved_in(number)
    if missing:
        raise ConflictError(
            present.subject,
            f"revision {number} is not approved in {', '.join(sorted(missing))}",
            "have it approved, or choose another",
        )
    if present.is_recalled(number):
        raise ConflictError(present.subject, f"revision {number} was recalled", "choose another")
    if present.live == number:
        return None
    return _next(present, now, Change.CHANGED, **_live(present, revision, now))


def recall(present: Publication, revision: int, why: Both, by: Person, now: datetime) -> Publication | None:
    """Take a revision back for good: it is never shown again, and whoever was told of it hears why. What was
    live before it does not come back by itself. Raises ConflictError for one that never was live."""
    if revision not in present.went_live:
        raise ConflictError(
            present.subject, f"revision {revision} was never live", "withdraw it, or publish a better one"
        )
    if present.is_recalled(revision):
        return None
    recalled = Recall(revision=revision, by=by.id, why=why, at=now)
    fields: dict[str, Any] = {"recalls": (*present.recalls, recalled)}
    seen = as_of(present, now)
    if revision == present.live != seen.live:  # nobody saw it yet: what is seen stays
        fields |= {"live": seen.live, "live_since": seen.live_since, "live_content": seen.live_content}
        fields["before"] = None
    return _next(present, now, Change.RECALLED, **fields)


def withdraw(present: Publication, now: datetime) -> Publication | None:
    """Take it away. Of what the public could not see yet nothing is kept but its name and its counters, so
    that no revision is ever used twice; see `is_erased`."""
    if present.withdrawn:
        return None
    if present.public_since is not None and present.public_since <= now:
        fields: dict[str, Any] = {"live": None, "live_since": None, "live_content": None, "before": None}
        return _next(present, now, Change.CHANGED, withdrawn=True, **fields)
    return Publication(
        kind=present.kind,
        id=present.id,
        version=present.version + 1,
        latest=present.latest,
        changed_at=now,
        change=Change.CHANGED,
        withdrawn=True,
    )


def is_erased(publication: Publication) -> bool:
    """Whether it was withdrawn before anybody could see it: then its snapshots go too."""
    return publication.latest_hash is None


def override(
    present: Publication, revision: Revision, rule: str, why: str, by: Person, now: datetime
) -> Publication | None:
    """Let a revision go out in spite of a rule of safe messaging. Raises ConflictError for a rule that does
    not stop it."""
    number = revision.revision
    if rule not in revision.errors:
        raise ConflictError(
            present.subject, f"no rule of that name stops revision {number}", "read its findings"
        )
    if rule in present.overridden(number):
        return None
    recorded = Override(revision=number, rule=rule, by=by.id, why=why, at=now)
    return _next(present, now, Change.CHANGED, overrides=(*present.overrides, recorded))


def verify(present: Publication, on: date, by: Person, now: datetime) -> Publication | None:
    """A person has made sure of what the live revision says of an organisation, on that day.

    Raises PermanentError for a day to come, ConflictError for what is no organisation or not live.
    """
    if present.kind is not Kind.ORGANISATION:
        raise ConflictError(present.subject, "it is no organisation", "verify organisations alone")
    if present.live is None:
        raise ConflictError(
            present.subject, "no revision is live", "approve it first: facts are verified as they are shown"
        )
    if on > (now + _CLOCKS_DIFFER).date():
        raise PermanentError(present.subject, "verified_on is a day to come", "give the day it was done")
    said = Verification(revision=present.live, on=on, by=by.id, at=now)
    if any((each.revision, each.on) == (said.revision, said.on) for each in present.verifications):
        return None
    kept = (*present.verifications, said)[-_VERIFICATIONS_KEPT:]
    return _next(present, now, Change.CHANGED, verifications=kept)


def _live(present: Publication, revision: Revision, now: datetime) -> dict[str, Any]:
    content = revision.content
    opens_at = max(now, content.about.opens_at or now)
    known_since = present.public_since
    return {
        "live": revision.revision,
        "live_since": now,
        "live_content": content,
        "before": _before(present, opens_at, now),
        "went_live": tuple(sorted({*present.went_live, revision.revision})),
        "public_since": min(opens_at, known_since) if known_since else opens_at,
        "editions": _editions(present, revision, opens_at),
        "published_version": max(
            (version for version in (present.published_version, content.version) if version),
            key=in_order,
            default=None,
        ),
        "withdrawn": False,
    }


def _before(present: Publication, opens_at: datetime, now: datetime) -> Before | None:
    """What the public sees already, and goes on seeing until `opens_at`; what waits itself is not kept, or it
    would open at a time that no longer holds. Nothing of a launch or an activation: their time is what they
    are, and one that is put off is not to be seen before.
    """
    if opens_at <= now or present.kind in (Kind.LAUNCH, Kind.ACTIVATION):
        return None
    seen = as_of(present, now)
    content = seen.live_content
    if seen.live is None or content is None or seen.live_since is None:
        return None
    if content.about.opens_at is not None and content.about.opens_at > now:
        return None
    return Before(revision=seen.live, since=seen.live_since, content=content)


def _editions(present: Publication, revision: Revision, opens_at: datetime) -> tuple[Edition, ...]:
    about, known = revision.content.about, present.editions
    if not isinstance(about, AboutToolkit) or any(each.revision == revision.revision for each in known):
        return known
    edition = Edition(
        revision=revision.revision, version=about.version, change_note=about.change_note, at=opens_at
    )
    return (*known, edition)[-_EDITIONS_KEPT:]


def _told(present: Publication, revision: Revision, now: datetime) -> dict[str, Any]:
    """A patch version mends what nobody needs to hear of."""
    version, published = revision.content.version, present.published_version
    if version is None or (published is not None and in_order(version)[:2] <= in_order(published)[:2]):
        return {}
    return {"told": revision.revision, "told_at": now}


def _version_fault(present: Publication | None, content: Content) -> Fault | None:
    version, published = content.version, present.published_version if present else None
    if version is None or published is None or in_order(version) > in_order(published):
        return None
    rule = f"version {version} is not above {published}, which was published"
    return Fault(file="about.yaml", rule=rule, remedy="raise the version")


def in_order(version: str) -> tuple[int, ...]:
    """Versions as they follow each other."""
    return tuple(int(part) for part in version.split("."))


def _next(present: Publication, now: datetime, change: Change, **fields: Any) -> Publication:
    common = {"version": present.version + 1, "changed_at": now, "change": change}
    return present.model_copy(update={**fields, **common})
