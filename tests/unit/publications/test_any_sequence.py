"""Whatever staff do, in whatever order, and however the clock runs: what is public was approved for that very
revision, in every language, and its time had come; and no counter ever falls."""

from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from campaign.announcements.planning import plan_toolkit
from campaign.kernel.errors import ConflictError
from campaign.publications.faults import Fault
from campaign.publications.fields import Both
from campaign.publications.kind import LANGUAGES, Kind, Language
from campaign.publications.moves import approve, is_erased, propose, recall, roll_back, withdraw
from campaign.publications.person import Person
from campaign.publications.publication import Publication, Revision
from campaign.publications.showing import as_of, shown
from tests.unit.publications.samples import content_of

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WHY = Both(ar="خطأ", en="A mistake")
HOURS = st.integers(-3, 6)
MOMENTS = st.none() | HOURS
NUMBERS = st.integers(0, 5)
PEOPLE = st.sampled_from([Person("editors"), Person("reviewer-1"), Person("reviewer-2")])


class AnySequence(RuleBasedStateMachine):
    """Keeps beside the publication, counted anew, what staff said of each revision."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.publication: Publication | None = None
        self.revisions: dict[int, Revision] = {}
        self.approvals: dict[int, set[Language]] = {}
        self.recalled: set[int] = set()
        self.withdrawn = False
        self.published: list[tuple[int, ...]] = []

    def take(self, following: Publication | None) -> bool:
        if following is None:
            return False
        assert self.publication is not None
        assert following.version == self.publication.version + 1
        assert following.latest >= self.publication.latest
        self.publication = following
        return True

    def chosen(self, number: int) -> Revision:
        return self.revisions[sorted(self.revisions)[number % len(self.revisions)]]

    @rule(
        opens=MOMENTS,
        closes=MOMENTS,
        version=st.tuples(st.integers(1, 2), st.integers(0, 3), st.integers(0, 3)),
        correction=st.sampled_from([None, None, None, "ar"]),
    )
    def upload(
        self, opens: int | None, closes: int | None, version: tuple[int, ...], correction: str | None
    ) -> None:
        opens_at = None if opens is None else self.now + timedelta(hours=opens)
        closes_at = None if closes is None else (opens_at or self.now) + timedelta(hours=abs(closes) + 1)
        content = content_of(
            Kind.TOOLKIT,
            version=".".join(map(str, version)),
            opens_at=opens_at,
            closes_at=closes_at,
            safety_correction=correction,
        )
        answer = propose(self.publication, Kind.TOOLKIT, "listening", content, self.now)
        if answer is None or isinstance(answer, Fault):
            return
        publication, revision = answer
        if self.publication is None:
            assert (publication.version, revision.revision) == (1, 1)
            self.publication = publication
        else:
            assert revision.revision == self.publication.latest + 1
            self.take(publication)
        self.revisions[revision.revision] = revision

    @precondition(lambda self: self.revisions)
    @rule(number=NUMBERS, language=st.sampled_from(LANGUAGES), person=PEOPLE)
    def approve(self, number: int, language: Language, person: Person) -> None:
        assert self.publication is not None
        revision, before = self.chosen(number), self.publication.live
        try:
            changed = self.take(approve(self.publication, revision, language, person, self.now))
        except ConflictError:
            return
        assert person.id != "editors"
        if changed:
            self.approvals.setdefault(revision.revision, set()).add(language)
            if self.publication.live != before:
                self.withdrawn = False
                self.published.append(tuple(map(int, (revision.content.version or "").split("."))))

    @precondition(lambda self: self.revisions)
    @rule(number=NUMBERS)
    def roll_back(self, number: int) -> None:
        assert self.publication is not None
        try:
            if self.take(roll_back(self.publication, self.chosen(number), self.now)):
                self.withdrawn = False
        except ConflictError:
            return

    @precondition(lambda self: self.revisions)
    @rule(number=NUMBERS)
    def recall(self, number: int) -> None:
        assert self.publication is not None
        revision = self.chosen(number).revision
        try:
            if self.take(recall(self.publication, revision, WHY, Person("p"), self.now)):
                self.recalled.add(revision)
        except ConflictError:
            return

    @precondition(lambda self: self.publication)
    @rule()
    def withdraw(self) -> None:
        assert self.publication is not None
        if self.take(withdraw(self.publication, self.now)):
            self.withdrawn = True
            if is_erased(self.publication):
                self.revisions.clear()
                self.approvals.clear()
                self.published.clear()

    @rule(hours=st.integers(1, 5))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def what_is_public_may_be(self) -> None:
        if self.publication is None or not shown(self.publication, self.now):
            return
        seen = as_of(self.publication, self.now)
        number = seen.live
        assert number is not None
        content = self.revisions[number].content
        assert seen.live_content == content
        assert self.approvals[number] >= set(content.required_languages)
        assert number not in self.recalled
        assert not self.withdrawn
        assert content.about.opens_at is None or content.about.opens_at <= self.now
        assert content.about.closes_at is None or self.now < content.about.closes_at

    @invariant()
    def nobody_is_told_of_what_nobody_could_see(self) -> None:
        if self.publication is None:
            return
        for due in plan_toolkit(self.publication, self.now, "c-1").at_once:
            opens_at = self.revisions[due.revision].content.about.opens_at
            assert opens_at is None or opens_at <= due.due_at <= self.now

    @invariant()
    def versions_that_went_live_rise(self) -> None:
        assert self.published == sorted(set(self.published))

    @invariant()
    def it_can_be_kept(self) -> None:
        if self.publication is not None:
            kept = self.publication.model_dump_json(exclude_none=True)
            assert Publication.model_validate_json(kept) == self.publication


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(max_examples=60, stateful_step_count=25)
