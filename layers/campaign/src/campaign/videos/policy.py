"""The campaign's policy: what is in, what is out, and what a person decides, in words that staff can edit."""

from collections import Counter
from hashlib import sha256
from typing import Annotated, Literal, NewType, Protocol

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from campaign.videos.built_in_rules import BuiltInRule
from campaign.videos.hashtags import in_caption, normalised, words_of
from campaign.videos.intake import Mark, Source
from campaign.videos.standing import CreatorId, creator_id

RuleId = NewType("RuleId", str)
Outcome = Literal["in", "out", "human"]

_Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


def _has_words(text: str) -> str:
    if not words_of(text):
        raise PydanticCustomError("no_word", "an emoji or a sign is no word: nothing would be found by it")
    return text


def _is_one_hashtag(text: str) -> str:
    name = normalised(text).removeprefix("#")
    if in_caption(f"#{name}") != (name,):
        raise PydanticCustomError("no_hashtag", "this is not one hashtag: nothing would be found by it")
    return text


_Words = Annotated[tuple[Annotated[_Text, AfterValidator(_has_words)], ...], Field(max_length=300)]
_Hashtags = Annotated[tuple[Annotated[_Text, AfterValidator(_is_one_hashtag)], ...], Field(max_length=300)]


def _not_built_in(rule: str) -> str:
    if rule in set(BuiltInRule):
        raise PydanticCustomError("built_in", "the campaign itself decides by a rule of that name")
    return rule


class _PolicyPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Says(_PolicyPart):
    """The rule in plain words, in both languages."""

    en: _Sentence
    ar: _Sentence


class When(_PolicyPart):
    """A video falls under the rule as soon as any of these is true of it."""

    words: _Words = ()
    hashtags: _Hashtags = ()
    creators: tuple[Annotated[CreatorId, BeforeValidator(creator_id)], ...] = ()
    marks: tuple[Mark, ...] = ()
    sources: tuple[Source, ...] = ()
    regions: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], ...] = ()


class Rule(_PolicyPart):
    """Without `when`, a rule is for people to cite."""

    id: Annotated[
        RuleId,
        StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40),
        AfterValidator(_not_built_in),
    ]
    area: Literal["safety", "inclusion", "authenticity"]
    says: Says
    outcome: Outcome
    when: When | None = None


class Moderation(_PolicyPart):
    """Who is looked at by a person: everybody, or everybody who is not on the list of those trusted.

    `sources` says otherwise for a way in; what is trusted becomes `trusted_become`.
    """

    mode: Literal["review_all", "trust_listed"] = "review_all"
    sources: dict[Source, Literal["trust", "review"]] = {}
    trusted_become: Literal["approved", "featured"] = "approved"


def _each_once(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    twice = [rule for rule, times in Counter(rule.id for rule in rules).items() if times > 1]
    if twice:
        raise PydanticCustomError("twice", "{id} is there more than once", {"id": twice[0]})
    return rules


class Policy(_PolicyPart):
    """A field's description is what its author is told to write."""

    moderation: Annotated[
        Moderation, Field(description="mode, and if need be sources and trusted_become")
    ] = Moderation()
    rules: Annotated[
        tuple[Rule, ...],
        Field(max_length=200, description="a list, each entry with id, area, says, outcome, and maybe when"),
        AfterValidator(_each_once),
    ]

    @property
    def content_hash(self) -> str:
        """The same for the same rules, however they were written down."""
        return sha256(self.model_dump_json().encode()).hexdigest()

    def has(self, rule: str) -> bool:
        return any(known.id == rule for known in self.rules)


class PublishedPolicy(_PolicyPart):
    """One published revision; `revision` rises by one from 1, `published_at` is UTC."""

    revision: Annotated[int, Field(ge=1)]
    policy: Policy
    published_at: AwareDatetime

    @property
    def content_hash(self) -> str:
        return self.policy.content_hash


class Policies(Protocol):
    """Where published policies are kept. Implemented by `campaign.aws.policies.PolicyTable`."""

    def live(self) -> PublishedPolicy | None:
        """The live revision, if any was ever published."""
        ...

    def in_force(self) -> Policy:
        """The live one, or else BUILT_IN."""
        ...

    def add(self, policy: PublishedPolicy, correlation_id: str) -> None:
        """Keep a revision; raises ConflictError unless it follows the one that is live."""
        ...


BUILT_IN = Policy(
    rules=(
        Rule(
            id=RuleId("not-for-this-campaign"),
            area="authenticity",
            says=Says(
                en="It is not about mental health, or not fit for everyone to see.",
                ar="لا يتناول الصحة النفسية، أو لا يصلح لأن يراه الجميع.",
            ),
            outcome="out",
        ),
    )
)
"""In force until staff publish one: a person looks at everything, and may refuse it by the one rule."""
