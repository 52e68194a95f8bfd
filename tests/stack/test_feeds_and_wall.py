"""Feeds, wall and what programs read, as the deployed CDN serves them."""

import json
from xml.etree.ElementTree import fromstring

import feedparser
import pytest

from campaign.kernel.clock import utc_now
from campaign_cli.waiting import wait_for
from tests.stack.conftest import Campaign
from tests.stack.test_sessions import WAIT, session

pytestmark = pytest.mark.stack

PARTNER = "https://partner.example.org"
"""Named in samconfig.toml."""


def test_the_wall_may_stand_in_a_partner_s_page_and_nothing_else_may(campaign: Campaign) -> None:
    wait_for("the wall", lambda: campaign.page("wall/ar-dark.html")[0] == 200, WAIT)

    _, text, headers = campaign.page("wall/ar-dark.html")
    assert f"frame-ancestors {PARTNER};" in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "X-Frame-Options" not in headers
    assert headers["Cache-Control"] == "public, max-age=15"
    assert '<html lang="ar" dir="rtl" class="dark">' in text

    _, _, headers = campaign.page("ar/index.html")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_a_session_reaches_the_feeds_the_sitemap_and_campaign_json(campaign: Campaign) -> None:
    later = utc_now().replace(microsecond=0, year=utc_now().year + 1)
    campaign.publisher.schedule_session(session("told-in-feeds", later))
    name = "tag:end-the-stigma,2026:session:told-in-feeds/en"

    def entries() -> list[str]:
        status, text, _ = campaign.page("en/feeds/sessions.atom")
        return [entry.id for entry in feedparser.parse(text).entries] if status == 200 else []

    wait_for("the session in the feed", lambda: name in entries(), WAIT)
    _, text, headers = campaign.page("en/feeds/sessions.json")
    assert name in [item["id"] for item in json.loads(text)["items"]]
    assert headers["Content-Type"] == "application/feed+json; charset=utf-8"
    wait_for("it in the sitemap", lambda: "told-in-feeds" in campaign.page("sitemap.xml")[1], WAIT)
    fromstring(campaign.page("sitemap.xml")[1])
    assert json.loads(campaign.page("campaign.json")[1])["hashtags"] == ["EndTheStigma", "لننهي_الوصمة"]
