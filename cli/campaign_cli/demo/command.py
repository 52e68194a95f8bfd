"""`campaign demo`: a whole campaign on the embedded AWS, and whether it kept its promises."""

import os
import signal
import sys
import time
from types import FrameType

import typer
from rich.console import Console
from rich.markup import escape

from campaign_cli.project import ROOT


def demo() -> None:
    """Play a whole campaign on the embedded AWS; exit status 1 if it breaks one of its promises."""
    # The simulators that the demo plays with belong to the tests: a part of this checkout, and of no package.
    sys.path.insert(0, str(ROOT))
    signal.signal(signal.SIGTERM, _leave)
    if not _performed(Console()):
        raise typer.Exit(1)


def _performed(console: Console) -> bool:
    """Whether every promise was kept."""
    # After sys.path knows where the simulators are.
    from campaign_cli.demo.promises import all_promises
    from campaign_cli.demo.report import table_of
    from campaign_cli.demo.script import Play
    from campaign_cli.demo.stage import HOME, stage
    from campaign_cli.demo.steps import Steps

    began = time.monotonic()
    steps = Steps(console)
    with stage(steps) as scene:
        play = Play(scene, steps)
        evidence = play.perform()
        promises = all_promises(evidence, play.expected, play.subscribers)
        console.print(table_of(evidence, play.expected))
        broken = [promise for promise in promises if not promise.kept]
        for promise in broken:
            console.print(f"[red]✗ Not so: {escape(promise.text)}. Seen: {escape(promise.seen)}[/]")
        console.print(f"{len(promises) - len(broken)} of {len(promises)} promises kept", end=" ")
        console.print(f"in {time.monotonic() - began:.0f} s. The hub: {scene.hub.url}/")
        if _somebody_looks_on(console):
            console.input(f"It all runs until you press Enter; other commands reach it with --home {HOME} ")
    return not broken


def _somebody_looks_on(console: Console) -> bool:
    return console.is_terminal and sys.stdin.isatty() and os.environ.get("CI", "").lower() != "true"


def _leave(number: int, frame: FrameType | None) -> None:
    """As Ctrl-C does: everything that was started is stopped on the way out."""
    sys.exit(128 + number)
