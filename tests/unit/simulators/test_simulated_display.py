from datetime import timedelta
from typing import Any

import pytest

from tests.simulators.cast import CREATORS, VIDEOS
from tests.simulators.server import TikTokSimulator
from tests.unit.simulators.conftest import Caller

pytestmark = pytest.mark.enable_socket
LIST = "/v2/video/list/?fields=id,video_description,share_url,create_time"
QUERY = "/v2/video/query/?fields=id,cover_image_url,view_count"
NOOR, NOORS_VIDEO, ANOTHERS_VIDEO = CREATORS[0], VIDEOS[0], VIDEOS[1]


def test_a_creators_videos_are_paged_newest_first(simulator: TikTokSimulator, caller: Caller) -> None:
    newer = NOORS_VIDEO.model_copy(
        update={"id": "7600000000000000001", "created_at": NOORS_VIDEO.created_at + timedelta(days=1)}
    )
    simulator.catalogue.put(newer)
    token = caller.connect(NOOR.open_id)["access_token"]

    first = caller.post_json(LIST, token, {"max_count": 1}).json()["data"]
    second = caller.post_json(LIST, token, {"max_count": 1, "cursor": first["cursor"]}).json()["data"]

    assert [video["id"] for video in first["videos"] + second["videos"]] == [newer.id, NOORS_VIDEO.id]
    assert (first["has_more"], second["has_more"]) == (True, False)
    assert first["cursor"] == newer.create_time * 1000


def test_a_creator_without_videos_has_an_empty_page(simulator: TikTokSimulator, caller: Caller) -> None:
    simulator.catalogue.take_down(NOORS_VIDEO.id)
    token = caller.connect(NOOR.open_id)["access_token"]

    data = caller.post_json(LIST, token, {}).json()["data"]

    assert data == {"videos": [], "cursor": 0, "has_more": False}


def test_only_the_creators_own_videos_are_looked_up(caller: Caller) -> None:
    token = caller.connect(NOOR.open_id)["access_token"]
    body = {"filters": {"video_ids": [NOORS_VIDEO.id, ANOTHERS_VIDEO.id]}}

    answer = caller.post_json(QUERY, token, body).json()

    assert [video["id"] for video in answer["data"]["videos"]] == [NOORS_VIDEO.id]
    assert answer["error"]["code"] == "ok"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (LIST, {"max_count": 21}),
        (QUERY, {"filters": {"video_ids": []}}),
        (QUERY, {"filters": {"video_ids": [str(number) for number in range(21)]}}),
        (f"{LIST},hashtag_names", {}),
    ],
)
def test_a_call_against_the_rules_is_refused(caller: Caller, path: str, body: dict[str, Any]) -> None:
    token = caller.connect(NOOR.open_id)["access_token"]

    answer = caller.post_json(path, token, body)

    assert (answer.status, answer.json()["error"]["code"]) == (400, "invalid_params")


def test_a_creator_who_did_not_grant_the_list_is_not_listed(caller: Caller) -> None:
    token = caller.connect(NOOR.open_id, "user.info.basic")["access_token"]

    answer = caller.post_json(LIST, token, {})

    assert (answer.status, answer.json()["error"]["code"]) == (401, "scope_not_authorized")
