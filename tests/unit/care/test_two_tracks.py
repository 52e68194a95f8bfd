"""Whatever is done about a post, and whatever goes wrong on the way, its case stays until a reviewer closes
it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from campaign.aws.attributes import to_attributes
from campaign.aws.stream import change_of
from campaign.aws.video_intake import Arrival, decided
from campaign.care import moves
from campaign.care.case import Case, CaseStatus, Outcome
from campaign.care.escalation import call_for, settled, tried
from campaign.care.history import Entry, What
from campaign.care.moves import Moved
from campaign.care.opening import sign_in, taken_in
from campaign.care.sign import URGENCY
from campaign.care.tier import Screening, Tier
from campaign.kernel.change import ChangeEvent
from campaign.kernel.errors import ConflictError
from campaign.kernel.item import Item
from campaign.videos.built_in_rules import BuiltInRule
from campaign.videos.creators import Withdrawal
from campaign.videos.intake import VideoMessage, VideoObserved
from campaign.videos.moves import Actor, Decision, approve, reject
from campaign.videos.storage import video_item, video_of
from campaign.videos.video import Video
from tests.unit.care.cases import SUBJECT, TARGETS
from tests.unit.videos.messages import NOON, REVIEW_ALL, at, gone, observed

TIERS = {"fine": Tier.GENERAL, "better": Tier.RECOVERY, "low": Tier.DISTRESS, "now": Tier.IMMINENT}
Message = VideoMessage | Withdrawal
REVIEWERS = ("rana", "omar")


def look(text: str) -> Screening:
    return Screening(TIERS[text], float(URGENCY[TIERS[text]]), ())


@dataclass
class World:
    """One video and its case. Events wait in `told`, and may be delivered late, twice and in any order."""

    now: datetime = NOON
    video: Item | None = None
    case: Case | None = None
    said: list[Tier] = field(default_factory=list)
    told: list[ChangeEvent] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    closed_by: list[str] = field(default_factory=list)

    def write(self, item: Item | None) -> None:
        if item is not None:
            self.video = item
            event = change_of({"dynamodb": {"NewImage": to_attributes(item)}}, look)
            if event is not None and event.care_tier is not None:
                self.told.append(event)

    def batch(self, messages: Sequence[Message]) -> None:
        self.said += [TIERS[each.caption] for each in messages if isinstance(each, VideoObserved)]
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
            self.care(lambda case: taken_in(case, SUBJECT, sign, self.now, TARGETS))

    def about_case(self, move: Callable[[Case], Moved | None]) -> None:
        if self.case is not None:
            try:
                self.care(lambda case: move(case) if case else None)
            except ConflictError:
                return

    def care(self, move: Callable[[Case | None], Moved | None]) -> None:
        holder = self.case.held_by(self.now) if self.case else None
        moved = move(self.case)
        if moved is None:
            return
        if moved.entry.what is What.CLOSED:
            assert moved.entry.by == holder
            self.closed_by.append(moved.entry.by)
        self.case = moved.case
        self.entries.append(moved.entry)

    def call(self, case: Case, *, dies: bool) -> Moved | None:
        call = call_for(case, self.now)
        if call is None:
            return None
        attempt = tried(case, call, self.now)
        if dies:
            return attempt
        self.entries.append(attempt.entry)
        return settled(attempt.case, call, self.now)


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
    def by(reviewer: str) -> list[Step]:
        return [
            lambda world: world.about_case(lambda case: moves.claim(case, reviewer, world.now, TARGETS)),
            lambda world: world.about_case(lambda case: moves.renew(case, reviewer, world.now, TARGETS)),
            lambda world: world.about_case(lambda case: moves.release(case, reviewer, world.now)),
            lambda world: world.about_case(lambda case: moves.hand_over(case, reviewer, world.now, "omar")),
            lambda world: world.about_case(lambda case: moves.assign(case, reviewer, "lead-1", world.now)),
            lambda world: world.about_case(lambda case: moves.escalate(case, reviewer, world.now)),
            lambda world: world.about_case(
                lambda case: moves.contact_made(case, reviewer, "first-words/en", world.now, TARGETS)
            ),
        ]

    def closed_by(reviewer: str) -> Step:
        return lambda world: world.about_case(
            lambda case: moves.close(case, reviewer, Outcome.HELP_OFFERED, world.now)
        )

    steps = [step for reviewer in REVIEWERS for step in by(reviewer)]
    steps += [closed_by(reviewer) for reviewer in REVIEWERS if closing]
    steps += [
        lambda world: world.about_case(lambda case: moves.freed(case, world.now)),
        lambda world: world.about_case(lambda case: world.call(case, dies=False)),
        lambda world: world.about_case(lambda case: world.call(case, dies=True)),
        *(later(minutes) for minutes in (1, 20, 200)),
    ]
    return st.sampled_from(steps)


def steps(*, closing: bool) -> st.SearchStrategy[list[Step]]:
    delivery = st.integers(0, 9).map(lambda place: lambda world: world.deliver(place))
    one = st.one_of(publication_steps(), delivery, care_steps(closing=closing))
    return st.lists(one, min_size=5, max_size=60)


def played(made: Sequence[Step]) -> World:
    world = World()
    for step in made:
        step(world)
    return world


@given(made=steps(closing=False))
def test_nothing_but_closing_ends_a_case_and_nothing_loses_one(made: list[Step]) -> None:
    world = played(made)
    for place in range(len(world.told)):  # at the latest now all that was told arrives
        world.deliver(place)

    most_urgent = max(world.said, key=URGENCY.__getitem__, default=Tier.GENERAL)
    if most_urgent is not Tier.GENERAL:
        assert world.case is not None
        assert world.case.status is not CaseStatus.CLOSED
        assert world.case.tier is most_urgent


@given(made=steps(closing=True))
def test_a_closed_case_was_closed_by_the_reviewer_who_was_at_it(made: list[Step]) -> None:
    world = played(made)

    if world.case is not None and world.case.status is CaseStatus.CLOSED:
        assert world.closed_by
        assert [entry.by for entry in world.entries if entry.what is What.CLOSED] == world.closed_by


@given(made=steps(closing=True))
def test_every_step_is_on_record_without_a_gap(made: list[Step]) -> None:
    world = played(made)

    assert [entry.version for entry in world.entries] == list(range(1, len(world.entries) + 1))
    assert world.case is None or world.case.version == len(world.entries)
