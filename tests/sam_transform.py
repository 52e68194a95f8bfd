"""What SAM makes of templates, asked of the environment in which SAM is: `.venv-embedded`.

As a program it reads [template, parameters] pairs from its input, as JSON, and writes what comes of each.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Asked = tuple[dict[str, Any], dict[str, str]]
"""A packaged template, and the parameters that it is deployed with."""


def transformed(interpreter: Path, asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """Raises CalledProcessError, with SAM's words in its `stderr`, when SAM refuses one."""
    answer = subprocess.run(
        [interpreter, __file__], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    made: list[dict[str, Any]] = json.loads(answer.stdout)
    return made


def _main() -> None:
    from samtranslator.translator.transform import transform

    class NoManagedPolicies:
        def load(self) -> dict[str, str]:
            return {}

    logging.getLogger("samtranslator").setLevel(logging.ERROR)
    os.environ["AWS_DEFAULT_REGION"] = "eu-west-1"
    made = [
        transform(template, parameters, NoManagedPolicies()) for template, parameters in json.load(sys.stdin)
    ]
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    _main()
