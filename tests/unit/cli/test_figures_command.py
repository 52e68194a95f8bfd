import csv
import io
from pathlib import Path

import boto3
import pytest
from rich.console import Console

from campaign.aws.figures import FigureCounter, FiguresTable
from campaign.aws.table import Table
from campaign.figures.contribution import CreatorHash
from campaign.figures.counting import News
from campaign.figures.tally import CampaignFigures
from campaign.videos.video import VideoKey
from campaign_cli import figures as command
from campaign_cli.deployment import Deployment
from campaign_cli.errors import CommandError
from campaign_cli.figures import By, figures, shown, write_csv
from tests.unit.conftest import FixedClock
from tests.unit.figures.samples import contribution
from tests.unit.template_resources import Resources


@pytest.fixture
def found(table: Table, clock: FixedClock) -> CampaignFigures:
    contributions = [
        contribution(views=1_234_000),
        contribution(day="2026-03-04", region="unknown", script="Arab", creator=CreatorHash("layla")),
        contribution(day="2026-03-04", source="webhook"),
    ]
    FigureCounter(table, clock).count(
        [News(VideoKey(f"tiktok:{number}"), 1, one) for number, one in enumerate(contributions)]
    )
    return FiguresTable(table).read()


def printed(found: CampaignFigures, by: By) -> str:
    console = Console(file=io.StringIO(), width=140)
    console.print(shown(found, by))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_figures_are_a_table_with_a_plot_under_it(found: CampaignFigures) -> None:
    text = printed(found, By.DAY)

    assert "1,234,200" in text, "the total"
    table, _, plot = text.partition("In all")
    assert table.index("2026-03-01") < table.index("2026-03-04")
    assert "2026-03-02" not in table
    assert [line.split()[0] for line in plot.splitlines() if line.strip().startswith("2026")] == [
        f"2026-03-0{day}" for day in (1, 2, 3, 4)
    ]
    bars = {line.split()[0]: line.count("█") for line in plot.splitlines() if "█" in line}
    assert bars["2026-03-04"] == 2 * bars["2026-03-01"] > 0


@pytest.mark.parametrize(
    ("by", "heading", "values"),
    [
        (By.REGION, "Region (ISO 3166)", ["AE", "unknown"]),
        (By.LANGUAGE, "Script of the caption (ISO 15924)", ["Arab", "Latn"]),
        (By.SOURCE, "Way in", ["search", "webhook"]),
    ],
)
def test_figures_are_shown_by_what_was_asked_for(
    found: CampaignFigures, by: By, heading: str, values: list[str]
) -> None:
    text = printed(found, by)
    assert heading in text
    assert all(value in text for value in values)


def test_a_campaign_without_videos_is_told_so_kindly() -> None:
    assert "No video counts yet" in printed(CampaignFigures(), By.DAY)


def test_a_csv_holds_every_bucket_and_the_total_first(found: CampaignFigures, tmp_path: Path) -> None:
    write_csv(found, tmp_path / "figures.csv")

    with (tmp_path / "figures.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert rows[0] == {
        "dimension": "total",
        "value": "all",
        "videos": "3",
        "creators": "2",
        "views": "1234200",
        "likes": "30",
        "shares": "3",
    }
    assert [(row["dimension"], row["value"]) for row in rows[1:]] == [
        ("day", "2026-03-01"),
        ("day", "2026-03-04"),
        ("region", "AE"),
        ("region", "unknown"),
        ("script", "Arab"),
        ("script", "Latn"),
        ("source", "search"),
        ("source", "webhook"),
    ]


@pytest.fixture
def deployment(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    deployment = Deployment("unit", boto3.Session())
    deployment.outputs = {"TableName": resources.table_name}
    monkeypatch.setattr(command, "chosen_deployment", lambda *_: deployment)
    return deployment


@pytest.mark.usefixtures("deployment")
def test_the_command_writes_what_it_would_have_shown(
    found: CampaignFigures, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures(csv_file=tmp_path / "figures.csv", json_file=tmp_path / "figures.json")

    assert CampaignFigures.model_validate_json((tmp_path / "figures.json").read_bytes()) == found
    assert (tmp_path / "figures.csv").exists()
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("deployment")
def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere/figures\.csv: cannot be written"):
        figures(csv_file=tmp_path / "nowhere" / "figures.csv")
