"""The wall may stand in the pages of named partners, and nothing else of the hub in anybody's."""

import re
from typing import Any

import pytest

from tests.templates import APPLICATION, resources

PARAMETER = APPLICATION["Parameters"]["WallFrameAncestors"]
POLICIES = {
    name: policy["Properties"]["ResponseHeadersPolicyConfig"]
    for name, policy in resources("AWS::CloudFront::ResponseHeadersPolicy").items()
}
DISTRIBUTION = resources("AWS::CloudFront::Distribution")["Distribution"]["Properties"]["DistributionConfig"]


def content_security_policy(name: str) -> dict[str, str]:
    """Directives by their names."""
    said: Any = POLICIES[name]["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    text = said["Fn::Sub"] if isinstance(said, dict) else said
    parts = (directive.strip().partition(" ") for directive in text.split(";"))
    return {directive: values for directive, _, values in parts}


def test_the_wall_alone_may_be_framed_and_by_those_who_are_named() -> None:
    assert content_security_policy("ResponseHeaders")["frame-ancestors"] == "'none'"
    assert POLICIES["ResponseHeaders"]["SecurityHeadersConfig"]["FrameOptions"]["FrameOption"] == "DENY"

    assert content_security_policy("WallHeaders")["frame-ancestors"] == "${WallFrameAncestors}"
    assert "FrameOptions" not in POLICIES["WallHeaders"]["SecurityHeadersConfig"], "it knows no list of sites"


def test_the_wall_can_run_nothing() -> None:
    policy = content_security_policy("WallHeaders")

    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy.keys() == {
        "default-src", "style-src", "img-src", "base-uri", "form-action", "frame-ancestors",
        "upgrade-insecure-requests",
    }  # fmt: skip
    assert policy["style-src"] == policy["img-src"] == "'self'"


def test_only_what_lies_under_wall_is_served_with_the_wall_s_headers() -> None:
    headers = {
        each["PathPattern"]: each["ResponseHeadersPolicyId"] for each in DISTRIBUTION["CacheBehaviors"]
    }

    assert headers == {"wall/*": {"Ref": "WallHeaders"}}
    assert DISTRIBUTION["DefaultCacheBehavior"]["ResponseHeadersPolicyId"] == {"Ref": "ResponseHeaders"}


def test_the_wall_is_else_sent_as_the_hub_is() -> None:
    wall, hub = dict(DISTRIBUTION["CacheBehaviors"][0]), dict(DISTRIBUTION["DefaultCacheBehavior"])
    for behaviour in (wall, hub):
        del behaviour["ResponseHeadersPolicyId"]
    del wall["PathPattern"]

    assert wall == hub
    ours, theirs = (
        dict(POLICIES[name]["SecurityHeadersConfig"]) for name in ("WallHeaders", "ResponseHeaders")
    )
    for headers in (ours, theirs):
        headers.pop("FrameOptions", None)
        del headers["ContentSecurityPolicy"]
    assert ours == theirs


def test_nobody_shows_the_wall_unless_they_are_named() -> None:
    assert PARAMETER["Default"] == "'none'"


@pytest.mark.parametrize(
    ("origins", "taken"),
    [
        ("'none'", True),
        ("https://partner.example.org", True),
        ("https://a.example.org https://*.b.example.org:8443", True),
        ("", False),
        ("*", False),
        ("https://*", False),
        ("https:", False),
        ("http://partner.example.org", False),
        ("https://partner.example.org/page", False),
        ("https://partner.example.org; script-src *", False),
        ("'none' https://partner.example.org", False),
        ("https://partner.example.org\nX-Other: 1", False),
    ],
)
def test_the_list_takes_https_origins_and_nothing_that_says_more(origins: str, taken: bool) -> None:
    # CloudFormation matches the whole value.
    assert (re.fullmatch(PARAMETER["AllowedPattern"], origins) is not None) is taken
