"""The embedded AWS: one MiniStack process, its log and its state in a home directory of its own."""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from campaign_cli.errors import CommandError
from campaign_cli.project import DEFAULT_HOME, EMBEDDED_PROGRAMS

REGION = "eu-west-1"
REPAIRED = Path(__file__).with_name("ministack_repaired.py")
START_SECONDS = 60.0
STOP_SECONDS = 10.0
HOST = "127.0.0.1"

# The account's root; MiniStack enforces the roles of functions, not of whoever deploys.
ACCOUNT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
}

SETTINGS = {
    "AUTH": "true",  # roles are enforced, as on AWS
    "CLOUDTRAIL_RECORDING": "1",  # tests compare what was called with what is allowed
    "CLOUDTRAIL_MAX_EVENTS": "200000",  # all of a test run's calls, not the newest ten thousand
    "LAMBDA_ACCOUNT_CONCURRENCY": "1000",  # as on AWS; the default follows the machine's memory
    "IOT_MTLS_ENABLED": "0",  # unused, and it would take a fixed port
    "BIND_HOST": HOST,
    "MINISTACK_REGION": REGION,
}


@dataclass(frozen=True)
class Instance:
    """A started MiniStack: `pid` leads a process group, `started` is ISO 8601 in UTC."""

    pid: int
    port: int
    started: str


class EmbeddedAws:
    """One embedded AWS. Several may run side by side, each with its own `home`.

    Everything in it is kept in memory and gone when it stops.
    """

    def __init__(self, home: Path = DEFAULT_HOME, *, repaired: bool = True) -> None:
        """`repaired` as in ministack_repaired.py; a test does without, to see whether it is still needed."""
        self.home = home.resolve()
        self.log = self.home / "ministack.log"
        self._state = self.home / "state.json"
        self._temporary = self.home / "tmp"
        self._process: subprocess.Popen[bytes] | None = None
        self._program = ["python", str(REPAIRED)] if repaired else ["ministack"]

    @property
    def instance(self) -> Instance | None:
        """The instance that runs now, or None."""
        if not self._state.exists() or not _is_held(self.log):
            return None
        return Instance(**json.loads(self._state.read_text()))

    @property
    def endpoint(self) -> str:
        """Raises CommandError when nothing runs."""
        if (instance := self.instance) is None:
            raise CommandError("the embedded AWS is not running; start it with: campaign embedded start")
        return _endpoint(instance.port)

    def environment(self) -> dict[str, str]:
        """This process's environment with every AWS setting replaced by those of the embedded AWS.

        A developer's real profile or session token must not reach it, nor anything of it the real AWS.
        """
        return {**_without_aws_settings(), **ACCOUNT, "AWS_ENDPOINT_URL": self.endpoint}

    def start(self) -> Instance:
        """Start it on a free port and wait until it is healthy; the running instance if there is one.

        Raises CommandError, with the end of its log, when it is not healthy after START_SECONDS.
        """
        if (running := self.instance) is not None:
            return running
        self._temporary.mkdir(parents=True, exist_ok=True)
        port = _free_port()
        process = self._process = self._launch(port)
        instance = Instance(process.pid, port, datetime.now(UTC).isoformat(timespec="seconds"))
        self._state.write_text(json.dumps(asdict(instance)))
        _within(START_SECONDS, lambda: process.poll() is not None or _is_healthy(port))
        if not _is_healthy(port):
            self.stop()
            raise CommandError(
                f"the embedded AWS did not become healthy on port {port}; "
                f"the end of {self.log}:\n{tail(self.log)}"
            )
        return instance

    def stop(self) -> None:
        """End MiniStack and the functions that it started; does nothing when none runs."""
        if (instance := self.instance) is not None:
            _signal_group(instance.pid, signal.SIGTERM)
            _within(STOP_SECONDS, lambda: not _is_held(self.log))
            # Workers of functions share the group and may outlive their leader.
            _signal_group(instance.pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
        self._state.unlink(missing_ok=True)
        shutil.rmtree(self._temporary, ignore_errors=True)

    def _launch(self, port: int) -> subprocess.Popen[bytes]:
        program, *arguments = self._program
        program = str(EMBEDDED_PROGRAMS / program)
        if not Path(program).exists():
            raise CommandError(f"{program} is not installed; install it with: make setup")
        with self.log.open("ab") as log:
            # MiniStack keeps this lock, with the log, for as long as it lives: unlike a process id,
            # a lock is never taken for that of a later process.
            fcntl.flock(log, fcntl.LOCK_EX | fcntl.LOCK_NB)
            log.truncate(0)
            return subprocess.Popen(
                [program, *arguments],
                env=self._process_environment(port),
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _process_environment(self, port: int) -> dict[str, str]:
        # Functions' code is unpacked below TMPDIR and goes with it.
        own = {"GATEWAY_PORT": str(port), "TMPDIR": str(self._temporary)}
        return {**_without_aws_settings(), **ACCOUNT, **SETTINGS, **own}


def tail(log: Path, lines: int = 30) -> str:
    """The last lines of a log, for an error message."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _without_aws_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


def _endpoint(port: int) -> str:
    return f"http://{HOST}:{port}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"{_endpoint(port)}/_ministack/health", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _is_held(log: Path) -> bool:
    """Whether the process that writes `log` still lives."""
    if not log.exists():
        return False
    with log.open("rb") as probe:
        try:
            fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _signal_group(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, number)


def _within(seconds: float, done: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True
