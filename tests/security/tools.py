"""Programs of the environment that `make security` installs."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from campaign_cli.project import ROOT

PROGRAMS = ROOT / ".venv-security" / "bin"


@dataclass(frozen=True)
class Run:
    """How a program ended, and what it said."""

    code: int
    out: str
    errors: str


def run(program: str, *options: str, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> Run:
    done = subprocess.run(
        [str(PROGRAMS / program), *options], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    return Run(done.returncode, done.stdout, done.stderr)
