import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from campaign.aws.figures import VIDEOS, FiguresTable
from campaign.aws.table import Table
from campaign.figures.counting import News
from campaign.figures.tally import Tally
from campaign.kernel.errors import TransientError
from tests.unit.conftest import FakeLambdaContext, LogLines

EVENTS = Path(__file__).parents[3] / "events" / "count_figures"

# what the sample leaves, by region
COUNTED = {
    "two_new_videos": {
        "AE": Tally(videos=1, creators=1, views=120, likes=12, shares=2),
        "SA": Tally(videos=1, creators=1, views=120, likes=12, shares=2),
    },
    "repeated_and_out_of_order": {
        "AE": Tally(videos=1, creators=1, views=150, likes=13, shares=2),
        "SA": Tally(videos=1, creators=1, views=120, likes=12, shares=2),
    },
    "one_gone": {"AE": Tally(videos=1, creators=1, views=120, likes=12, shares=2)},
}


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))
    return event


@pytest.fixture
def count_figures(table: Table, load_function: Any) -> ModuleType:
    app: ModuleType = load_function("count_figures", TABLE_NAME=table.name)
    return app


def test_every_sample_is_in_its_table() -> None:
    assert {path.stem for path in EVENTS.glob("*.json")} == set(COUNTED)


@pytest.mark.parametrize("name", sorted(COUNTED))
def test_a_sample_is_counted_once_however_often_it_comes(
    name: str, count_figures: ModuleType, table: Table, lambda_context: FakeLambdaContext
) -> None:
    for _ in range(2):
        assert count_figures.handler(sample(name), lambda_context) == {"batchItemFailures": []}

    assert FiguresTable(table).read().region == COUNTED[name]


class Counter:
    """Counts until it is overtaken."""

    def __init__(self, chunks: int) -> None:
        self.chunks = chunks
        self.counted: list[News] = []

    def count(self, news: list[News]) -> None:
        if not self.chunks:
            raise TransientError("figures", "changed by somebody else meanwhile", "count these videos again")
        self.chunks -= 1
        self.counted += news


def test_the_stream_is_read_again_from_the_first_video_that_could_not_be_counted(
    count_figures: ModuleType, log_lines: LogLines
) -> None:
    (record, *_) = sample("two_new_videos")["Records"]
    records = [
        {**record, "dynamodb": {**record["dynamodb"], "SequenceNumber": str(number)}} for number in range(100)
    ]

    again = count_figures.count_records(records, counter := Counter(chunks=2))

    assert again == str(2 * VIDEOS)
    assert len(counter.counted) == 2 * VIDEOS
    assert [line["level"] for line in log_lines()] == ["WARNING"]
    assert "It helped" not in json.dumps(log_lines())


def test_the_handler_answers_in_the_shape_of_a_partial_batch(
    count_figures: ModuleType, lambda_context: FakeLambdaContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(count_figures, "counter", Counter(chunks=0))
    event = sample("two_new_videos")
    first = event["Records"][0]["dynamodb"]["SequenceNumber"]
    assert count_figures.handler(event, lambda_context) == {"batchItemFailures": [{"itemIdentifier": first}]}
