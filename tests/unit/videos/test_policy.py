from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from campaign.videos.built_in_rules import BuiltInRule
from campaign.videos.intake import Creator
from campaign.videos.policy import BUILT_IN, Policy
from campaign.videos.standing import creator_id, ids_of

CONTENT = Path(__file__).parents[3] / "content" / "policy" / "policy.yaml"
RULE = {"id": "one", "area": "safety", "says": {"en": "x", "ar": "س"}, "outcome": "out"}


def written() -> Policy:
    return Policy.model_validate(yaml.safe_load(CONTENT.read_text("utf-8")))


def test_the_campaigns_own_policy_reviews_all_and_covers_every_area() -> None:
    policy = written()
    assert policy.moderation.mode == "review_all"
    assert {rule.area for rule in policy.rules} == {"safety", "inclusion", "authenticity"}
    assert {rule.outcome for rule in policy.rules} == {"in", "out", "human"}


def test_whatever_moderators_cite_while_no_policy_is_published_is_in_the_campaigns_own() -> None:
    assert all(written().has(rule.id) for rule in BUILT_IN.rules)


@pytest.mark.parametrize(
    "rules",
    [
        [{**RULE, "id": str(BuiltInRule.REVIEW_ALL)}],
        [RULE, RULE],
        [{**RULE, "says": {"en": "x"}}],
        [{**RULE, "when": {"words": [""]}}],
        [{**RULE, "when": {"words": ["🔪"]}}],
        [{**RULE, "when": {"words": ["ـ", "hope"]}}],
        [{**RULE, "when": {"hashtags": ["#"]}}],
        [{**RULE, "when": {"hashtags": ["two words"]}}],
        [{**RULE, "when": {"hashtags": ["self-harm"]}}],
        [{**RULE, "when": {"creators": ["noor"]}}],
        [{**RULE, "when": {"colour": ["red"]}}],
    ],
)
def test_a_policy_that_could_be_misread_is_refused(rules: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate({"rules": rules})


@pytest.mark.parametrize(
    ("text", "id"),
    [("tiktok:@Noor.Writes", "tiktok:@noor.writes"), ("tiktok:open-NOOR", "tiktok:open-NOOR")],
)
def test_a_handle_is_compared_without_its_case_and_an_open_id_with_it(text: str, id: str) -> None:
    assert creator_id(text) == id


@pytest.mark.parametrize(
    "text", ["noor", "tiktok:", "tiktok:@", "TikTok:@noor", "tiktok:@a b", 'tiktok:@a"b']
)
def test_what_is_no_creators_id_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        creator_id(text)


def test_a_creator_may_be_listed_under_both_names() -> None:
    names = ids_of("tiktok", Creator(handle="Noor", open_id="open-noor"))
    assert names == ["tiktok:@noor", "tiktok:open-noor"]
