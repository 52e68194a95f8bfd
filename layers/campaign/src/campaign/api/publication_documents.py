"""What the staff API answers about publications."""

from datetime import datetime
from typing import Any

from campaign.publications.publication import Publication, Revision
from campaign.publications.showing import Limits, goes_stale_at, review_due_at, shown, verified_on


def summary_of(publication: Publication, now: datetime, limits: Limits) -> dict[str, Any]:
    """How it stands, without what it says. `shown` is whether the public sees it now, `opens_at` and
    `closes_at` are the live revision's, `stale_at` is from when on it is hidden because too long nobody
    looked at it, `review_due_at` when a task is opened for that."""
    stale_at, due_at = goes_stale_at(publication, limits), review_due_at(publication, limits)
    verified = verified_on(publication)
    about = publication.live_content and publication.live_content.about
    opens_at, closes_at = (about.opens_at, about.closes_at) if about else (None, None)
    return {
        "kind": publication.kind,
        "id": publication.id,
        "version": publication.version,
        "latest": publication.latest,
        "latest_hash": publication.latest_hash,
        "live": publication.live,
        "live_since": publication.live_since and publication.live_since.isoformat(),
        "published_version": publication.published_version,
        "approved": {
            str(number): sorted(publication.approved_in(number))
            for number in sorted({publication.latest, publication.live or publication.latest})
        },
        "recalled": [recall.revision for recall in publication.recalls],
        "withdrawn": publication.withdrawn,
        "shown": shown(publication, now, limits),
        "opens_at": opens_at and opens_at.isoformat(),
        "closes_at": closes_at and closes_at.isoformat(),
        "verified_on": verified and verified.isoformat(),
        "stale_at": stale_at and stale_at.isoformat(),
        "review_due_at": due_at and due_at.isoformat(),
    }


def document_of(publication: Publication, now: datetime, limits: Limits) -> dict[str, Any]:
    """All that is kept of it but its snapshots."""
    return {**publication.model_dump(mode="json"), **summary_of(publication, now, limits)}


def revision_document(revision: Revision) -> dict[str, Any]:
    return {
        **revision.model_dump(mode="json"),
        "required_languages": list(revision.content.required_languages),
    }
