"""What of a publication is public at a moment: computed by the clock whenever it is asked, so that opening
and closing need no write that could come late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from campaign.publications.about import AboutAdvocate, AboutInsight, AboutOrganisation, AboutTutorial
from campaign.publications.content import Content
from campaign.publications.publication import Publication

REVIEW_AHEAD = timedelta(days=14)
"""How long before its last day a task is opened."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`verification`: how long a person's verification of an organisation holds."""

    verification: timedelta = timedelta(days=180)


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that becomes different by itself at a moment (UTC): `opens`, `closes`, or what it says is
    `stale` from then on."""

    what: str
    at: datetime


def shown(publication: Publication, now: datetime, limits: Limits = USUAL) -> bool:
    """Whether the public sees its live revision at `now`."""
    present = as_of(publication, now)
    content = present.live_content
    return content is not None and is_public(present, content, now, limits)


def as_of(publication: Publication, now: datetime) -> Publication:
    """As the public stands with it: while its live revision waits for its time, the one before stays."""
    before, content = publication.before, publication.live_content
    if before is None or content is None or content.about.opens_at is None or now >= content.about.opens_at:
        return publication
    live = {"live": before.revision, "live_since": before.since, "live_content": before.content}
    return publication.model_copy(update={**live, "before": None})


def is_public(publication: Publication, content: Content, now: datetime, limits: Limits) -> bool:
    """Whether `content`, that of the live revision, is public at `now`."""
    live, about = publication.live, content.about
    if live is None or publication.withdrawn or publication.is_recalled(live):
        return False
    if not publication.approved_in(live) >= set(content.required_languages):
        return False
    if (about.opens_at and now < about.opens_at) or (about.closes_at and now >= about.closes_at):
        return False
    if not _made_sure_of(publication, content):
        return False
    stale_at = goes_stale_at(publication, limits)
    return stale_at is None or now < stale_at


def verified_on(publication: Publication) -> date | None:
    """The last day on which a person made sure of the live revision's facts, in its about.yaml or later."""
    days = [each.on for each in publication.verifications if each.revision == publication.live]
    if publication.live_content and isinstance(publication.live_content.about, AboutOrganisation):
        days += [day for day in (publication.live_content.about.verified_on,) if day]
    return max(days, default=None)


def goes_stale_at(publication: Publication, limits: Limits) -> datetime | None:
    """From when on the live revision is hidden, because too long nobody looked at it; None: never.

    The guide and pages have a `review_by` too, and are never hidden for it: help and privacy stay in reach,
    and a task is opened instead.
    """
    if publication.live_content is None:
        return None
    about = publication.live_content.about
    if isinstance(about, AboutOrganisation):
        day = verified_on(publication)
        return _start_of(day) + limits.verification if day else None
    if isinstance(about, AboutTutorial | AboutInsight) and about.last_day:
        return _start_of(about.last_day + timedelta(days=1))
    if isinstance(about, AboutAdvocate) and about.consent_until:
        return _start_of(about.consent_until + timedelta(days=1))
    return None


def review_due_at(publication: Publication, limits: Limits) -> datetime | None:
    """When a task is opened for somebody to look at it again."""
    if publication.live_content is None or publication.is_recalled(publication.live):
        return None
    if (stale_at := goes_stale_at(publication, limits)) is not None:
        return stale_at - REVIEW_AHEAD
    day = publication.live_content.about.last_day
    return _start_of(day + timedelta(days=1)) - REVIEW_AHEAD if day else None


def turns(publication: Publication, limits: Limits = USUAL) -> Iterator[Turn]:
    """The moments at which what is public of it changes by the clock alone."""
    content, live = publication.live_content, publication.live
    if content is None or publication.withdrawn or publication.is_recalled(live):
        return
    if (prior := as_of(publication, publication.changed_at)) is not publication:
        yield from turns(prior, limits)
    if content.about.opens_at:
        yield Turn("opens", content.about.opens_at)
    if content.about.closes_at:
        yield Turn("closes", content.about.closes_at)
    if stale_at := goes_stale_at(publication, limits):
        yield Turn("stale", stale_at)


def _made_sure_of(publication: Publication, content: Content) -> bool:
    about = content.about
    if isinstance(about, AboutOrganisation):
        return verified_on(publication) is not None
    return not isinstance(about, AboutTutorial) or about.checked_on is not None


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
