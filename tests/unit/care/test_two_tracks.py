"""Whatever is done about a post, and whatever goes wrong on the way, its case stays until a reviewer closes
it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from campaign.aws.attributes import to_attributes
from campaign.aws.stream import change_of
from campaign.aws.video_intake import Arrival, decided
from campaign.care import moves
from campaign.care.case import Case, CaseId, CaseStatus, Outcome
from campaign.care.escalation import call_for, settled, tried
from campaign.care.history import Entry, What
from campaign.care.moves import Moved
from campaign.care.opening import sign_in, taken_in
from campaign.care.reported import Reply, Reporting
from campaign.care.sign import URGENCY, fingerprint, more_urgent
from campaign.care.stores import Also, Cases
from campaign.care.tier import Screening, Tier
from campaign.care.words import Kept
from campaign.kernel.change import ChangeEvent
from campaign.kernel.errors import ConflictError
from campaign.kernel.item import Item
from campaign.videos.built_in_rules import BuiltInRule
from campaign.videos.creators import Withdrawal
from campaign.videos.intake import VideoMessage, VideoObserved
from campaign.videos.moves import Actor, Decision, approve, reject
from campaign.videos.storage import video_item, video_of
from campaign.videos.video import Video
from tests.unit.api.care import Box, Name
from tests.unit.care.cases import SUBJECT, TARGETS
from tests.unit.videos.messages import NOON, REVIEW_ALL, at, gone, observed

TIERS = {
    "fine": Tier.GENERAL,
    "better": Tier.RECOVERY,
    "low": Tier.DISTRESS,
    "low, too": Tier.DISTRESS,
    "now": Tier.IMMINENT,
    "now, too": Tier.IMMINENT,
}
Message = VideoMessage | Withdrawal
REVIEWERS = ("rana", "omar")
SAID = {What.OPENED, What.RAISED, What.HEARD, What.REOPENED}


def look(text: str) -> Screening:
    return Screening(TIERS[text], float(URGENCY[TIERS[text]]), ())


@dataclass
class World:
    """One video with its case, and one author of replies below it with theirs. Events wait in `told`, and may
    be delivered late, twice and in any order. `said`: the texts of each."""

    now: datetime = NOON
    video: Item | None = None
    cases: dict[str, Case] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    told: list[ChangeEvent] = field(default_factory=list)
    entries: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    def write(self, item: Item | None) -> None:
        if item is None:
            return
        images = {"NewImage": to_attributes(item)}
        if self.video is not None:
            images["OldImage"] = to_attributes(self.video)
        self.video = item
        event = change_of({"dynamodb": images}, look)
        if event is not None and event.care_tier is not None:
            self.told.append(event)

    def batch(self, messages: Sequence[Message]) -> None:
        self.said[SUBJECT] += [each.caption for each in messages if isinstance(each, VideoObserved)]
        arrivals = [Arrival(place, message) for place, message in enumerate(messages)]
        self.write(decided(arrivals, self.video, {}, self.now, REVIEW_ALL, look))

    def moderate(self, move: Callable[[Video], Decision]) -> None:
        if self.video is None:
            return
        try:
            made = move(video_of(self.video))
        except ConflictError:
            return
        version = self.video.version + 1
        self.write(
            video_item(
                made.video, version=version, change=made.change, changed_at=self.now, correlation_id="m"
            )
        )

    def deliver(self, place: int) -> None:
        if self.told:
            sign = sign_in(self.told[place % len(self.told)])
            assert sign is not None
            moved = taken_in(self.cases.get(SUBJECT), SUBJECT, sign, self.now, TARGETS)
            if moved is not None:
                self.save(moved, "c")

    def report(self, text: str) -> None:
        self.said[REPLY].append(text)
        reporting = Reporting(cast("Cases", self), Box(), look, Name(), TARGETS, Kept(30), lambda: self.now)
        reporting.take(Reply("tiktok", "1", "somebody", text), "m", "c")

    def get(self, case: CaseId) -> Case | None:
        """With `save` as much of `campaign.care.stores.Cases` as a report needs."""
        return next((each for each in self.cases.values() if each.id == case), None)

    def save(self, moved: Moved, correlation_id: str, *also: Also) -> Case:
        case, entry = moved
        before = self.cases.get(case.subject)
        if entry.what is What.CLOSED:
            assert before is not None
            assert entry.by == before.held_by(self.now)
        if before is not None and before.status is CaseStatus.CLOSED:
            assert set(case.heard) > set(before.heard), "words that were heard opened it again"
        self.cases[case.subject] = case
        self.entries[case.subject].append(entry)
        return case

    def about(self, subject: str, move: Callable[[Case], Moved | None]) -> None:
        if subject in self.cases:
            try:
                moved = move(self.cases[subject])
            except ConflictError:
                return
            if moved is not None:
                self.save(moved, "c")

    def call(self, case: Case, *, dies: bool) -> Moved | None:
        call = call_for(case, self.now)
        if call is None:
            return None
        attempt = tried(case, call, self.now)
        if dies:
            return attempt
        self.save(attempt, "c")
        return settled(attempt.case, call, self.now)


REPLY = Reporting(cast("Cases", World()), Box(), look, Name(), TARGETS, Kept(30), lambda: NOON).subject(
    Reply("tiktok", "1", "somebody", "")
)

Step = Callable[[World], None]


def later(minutes: int) -> Step:
    def wait(world: World) -> None:
        world.now += timedelta(minutes=minutes)

    return wait


def publication_steps() -> st.SearchStrategy[Step]:
    seconds = st.integers(1, 6)
    by_message = st.one_of(
        st.builds(
            lambda second, caption: observed(second, caption=caption), seconds, st.sampled_from(list(TIERS))
        ),
        st.builds(gone, seconds),
        st.builds(
            lambda second: Withdrawal(
                platform="tiktok",
                id=observed().id,
                observed_at=at(second),
                correlation_id="w",
                by=Actor.CREATOR,
                rule=BuiltInRule.WITHDRAWN_BY_CREATOR,
            ),
            seconds,
        ),
    )
    batches = st.lists(by_message, min_size=1, max_size=3).map(lambda some: lambda world: world.batch(some))
    by_moderator: Sequence[Step] = (
        lambda world: world.moderate(lambda video: reject(video, by="m", at=world.now, rule="spam")),
        lambda world: world.moderate(lambda video: approve(video, by="m", at=world.now, feature=True)),
        lambda world: world.moderate(lambda video: approve(video, by="m", at=world.now, feature=False)),
    )
    return st.one_of(batches, st.sampled_from(by_moderator))


def care_steps(*, closing: bool) -> st.SearchStrategy[Step]:
    def step(subject: str, move: Callable[[World, Case], Moved | None]) -> Step:
        return lambda world: world.about(subject, lambda case: move(world, case))

    def by(reviewer: str) -> list[Callable[[World, Case], Moved | None]]:
        return [
            lambda world, case: moves.claim(case, reviewer, world.now, TARGETS),
            lambda world, case: moves.renew(case, reviewer, world.now, TARGETS),
            lambda world, case: moves.release(case, reviewer, world.now),
            lambda world, case: moves.hand_over(case, reviewer, world.now, "omar"),
            lambda world, case: moves.assign(case, reviewer, "lead-1", world.now),
            lambda world, case: moves.escalate(case, reviewer, world.now),
            lambda world, case: moves.contact_made(case, reviewer, "first-words/en", world.now, TARGETS),
        ]

    def closed_by(reviewer: str) -> Callable[[World, Case], Moved | None]:
        return lambda world, case: moves.close(case, reviewer, Outcome.HELP_OFFERED, world.now)

    made = [move for reviewer in REVIEWERS for move in by(reviewer)]
    made += [closed_by(reviewer) for reviewer in REVIEWERS if closing]
    made += [
        lambda world, case: moves.freed(case, world.now),
        lambda world, case: world.call(case, dies=False),
        lambda world, case: world.call(case, dies=True),
    ]
    steps = [step(subject, move) for subject in (SUBJECT, REPLY) for move in made]
    steps += [later(minutes) for minutes in (1, 20, 200)]
    if not closing:
        return st.sampled_from(steps)
    claimed = by("rana")[0]
    closed = [(step(subject, claimed), step(subject, closed_by("rana"))) for subject in (SUBJECT, REPLY)]
    at_once = [lambda world, both=both: [each(world) for each in both] for both in closed]
    return st.one_of(st.sampled_from(steps), st.sampled_from(at_once))  # what is closed is often said again


def steps(*, closing: bool) -> st.SearchStrategy[list[Step]]:
    delivery = st.integers(0, 9).map(lambda place: lambda world: world.deliver(place))
    report = st.sampled_from(list(TIERS)).map(lambda text: lambda world: world.report(text))
    one = st.one_of(publication_steps(), delivery, report, care_steps(closing=closing))
    return st.lists(one, min_size=5, max_size=60)


def played(made: Sequence[Step]) -> World:
    """At the latest in the end all that was told arrives."""
    world = World()
    for step in made:
        step(world)
    for place in range(len(world.told)):
        world.deliver(place)
    return world


@given(made=steps(closing=False))
def test_nothing_but_closing_ends_a_case_and_nothing_loses_one(made: list[Step]) -> None:
    world = played(made)

    for subject, least in ((SUBJECT, Tier.GENERAL), (REPLY, Tier.DISTRESS)):
        most_urgent = max(
            (TIERS[text] for text in world.said[subject]), key=URGENCY.__getitem__, default=None
        )
        if most_urgent is not None and more_urgent(most_urgent, least) is not Tier.GENERAL:
            assert world.cases[subject].status is not CaseStatus.CLOSED
            assert world.cases[subject].tier is more_urgent(most_urgent, least)


@given(made=steps(closing=True))
def test_a_closed_case_was_closed_by_a_reviewer_after_all_that_its_person_said(made: list[Step]) -> None:
    """`World.save` holds every closing against who was at the case, and every reopening against what was
    heard."""
    world = played(made)

    for subject, texts in world.said.items():
        worrying = {text for text in texts if subject == REPLY or TIERS[text] is not Tier.GENERAL}
        if worrying:
            case = world.cases[subject]
            assert {fingerprint(text, subject) for text in worrying} <= set(case.heard)
            moments = [entry.what for entry in world.entries[subject] if entry.what in {*SAID, What.CLOSED}]
            assert (case.status is CaseStatus.CLOSED) == (moments[-1] is What.CLOSED)


@given(made=steps(closing=True))
def test_every_step_is_on_record_without_a_gap(made: list[Step]) -> None:
    world = played(made)

    for subject, case in world.cases.items():
        versions = [entry.version for entry in world.entries[subject]]
        assert versions == list(range(1, case.version + 1))
