"""Where the parts of this checkout are. The command is installed editable and never shipped without them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EMBEDDED_PROGRAMS = ROOT / ".venv-embedded" / "bin"
"""MiniStack and the SAM CLI pin their own botocore, so they live in an environment of their own."""
DEFAULT_HOME = ROOT / ".embedded"
