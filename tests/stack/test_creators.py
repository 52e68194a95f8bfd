"""A creator who withdraws takes every video along.

The message of a departure comes back once, after the intake queue's visibility timeout. As one of the first
tests this leaves it to do so while others run; the replay and the closing tests wait for an empty queue.
"""

import pytest

from campaign.videos.video import VideoKey
from campaign_cli.waiting import wait_for
from tests.simulators.webhook_bodies import RemovalReason
from tests.stack.conftest import Campaign
from tests.stack.test_videos import WAIT, featured, shows, video

pytestmark = pytest.mark.stack


def test_all_videos_of_a_creator_who_leaves_go_at_once(campaign: Campaign) -> None:
    campaign.creator("flow.leaver")
    ones = [video(20, "flow.leaver"), video(21, "flow.leaver")]
    for one in ones:
        featured(campaign, one)

    body = campaign.bodies.authorization_removed("act.flow.leaver", RemovalReason.USER_DISCONNECTED)
    assert campaign.webhook(body).accepted

    wait_for("the creator off the hub", lambda: not shows(campaign, "ar/index.html", "flow.leaver"), WAIT)
    for one in ones:
        assert campaign.moderator.video(VideoKey(f"tiktok:{one.id}")).status == "withdrawn"
