"""What a cold start spends on imports: CPU in a fresh process, beside what every function must do."""

import os
import subprocess
import sys
from statistics import median, quantiles
from typing import Any

from tests.templates import APPLICATION, ROOT, functions

BASE = 'import boto3; boto3.client("dynamodb")'
FUNCTIONS = sorted(functions())


def _bar(function: str) -> float:
    """A function URL is a platform's webhook, whose sender waits; behind an API somebody waits as well,
    and a queue does not mind."""
    properties = functions()[function]
    if "FunctionUrlConfig" in properties:
        return 1.15
    return 1.7 if any(event["Type"] == "Api" for event in properties["Events"].values()) else 1.6


BARS = {function: _bar(function) for function in FUNCTIONS}
"""Times what BASE takes, at most."""
_PROCESS = {
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "PYTHONPATH": f"{ROOT / 'layers/campaign/src'}{os.pathsep}{ROOT}",
}


def statement(function: str) -> str:
    return f"import functions.{function}.app"


def environment(function: str) -> dict[str, str]:
    """The function's variables as the template has them; what a deployment fills in is an address, or the
    least number that the template takes."""
    defaults = {
        name: parameter.get("Default", parameter.get("MinValue"))
        for name, parameter in APPLICATION["Parameters"].items()
    }

    def text(value: Any) -> str:
        if isinstance(value, dict):
            value = defaults.get(value.get("Ref"))
        return "https://bench.example" if value is None else str(value)

    variables = (
        APPLICATION["Globals"]["Function"]["Environment"]["Variables"]
        | functions()[function]["Environment"]["Variables"]
    )
    return {name: text(value) for name, value in variables.items()}


def measure(repetitions: int, of: list[str]) -> dict[str, list[float]]:
    """CPU milliseconds of each repetition by statement: BASE and the functions' imports, taking turns.

    The interpreter's own start is not in them. A first round writes the bytecode caches.
    """
    environments = {BASE: {}, **{statement(function): environment(function) for function in of}}
    spent: dict[str, list[float]] = {code: [] for code in environments}
    for repetition in range(repetitions + 1):
        for code, variables in environments.items():
            milliseconds = _cpu_of(code, variables)
            if repetition:
                spent[code].append(milliseconds)
    return spent


def _cpu_of(code: str, variables: dict[str, str]) -> float:
    script = f"import time; started = time.process_time(); {code}; print(time.process_time() - started)"
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, **_PROCESS, **variables},
        check=True,
        text=True,
        stdout=subprocess.PIPE,
    )
    return float(ran.stdout) * 1000


def table(spent: dict[str, list[float]]) -> list[str]:
    """The imports as lines to print."""
    lines = ["Imports, in fresh processes: CPU as median (quartiles)"]
    for each, milliseconds in spent.items():
        low, _, high = quantiles(milliseconds, n=4)
        ratio = median(milliseconds) / median(spent[BASE])
        function = each.split(".")[-2]
        bar = f"  the bar is {BARS[function]}" if function in BARS else ""
        lines.append(
            f"  {each:<42} {median(milliseconds):5.0f} ms ({low:.0f} to {high:.0f})  {ratio:5.2f}{bar}"
        )
    return lines


def missed(spent: dict[str, list[float]]) -> list[str]:
    """The bars that do not hold, each as a sentence."""
    ratios = {
        function: median(spent[statement(function)]) / median(spent[BASE])
        for function in BARS
        if statement(function) in spent
    }
    return [
        f"{function}: its import takes {ratio:.2f} times {BASE}, the bar is {BARS[function]}"
        for function, ratio in ratios.items()
        if ratio > BARS[function]
    ]
