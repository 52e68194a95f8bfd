"""What a soak sends, and what it would see: the parts of it that need no stack."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest

from campaign_cli.replay_model import Facts
from tests.announced.reader import Reader
from tests.simulators.catalogue import Catalogue
from tests.soak.comparison import Deliveries, Found, of_cases, of_sessions, of_subscribers, of_videos
from tests.soak.processes import EMULATOR, Memory, Process, _of_group, function_in, slope
from tests.soak.world import Fate, Sending, World

START = datetime(2026, 11, 30, 6, 0, tzinfo=UTC)
CANCELLED, ANNOUNCED = "session:a@3/session.cancelled", "session:a@1/session.announced"


def a_world(posts: int) -> tuple[World, list[Sending]]:
    world = World("client-key", Catalogue((), ()), START)
    sendings = world.sendings()
    sent = list(islice(sendings, posts))
    world.ended = True
    return world, [*sent, *sendings]


def test_a_world_sends_duplicates_and_poison_in_their_shares_and_out_of_order() -> None:
    world, sent = a_world(4000)
    honest = [one for one in sent if one.body not in world.poison and one.way != "forged"]
    twice = sum(times - 1 for times in Counter(honest).values())
    poison = len(sent) - len(honest)

    assert 0.08 < twice / len(honest) < 0.12
    assert 0.04 < poison / len(sent) < 0.06
    ids = [json.loads(one.body)["id"] for one in honest if one.way == "Intake"]
    assert ids != sorted(ids)


def test_whatever_was_begun_is_sent_to_its_end() -> None:
    world, sent = a_world(500)
    told = " ".join(one.body for one in sent)

    assert all(post.video.id in told for post in world.posts)


def test_what_is_expected_of_a_post_is_its_fate() -> None:
    world, _ = a_world(2000)
    expected = world.expected_videos()

    def facts(fate: Fate) -> Iterator[Facts]:
        return (expected[post.video.id] for post in world.of_fate(fate))

    assert {fact["status"] for fact in facts(Fate.FEATURED)} == {"featured"}
    assert {fact["caption"] for fact in facts(Fate.REMOVED)} == {""}
    assert {fact["status"] for fact in facts(Fate.RETURNED)} == {"in_review"}
    assert not {post.video.id for post in world.of_fate(Fate.OTHER)} & expected.keys()


def found(**items: Any) -> Found:
    return Found(
        {
            tuple(key.split("|")): {"data": {"S": json.dumps(data)}}  # type: ignore[misc]
            for key, data in items.items()
        }
    )


def test_a_video_that_is_missing_or_strange_is_seen() -> None:
    world, _ = a_world(1)
    lines = list(of_videos(found(**{"VIDEO#tiktok:stranger|VIDEO": {"status": "gone"}}), world))

    assert len(lines) == len(world.expected_videos()) + 1


def test_a_case_that_is_missing_unasked_for_or_of_another_tier_is_seen() -> None:
    world, _ = a_world(1)
    world.posts.clear()
    stored = found(**{"CARE#story-1|HEAD": {"tier": "distress"}, "CARE#story-9|HEAD": {"tier": "general"}})

    assert len(list(of_cases(stored, world, ["1", "2"]))) == 3
    assert list(of_cases(found(**{"CARE#story-1|HEAD": {"tier": "general"}}), world, ["1"])) == []


def test_sessions_and_subscribers_are_exactly_those_of_the_model() -> None:
    stored = found(**{"SESSION#a|HEAD": {"revision": 2}, "SUB#x|SUB": {}})

    assert list(of_sessions(stored, {"a": 2})) == []
    assert list(of_sessions(stored, {"a": 3})) != []
    assert list(of_subscribers(stored, ["x"], [])) == []
    assert len(list(of_subscribers(stored, ["y"], []))) == 2


@pytest.mark.parametrize(
    ("key", "times", "entry", "is_explained", "is_fault"),
    [
        (ANNOUNCED, 1, {"state": "sent"}, False, False),
        (ANNOUNCED, 2, {"state": "sent", "attempts": 2, "reason": None}, False, True),
        (ANNOUNCED, 0, {"state": "dropped", "reason": "an earlier attempt may have been sent"}, True, False),
        (ANNOUNCED, 0, {"state": "dropped", "reason": "stale"}, False, True),
        (ANNOUNCED, 0, {}, False, True),
        (CANCELLED, 2, {"state": "sent", "attempts": 2}, True, False),
        (CANCELLED, 2, {"state": "sent", "attempts": 1}, False, True),
        (CANCELLED, 0, {"state": "sent", "attempts": 1}, False, True),
    ],
)
def test_only_what_its_class_allows_explains_a_delivery(
    key: str, times: int, entry: dict[str, object], is_explained: bool, is_fault: bool
) -> None:
    deliveries = Deliveries({key: (Reader("r"),)}, times=Counter({(key, "r"): times}))

    assert bool(list(deliveries.wrong_with(key, "r", entry))) is is_fault
    assert bool(deliveries.explained) is is_explained


def test_the_workers_of_one_embedded_aws_are_told_apart_by_their_function() -> None:
    worker = "/tmp/x/ministack-lambda-endthestigma-local-IngestVideos-B38E4107B525B-k2_x/_worker.py"
    lines = [
        "  10  10 204800 00:01:05 python ministack_repaired.py",
        f"  11  10 102400    0:02.50 python {worker}",
        f"  12  99 102400    0:02 python {worker}",
    ]

    assert list(_of_group(lines, 10)) == [
        Process(10, EMULATOR, 200.0, 65.0),
        Process(11, "IngestVideos", 100.0, 2.5),
    ]
    assert function_in("endthestigma-local-ReceiveWebhookFunction-a1B2") == "ReceiveWebhook"


def test_a_worker_that_leaks_in_the_second_half_of_its_life_is_seen() -> None:
    memory = Memory()
    for second in range(0, 240, 10):
        leaking = 80 + max(0, second - 120) / 60 * 3
        filling = 80 + min(second, 100) / 10
        memory.take(float(second), [Process(1, "Leaks", leaking, 0), Process(2, "Fills", filling, 0)])

    slopes = memory.slopes(at_least=90)
    assert slopes["Leaks"][2] == pytest.approx(3, abs=0.1)
    assert slopes["Fills"][2] == pytest.approx(0, abs=0.1)
    assert slope([(0, 5), (1, 5)]) == 0
