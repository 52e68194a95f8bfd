from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from campaign.kernel.errors import ConflictError, PermanentError
from campaign.publications.content import Content
from campaign.publications.faults import Fault
from campaign.publications.fields import Both
from campaign.publications.kind import Kind
from campaign.publications.moves import (
    approve,
    is_erased,
    override,
    propose,
    recall,
    roll_back,
    verify,
    withdraw,
)
from campaign.publications.person import Person
from campaign.publications.publication import Finding, Publication, Revision, Severity
from tests.unit.publications.samples import REVIEWER, approved, content_of, proposed

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHY = Both(ar="خطأ في النص", en="A mistake in the text")
GOOD = content_of(Kind.TOOLKIT)


def toolkit(version: str = "1.0.0", **fields: Any) -> Content:
    return content_of(Kind.TOOLKIT, version=version, **fields)


def live_in(*versions: str) -> tuple[Publication, list[Revision]]:
    """Each version proposed and approved in turn."""
    publication: Publication | None = None
    revisions: list[Revision] = []
    for version in versions:
        publication, revision = proposed(toolkit(version), NOW, publication)
        publication = approved(publication, revision, NOW)
        revisions.append(revision)
    assert publication is not None
    return publication, revisions


def test_what_was_proposed_is_not_live() -> None:
    publication, revision = proposed(GOOD, NOW)

    assert (publication.version, publication.latest, publication.live) == (1, 1, None)
    assert (revision.revision, revision.author, revision.content) == (1, "editors", GOOD)


def test_the_same_content_again_is_no_new_revision() -> None:
    publication, _ = proposed(GOOD, NOW)

    assert propose(publication, Kind.TOOLKIT, "listening", content_of(Kind.TOOLKIT), NOW + HOUR) is None


def test_a_revision_is_live_with_its_last_approval_and_not_before() -> None:
    publication, revision = proposed(GOOD, NOW)

    first = approve(publication, revision, "ar", REVIEWER, NOW)
    assert first is not None
    last = approve(first, revision, "en", REVIEWER, NOW + HOUR)
    assert last is not None

    assert (first.live, last.live, last.live_since, last.live_content) == (None, 1, NOW + HOUR, GOOD)
    assert (first.version, last.version) == (2, 3)


def test_to_approve_again_changes_nothing() -> None:
    publication, revision = proposed(GOOD, NOW)
    publication = approved(publication, revision, NOW)

    assert approve(publication, revision, "ar", REVIEWER, NOW) is None


def test_approvals_of_one_revision_do_not_count_for_the_next() -> None:
    publication, first = proposed(GOOD, NOW)
    publication = approved(publication, first, NOW)
    publication, second = proposed(toolkit("1.1.0"), NOW, publication)

    half_way = approve(publication, second, "en", REVIEWER, NOW)

    assert half_way is not None
    assert half_way.live == 1


@pytest.mark.parametrize("name", ["editors", "Editors"])
def test_the_author_does_not_approve_their_own_text(name: str) -> None:
    publication, revision = proposed(GOOD, NOW)

    with pytest.raises(ConflictError, match="author"):
        approve(publication, revision, "ar", Person("p-1", frozenset({name})), NOW)


def test_a_safety_correction_is_live_with_its_one_language() -> None:
    publication, revision = proposed(toolkit(safety_correction="ar"), NOW)

    with pytest.raises(ConflictError, match="other language"):
        approve(publication, revision, "en", REVIEWER, NOW)
    assert approved(publication, revision, NOW).live == 1


def test_a_version_that_is_not_above_the_published_one_is_refused_at_its_line() -> None:
    publication, _ = live_in("1.1.0")

    fault = propose(publication, Kind.TOOLKIT, "listening", toolkit("1.1.0", draft=True), NOW)

    assert isinstance(fault, Fault)
    assert str(fault) == (
        "about.yaml:1: version 1.1.0 is not above 1.1.0, which was published; raise the version"
    )


def test_of_two_proposals_of_one_version_only_one_can_be_published() -> None:
    publication, first = proposed(toolkit("1.0.0"), NOW)
    publication, second = proposed(toolkit("1.0.0", draft=True), NOW, publication)
    publication = approved(publication, first, NOW)
    once = approve(publication, second, "ar", REVIEWER, NOW)
    assert once is not None
    assert once.live == 1

    with pytest.raises(ConflictError, match="not above"):
        approve(once, second, "en", REVIEWER, NOW)


def test_an_older_revision_that_is_approved_late_does_not_replace_a_newer_one() -> None:
    publication, old = proposed(toolkit("1.0.0"), NOW)
    publication, new = proposed(toolkit("1.1.0"), NOW, publication)

    publication = approved(approved(publication, new, NOW), old, NOW)

    assert publication.live == 2


def test_followers_hear_of_major_and_minor_versions_and_not_of_patches() -> None:
    told = []
    for versions in (["1.0.0"], ["1.0.0", "1.0.1"], ["1.0.0", "1.0.1", "1.1.0"], ["1.9.9", "2.0.0"]):
        told.append(live_in(*versions)[0].told)

    assert told == [1, 1, 3, 2]


