"""What the forms of this campaign's creators say."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from campaign.pages.posted import Form, first
from campaign.submissions.forms import MARKS, MAX_LINK
from campaign.submissions.refusal import LinkRefusedError, Refusal
from campaign.submissions.submission import Consent, Language, SubmissionRequest
from campaign.submissions.texts import newest_consent, words

_WAY_OUT = re.compile(
    r"(?<![0-9a-f])([0-9a-f]{32})(?![0-9a-f]).*?(?<![0-9a-f])([0-9a-f]{64})(?![0-9a-f])", re.S
)


@dataclass(frozen=True, slots=True)
class Read:
    """`sent` where all fits; otherwise `faults` tells, by field, what does not and what to do."""

    sent: SubmissionRequest | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


def submission_in(form: Form, language: Language, read_link: Callable[[str], str]) -> Read:
    """Everything that does not fit is told at once."""
    own = words(language)
    faults: dict[str, str] = {}
    link = ""
    try:
        if len(first(form, "link")) > MAX_LINK:
            raise LinkRefusedError(Refusal.NOT_A_LINK)
        link = read_link(first(form, "link"))
    except LinkRefusedError as error:
        faults["link"] = own["refusals"][error.reason]
    marks = tuple(mark for mark in MARKS if mark in form.get("marks", ()))
    if not set(form.get("marks", ())) <= set(MARKS):
        faults["marks"] = own["form"]["faults"]["marks"]
    agreed, (version, _) = first(form, "agreed"), newest_consent()
    if agreed != version:
        faults["agreed"] = own["form"]["faults"]["changed" if agreed else "agreed"]
    if faults:
        return Read(faults=faults)
    consent = Consent(text_version=agreed, language=language)
    return Read(SubmissionRequest(link=link, consent=consent, marks=marks))


@dataclass(frozen=True, slots=True)
class WayOut:
    """What a confirmation's link says: whose it is, and the token by which it opens."""

    submission_id: str
    token: str


def way_out_in(text: str) -> WayOut | None:
    """From the link of a confirmation however it was copied, with words around it or without its
    beginning."""
    found = _WAY_OUT.search(text)
    return WayOut(found[1], found[2]) if found else None


def leave_link_in(text: str) -> dict[str, str] | None:
    """The creator and the token of the link by which a connected account leaves; None for any other text."""
    try:
        parts = urlsplit(text.strip())
        said = parse_qs(parts.query, max_num_fields=10)
    except ValueError:
        return None
    if not parts.path.endswith("/connect/leave") or not {"creator", "token"} <= said.keys():
        return None
    return {name: said[name][0] for name in ("creator", "token")}
