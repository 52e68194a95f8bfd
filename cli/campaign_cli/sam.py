"""Builds the application and deploys it to an embedded AWS with the SAM CLI, as `make deploy` does to AWS."""

import platform
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from campaign_cli.console import publish_console
from campaign_cli.deployment import Deployment
from campaign_cli.embedded import EmbeddedAws, tail
from campaign_cli.errors import CommandError
from campaign_cli.project import EMBEDDED_PROGRAMS, ROOT

STACK_NAME = "endthestigma-local"


def deploy(
    aws: EmbeddedAws, parameters: Mapping[str, str] | None = None, stack_name: str = STACK_NAME
) -> Deployment:
    """Build for this host, deploy to `aws`, wait until the stack is complete, and publish its console.

    `parameters` override the template parameters that samconfig.toml sets for `local`.
    Raises CommandError, with the end of the SAM CLI's output, when a step fails.
    """
    build = aws.home / "build"
    overrides = {**_configured_parameters(), **_host_parameters(), **(parameters or {})}
    remove_bytecode()
    _sam(aws, "build", "--parallel", "--build-dir", str(build))
    _sam(
        aws,
        "deploy",
        *("--config-file", str(ROOT / "samconfig.toml"), "--config-env", "local"),
        *("--template-file", str(build / "template.yaml")),
        *("--stack-name", stack_name),
        *("--parameter-overrides", *(f'{name}="{value}"' for name, value in overrides.items())),
    )
    deployment = Deployment.embedded(aws, stack_name)
    publish_console(deployment)
    return deployment


def remove_bytecode() -> None:
    """SAM packs a function's folder as it lies: what Python left there would make it another function."""
    for cache in (ROOT / "functions").rglob("__pycache__"):
        shutil.rmtree(cache)


def _configured_parameters() -> dict[str, str]:
    configuration = tomllib.loads((ROOT / "samconfig.toml").read_text())
    overrides = configuration["local"]["deploy"]["parameters"]["parameter_overrides"]
    return dict(override.split("=", 1) for override in overrides)


def _host_parameters() -> dict[str, str]:
    """MiniStack runs functions on its own interpreter, whatever their Runtime says: so it says the truth."""
    return {
        "PythonRuntime": f"python{_python_version()}",
        "Architecture": "arm64" if _machine() == "aarch64" else "x86_64",
    }


def _layer_settings() -> dict[str, str]:
    """The layers' wheels must be this host's; both environments are made from the same Python."""
    system = "apple-darwin" if sys.platform == "darwin" else "manylinux_2_28"
    return {"LAYER_PYTHON": _python_version(), "LAYER_PLATFORM": f"{_machine()}-{system}"}


def _python_version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _machine() -> str:
    machine = platform.machine().lower()
    return "aarch64" if machine in {"arm64", "aarch64"} else "x86_64"


def _sam(aws: EmbeddedAws, command: str, *options: str) -> None:
    log: Path = aws.home / f"sam-{command}.log"
    environment = {
        **aws.environment(),
        **_layer_settings(),
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_POLL_DELAY": "0.5",  # seconds; AWS asks for patience, a local stack does not
        "UV": str(Path(sys.executable).with_name("uv")),
    }
    with log.open("wb") as output:
        result = subprocess.run(
            [EMBEDDED_PROGRAMS / "sam", command, *options],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    if result.returncode != 0:
        raise CommandError(f"sam {command} failed; the end of {log}:\n{tail(log)}")