def test_rolling_back_shows_the_older_revision_and_counts_on() -> None:
    publication, (first, _) = live_in("1.0.0", "1.1.0")

    back = roll_back(publication, first, NOW + HOUR)

    assert back is not None
    assert (back.live, back.latest, back.version) == (1, 2, publication.version + 1)
    assert back.live_content == first.content
    assert roll_back(back, first, NOW + HOUR) is None


def test_what_is_not_approved_is_not_rolled_back_to() -> None:
    publication, _ = live_in("1.0.0")
    publication, second = proposed(toolkit("1.1.0"), NOW, publication)

    with pytest.raises(ConflictError, match="not approved in ar, en"):
        roll_back(publication, second, NOW)


def test_a_recalled_revision_is_never_shown_again() -> None:
    publication, (first,) = live_in("1.0.0")

    recalled = recall(publication, 1, WHY, REVIEWER, NOW)

    assert recalled is not None
    assert recalled.change == "publication.recalled"
    assert recalled.recalls[0].why == WHY
    assert recall(recalled, 1, WHY, REVIEWER, NOW) is None
    with pytest.raises(ConflictError, match="recalled"):
        roll_back(recalled, first, NOW)
    with pytest.raises(ConflictError, match="recalled"):
        approve(recalled, first, "ar", REVIEWER, NOW)


def test_what_was_never_live_is_not_recalled() -> None:
    publication, _ = proposed(GOOD, NOW)

    with pytest.raises(ConflictError, match="never live"):
        recall(publication, 1, WHY, REVIEWER, NOW)


def test_withdrawing_what_the_public_saw_keeps_its_history() -> None:
    publication, (first,) = live_in("1.0.0")

    withdrawn = withdraw(publication, NOW + HOUR)

    assert withdrawn is not None
    assert (withdrawn.withdrawn, withdrawn.live, withdrawn.live_content) == (True, None, None)
    assert not is_erased(withdrawn)
    assert withdraw(withdrawn, NOW + HOUR) is None
    again = roll_back(withdrawn, first, NOW + HOUR)
    assert again is not None
    assert (again.withdrawn, again.live) == (False, 1)


@pytest.mark.parametrize("is_approved", [True, False])
def test_withdrawing_what_nobody_could_see_leaves_its_name_and_counters_alone(is_approved: bool) -> None:
    publication, revision = proposed(content_of(Kind.LAUNCH), NOW)
    if is_approved:
        publication = approved(publication, revision, NOW)

    withdrawn = withdraw(publication, NOW)

    assert withdrawn is not None
    assert is_erased(withdrawn)
    left = withdrawn.model_dump(exclude_defaults=True, exclude={"changed_at", "change"})
    assert left == {
        "kind": Kind.LAUNCH,
        "id": "listening",
        "version": publication.version + 1,
        "latest": 1,
        "withdrawn": True,
    }
    _, again = proposed(content_of(Kind.LAUNCH), NOW, withdrawn)
    assert again.revision == 2


def finding(rule: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(rule=rule, severity=severity, file="en.md", line=7, remedy="say it otherwise")


def test_a_rule_of_safe_messaging_stops_a_revision_until_a_publisher_overrides_it() -> None:
    findings = (finding("single-cause", Severity.WARNING), finding("blame"))
    answer = propose(None, Kind.TOOLKIT, "listening", GOOD, NOW, findings)
    assert isinstance(answer, tuple)
    publication, revision = answer

    with pytest.raises(ConflictError, match="breaks the rules blame"):
        approve(publication, revision, "ar", REVIEWER, NOW)
    over = override(publication, revision, "blame", "It is a quotation.", REVIEWER, NOW)
    assert over is not None
    assert override(over, revision, "blame", "Again.", REVIEWER, NOW) is None
    assert approved(over, revision, NOW).live == 1
    assert over.overrides[0].why == "It is a quotation."
    with pytest.raises(ConflictError, match="no rule of that name"):
        override(publication, revision, "single-cause", "Why not.", REVIEWER, NOW)


def test_an_organisation_is_verified_as_it_is_shown() -> None:
    publication, revision = proposed(content_of(Kind.ORGANISATION), NOW)
    with pytest.raises(ConflictError, match="no revision is live"):
        verify(publication, NOW.date(), REVIEWER, NOW)
    publication = approved(publication, revision, NOW)

    verified = verify(publication, NOW.date(), REVIEWER, NOW)

    assert verified is not None
    assert (verified.verifications[0].revision, verified.verifications[0].on) == (1, NOW.date())
    assert verify(verified, NOW.date(), REVIEWER, NOW) is None
    with pytest.raises(PermanentError, match="a day to come"):
        verify(publication, date(2026, 3, 5), REVIEWER, NOW)


def test_nothing_but_an_organisation_is_verified() -> None:
    publication, _ = live_in("1.0.0")

    with pytest.raises(ConflictError, match="no organisation"):
        verify(publication, NOW.date(), REVIEWER, NOW)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_keeps_its_words_when_it_gets_other_times(kind: Kind) -> None:
    content = content_of(kind)

    other = content.at_times(NOW + HOUR, NOW + 2 * HOUR)

    assert (other.about.opens_at, other.about.closes_at) == (NOW + HOUR, NOW + 2 * HOUR)
    assert other.at_times(content.about.opens_at, content.about.closes_at) == content
