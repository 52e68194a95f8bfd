from collections.abc import Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.aws.attributes import to_attributes
from campaign.aws.figures import VIDEOS, FigureCounter, FiguresTable, news_of
from campaign.aws.table import Table
from campaign.figures.contribution import CreatorHash, contribution_of
from campaign.figures.counting import News
from campaign.figures.storage import FORGOTTEN_AFTER, SHARDS, counted_key, creator_key
from campaign.figures.tally import CampaignFigures, Tally
from campaign.kernel.errors import TransientError
from campaign.videos.intake import Creator
from campaign.videos.storage import video_item
from campaign.videos.video import VideoKey, VideoStatus
from tests.figures_from_scratch import figures_of, sum_of
from tests.unit.aws.test_video_intake import Calls
from tests.unit.conftest import FixedClock
from tests.unit.figures.samples import NOON, contribution, deliveries, histories, told, video
from tests.unit.stored import items_under

KEY = VideoKey("tiktok:1")
NOOR = CreatorHash("noor")


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def counter(table: Table, clock: FixedClock, pauses: list[float]) -> FigureCounter:
    return FigureCounter(table, clock, pauses.append)


def read(table: Table) -> CampaignFigures:
    return FiguresTable(table).read()


def new(number: int, **fields: Any) -> News:
    return News(VideoKey(f"tiktok:{number}"), 1, contribution(creator=CreatorHash(f"c{number}"), **fields))


def test_the_table_comes_to_the_sum_from_scratch(table: Table, counter: FigureCounter) -> None:
    videos = [
        video(1),
        video(2, region=None, creator=Creator()),
        video(3, status=VideoStatus.REJECTED),
        video(4, source="webhook", caption="شكرًا"),
    ]

    counter.count([News(one.key, 1, contribution_of(one)) for one in videos])

    assert read(table) == figures_of(videos)
    assert FiguresTable(table).totals() == figures_of(videos).total


# One table for all examples, told apart by their videos: making one takes longer than an example.
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_table_is_exact_after_repeats_and_reordering(
    table: Table, counter: FigureCounter, data: st.DataObject
) -> None:
    for row in table.client.scan(TableName=table.name)["Items"]:
        table.client.delete_item(TableName=table.name, Key={"pk": row["pk"], "sk": row["sk"]})
    drawn = data.draw(histories)

    for batch in data.draw(deliveries(drawn)):
        counter.count(batch)
    counter.count(told(drawn)[:VIDEOS])

    assert read(table) == sum_of(history[-1] for history in drawn)


def test_no_bucket_is_one_hot_row(
    table: Table, counter: FigureCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Any] = []
    monkeypatch.setattr(table, "transact", lambda _, actions: written.extend(actions))

    for number in range(400):  # of so many, chance leaves a shard out once in ten billion runs
        counter.count([new(number)])

    rows = [each["Update"]["Key"]["pk"]["S"] for each in written if "Update" in each]
    assert len(set(rows)) == SHARDS
    assert max(map(rows.count, set(rows))) < len(rows) / 4


def rows_of_the_total(table: Table) -> list[Any]:
    keys = [{"pk": {"S": f"FIGURES#{shard}"}, "sk": {"S": "total#all"}} for shard in range(SHARDS)]
    return table.client.batch_get_item(RequestItems={table.name: {"Keys": keys}})["Responses"][table.name]


def test_new_videos_cost_two_reads_and_one_write(table: Table, counter: FigureCounter) -> None:
    calls = Calls(table)
    counter.count([new(number) for number in range(VIDEOS)])
    assert calls.names == ["BatchGetItem", "BatchGetItem", "TransactWriteItems"]


def test_figures_that_rise_cost_one_read_and_one_write(table: Table, counter: FigureCounter) -> None:
    counter.count([new(1)])
    calls = Calls(table)
    counter.count([new(1)._replace(version=2, contribution=contribution(creator="c1", views=120))])
    assert calls.names == ["BatchGetItem", "TransactWriteItems"]


def test_what_is_known_costs_one_read(table: Table, counter: FigureCounter) -> None:
    counter.count([new(1)])
    calls = Calls(table)
    counter.count([new(1)])
    assert calls.names == ["BatchGetItem"]


def test_more_than_one_transaction_takes_is_written_in_several(table: Table, counter: FigureCounter) -> None:
    news = [
        new(number, day=f"2026-01-{number + 1:02}", region=f"A{chr(65 + number % 26)}")
        for number in range(30)
    ]
    calls = Calls(table)

    counter.count(news)

    assert calls.names.count("TransactWriteItems") == 2
    assert read(table) == sum_of(one.contribution for one in news)


