from typing import Any

import pytest

from campaign.videos import rules
from campaign.videos.intake import Creator
from campaign.videos.moves import approve
from campaign.videos.policy import Policy
from campaign.videos.screening import Screening, Verdict
from campaign.videos.video import Video
from tests.unit.videos.messages import NOON, REVIEW_ALL, observed


def rule(id: str, outcome: str, **when: list[str]) -> dict[str, Any]:
    says = {"en": "What it says.", "ar": "ما تقوله."}
    return {"id": id, "area": "safety", "says": says, "outcome": outcome, "when": when}


def screening(*policy_rules: dict[str, Any], **moderation: Any) -> Screening:
    policy = Policy.model_validate({"moderation": moderation, "rules": policy_rules})
    return Screening(policy, trusted={"tiktok:@noor", "tiktok:open-noor"}, blocked={"tiktok:@omar"})


def verdict(screen: Screening, **fields: Any) -> tuple[str, str]:
    becomes, rule_id, _ = screen(observed(**fields))
    return becomes, rule_id


NOOR, OMAR = Creator(handle="Noor"), Creator(handle="omar")


@pytest.mark.parametrize(
    ("moderation", "fields", "expected"),
    [
        ({}, {}, ("in_review", "review-all")),
        ({}, {"creator": NOOR}, ("in_review", "review-all")),
        ({}, {"creator": OMAR}, ("rejected", "blocked-creator")),
        ({"mode": "trust_listed"}, {"creator": NOOR}, ("approved", "trusted-creator")),
        (
            {"mode": "trust_listed"},
            {"creator": Creator(open_id="open-noor")},
            ("approved", "trusted-creator"),
        ),
        ({"mode": "trust_listed"}, {}, ("in_review", "review-all")),
        (
            {"mode": "trust_listed", "trusted_become": "featured"},
            {"creator": NOOR},
            ("featured", "trusted-creator"),
        ),
        (
            {"mode": "trust_listed", "sources": {"search": "review"}},
            {"creator": NOOR},
            ("in_review", "reviewed-source"),
        ),
        ({"sources": {"partner": "trust"}}, {"source": "partner"}, ("approved", "trusted-source")),
    ],
)
def test_the_mode_says_who_needs_no_review(
    moderation: dict[str, Any], fields: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert verdict(screening(**moderation), **fields) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"caption": "I bought an Overdose of sugar"},
        {"caption": "#overdose"},
        {"caption": "so, I want to DIE laughing"},
        {"caption": "أُريدُ أن أَموت من الضحك"},
        {"hashtags": ("ProAna",)},
        {"marks": ("advertisement",)},
        {"region": "XX"},
        {"creator": Creator(handle="Test.Creator")},
    ],
)
def test_a_rule_for_a_person_overrides_trust(fields: dict[str, Any]) -> None:
    screen = screening(
        rule(
            "careful",
            "human",
            words=["overdose", "want to die", "أريد أن أموت"],
            hashtags=["#proana"],
            marks=["advertisement"],
            regions=["XX"],
            creators=["tiktok:@TEST.creator"],
        ),
        sources={"search": "trust"},
    )
    assert verdict(screen, **fields) == ("in_review", "careful")


@pytest.mark.parametrize(
    "caption", ["overdosed", "over dose", "want to diet", "do not want, to: die hard? no"]
)
def test_a_part_of_a_word_or_of_a_phrase_is_no_match(caption: str) -> None:
    screen = screening(rule("careful", "human", words=["overdose", "want to die for"]))
    assert verdict(screen, caption=caption) == ("in_review", "review-all")


def test_of_several_rules_the_strictest_decides() -> None:
    screen = screening(
        rule("fits", "in", words=["hope"]),
        rule("careful", "human", words=["hope"]),
        rule("first-out", "out", words=["spam"]),
        rule("second-out", "out", words=["spam"]),
    )
    assert verdict(screen, caption="hope and spam") == ("rejected", "first-out")
    assert verdict(screen, caption="hope") == ("in_review", "careful")


def test_what_is_in_by_a_rule_becomes_what_the_trusted_become() -> None:
    assert verdict(screening(rule("ours", "in", hashtags=["hope"])), hashtags=("hope",)) == (
        "approved",
        "ours",
    )


def test_a_rejected_video_leaves_nothing_but_its_id_and_the_rule() -> None:
    screen = screening(rule("no-spam", "out", words=["spam"]))
    message = observed(caption="spam", creator=Creator(handle="noor", open_id="open-noor"))

    decision = rules.decide(None, message, NOON, screen)

    assert decision is not None
    assert (decision.change, decision.video.caption) == ("video.rejected", "")
    assert decision.video.creator == Creator(open_id="open-noor")
    assert decision.video.history[-1].rule == "no-spam"


def featured() -> Video:
    decision = rules.decide(None, observed(1), NOON, REVIEW_ALL)
    assert decision is not None
    return approve(decision.video, by="moderator-1", at=NOON, feature=True).video


@pytest.mark.parametrize(
    ("caption", "becomes", "change"),
    [
        ("harmless", "featured", "video.featured"),
        ("overdose", "in_review", "video.in_review"),
        ("spam", "rejected", "video.rejected"),
    ],
)
def test_a_changed_caption_of_what_is_shown_is_screened_again(
    caption: str, becomes: str, change: str
) -> None:
    screen = screening(rule("careful", "human", words=["overdose"]), rule("no-spam", "out", words=["spam"]))

    decision = rules.decide(featured(), observed(2, caption=caption), NOON, screen)

    assert decision is not None
    assert (decision.video.status, decision.change) == (becomes, change)
    assert (decision.video.featured_at is None) == (becomes != "featured")


def test_the_same_caption_is_not_screened_again() -> None:
    def never(_: object) -> Verdict:
        raise AssertionError("it was screened")

    assert rules.decide(featured(), observed(2), NOON, never) is not None
