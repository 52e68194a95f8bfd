"""`campaign search …`: the hashtag search, from the terminal."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from campaign.aws.attributes import from_attributes
from campaign.aws.daily_quota import DailyQuota, Used
from campaign.aws.table import Table as StateTable
from campaign.tiktok.search_days import Days
from campaign.tiktok.search_state import SearchState
from campaign.tiktok.search_storage import NEW_VIDEOS, PARTITION, state_in
from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME
from campaign_cli.search_past import searched

app = typer.Typer(no_args_is_help=True, help="TikTok's hashtag search.")
console = Console()

ON_A_DAY = ["%Y-%m-%d"]
First = Annotated[datetime, typer.Option("--from", formats=ON_A_DAY, help="The first day, UTC.")]
Last = Annotated[datetime, typer.Option("--to", formats=ON_A_DAY, help="The last day, UTC.")]


@app.command()
def backfill(
    first: First, last: Last, home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None
) -> None:
    """Search a past range of days. Run again with the same days, it goes on where it had stopped; once it is
    done, it asks again for the days that it had skipped."""
    days = range_of(first.date(), last.date(), datetime.now(UTC).date())
    deployment = chosen_deployment(home, aws, stack_name)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    videos, skipped = 0, list[str]()
    with Progress(*columns, TextColumn("{task.fields[found]}"), TimeElapsedColumn(), console=console) as bar:
        task = bar.add_task("days searched", total=len(days), found="")
        for answer in searched(deployment, days):
            videos, skipped = videos + answer.videos, answer.skipped
            bar.update(task, completed=len(days) - answer.days_left, found=f"{videos:,} videos")
    console.print(f"{len(days) - len(skipped)} days are searched; {videos:,} videos went to the intake")
    if skipped:
        console.print(f"TikTok does not answer for {', '.join(skipped)}: skipped", style="yellow")


@app.command()
def status(home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None) -> None:
    """Say how far each search has come, which days it has skipped, and what is used of today's quota."""
    deployment = chosen_deployment(home, aws, stack_name)
    table = deployment.state
    today = datetime.now(UTC).date()
    console.print(listing(searches(table)))
    console.print(in_words(DailyQuota(table, "research", 0, 0).used(today), today))


def range_of(first: date, last: date, today: date) -> Days:
    """Raises CommandError for a range that cannot be searched."""
    if not first <= last <= today:
        raise CommandError(
            f"--from {first} --to {last}: the days must be in order, and the last not in future"
        )
    return Days(first=first, last=last)


def searches(table: StateTable) -> list[SearchState]:
    """That for new videos first, then those of past ranges."""
    answer = table.client.query(
        TableName=table.name,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": PARTITION}},
        ConsistentRead=True,
    )
    return [state_in(from_attributes(item)) for item in answer["Items"]]


def listing(states: list[SearchState]) -> Table:
    table = Table("Search", "Done until", "Days left", "Skipped", title="Hashtag search")
    for state in states:
        name = "new videos" if state.name == NEW_VIDEOS else f"{state.days.first} to {state.days.last}"
        skipped = ", ".join(str(one.day) for one in state.skipped)
        table.add_row(name, done_until(state), str(state.days_left), skipped or "none")
    if not states:
        table.caption = "Nothing has been searched yet."
    return table


def done_until(state: SearchState) -> str:
    """Of the search for new videos: since when something new may have appeared, which it has not yet seen."""
    if state.name == NEW_VIDEOS and state.searched_at:
        return f"{state.searched_at.astimezone(UTC):%Y-%m-%d %H:%MZ}"
    return str(state.done_until or "-")


def in_words(used: Used, day: date) -> str:
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)
    words = f"Quota used on {day}: {used.requests:,} requests, {used.records:,} videos"
    return words + (f"; TikTok answers no more before {end:%Y-%m-%d %H:%MZ}" if used.exhausted else "")