class Meanwhile:
    """Another function that counts the same creator between our read and our write, `times` times."""

    def __init__(self, table: Table, clock: FixedClock, times: int) -> None:
        self.transact = table.transact
        self.other = FigureCounter(Table(table.client, table.name), clock)
        self.times = times

    def __call__(self, thing: str, actions: list[Any]) -> None:
        if self.times:
            self.times -= 1
            self.other.count([News(VideoKey(f"tiktok:other-{self.times}"), 1, contribution())])
        self.transact(thing, actions)


def test_who_was_overtaken_counts_again(
    table: Table,
    clock: FixedClock,
    counter: FigureCounter,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(table, "transact", Meanwhile(table, clock, times=2))

    counter.count([News(KEY, 1, contribution())])

    assert (read(table).total.videos, read(table).total.creators) == (3, 1)
    assert len(pauses) == 2


def test_who_is_overtaken_every_time_hands_the_videos_back(
    table: Table, clock: FixedClock, counter: FigureCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "transact", Meanwhile(table, clock, times=100))

    with pytest.raises(TransientError, match="count these videos again"):
        counter.count([News(KEY, 1, contribution())])

    assert table.get(*counted_key(KEY)) is None


def conflicting(times: int, table: Table) -> Any:
    """DynamoDB that answers TransactionConflict, as it does when two transactions meet at one item."""
    transact_write_items = table.client.transact_write_items
    left = [times]

    def answer(**parameters: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise ClientError(
                {
                    "Error": {"Code": "TransactionCanceledException"},
                    "CancellationReasons": [{"Code": "None"}, {"Code": "TransactionConflict"}],
                },
                "TransactWriteItems",
            )
        return transact_write_items(**parameters)

    return answer


def test_two_transactions_that_met_at_a_row_choose_again(
    table: Table, counter: FigureCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    shards = iter([3, 5, 9])
    monkeypatch.setattr("random.randrange", lambda _: next(shards))
    monkeypatch.setattr(table.client, "transact_write_items", conflicting(2, table))

    counter.count([new(1)])

    assert [row["pk"]["S"] for row in rows_of_the_total(table)] == ["FIGURES#9"]


def test_an_answer_that_got_lost_does_not_count_twice(
    table: Table, counter: FigureCounter, monkeypatch: pytest.MonkeyPatch
) -> None:
    transact = table.transact

    def lost(thing: str, actions: list[Any]) -> None:
        transact(thing, actions)
        monkeypatch.setattr(table, "transact", transact)
        raise TransientError(thing, "AWS could not be reached", "try again")

    monkeypatch.setattr(table, "transact", lost)

    counter.count([new(1)])

    assert read(table).total == Tally(videos=1, creators=1, views=100, likes=10, shares=1)


def test_a_creator_of_whom_nothing_counts_is_forgotten_after_a_week(
    table: Table, counter: FigureCounter, clock: FixedClock
) -> None:
    counter.count([News(KEY, 1, contribution())])
    counter.count([News(KEY, 2, None)])

    row = table.get(*creator_key(NOOR))
    assert row is not None
    assert (row.version, row.data, row.expires_at) == (2, "{}", int((clock() + FORGOTTEN_AFTER).timestamp()))

    counter.count([News(KEY, 3, contribution())])
    row = table.get(*creator_key(NOOR))
    assert row is not None
    assert (row.version, row.expires_at) == (3, None)


def test_of_a_video_that_counts_no_longer_only_its_version_is_kept(
    table: Table, counter: FigureCounter
) -> None:
    counter.count([News(KEY, 1, contribution())])
    counter.count([News(KEY, 2, None)])
    assert [(row.version, row.data) for row in items_under(table, f"COUNTED#{KEY}")] == [(2, "null")]


def test_a_stream_record_is_news_of_its_version() -> None:
    item = video_item(video(), version=7, change=None, changed_at=NOON, correlation_id="c-1")
    record = {"eventName": "MODIFY", "dynamodb": {"SequenceNumber": "1", "NewImage": to_attributes(item)}}
    assert news_of(record) == News(video().key, 7, contribution_of(video()))


def test_an_empty_table_has_empty_figures(table: Table) -> None:
    assert read(table) == CampaignFigures()
    assert FiguresTable(table).totals() == Tally()


def test_totals_that_are_left_unread_are_not_taken_for_none(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unread(**_: Any) -> dict[str, Any]:
        return {"Responses": {table.name: []}, "UnprocessedKeys": {table.name: {"Keys": [{}]}}}

    monkeypatch.setattr(table.client, "batch_get_item", unread)
    with pytest.raises(TransientError, match="unread"):
        FiguresTable(table).totals()


def test_a_fault_of_the_deployment_is_not_tried_again(
    table: Table, counter: FigureCounter, pauses: Sequence[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "BatchGetItem")

    monkeypatch.setattr(table.client, "batch_get_item", refuse)

    with pytest.raises(ClientError):
        counter.count([new(1)])
    assert pauses == []
