"""What every unit test can ask for: moto, the campaign's tables and queues, a clock, functions loaded
anew."""

import gc
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import StringIO
from types import ModuleType
from typing import Any

import boto3
import botocore.loaders
import hypothesis
import pytest
from moto import mock_aws
from moto.dynamodb.responses import DynamoHandler
from moto.sesv2.responses import SESV2Response
from pytest_socket import disable_socket, enable_socket

from campaign.aws.table import Table
from campaign.kernel.observability import logger
from tests.quick_moto import quick_dynamodb
from tests.unit import bulk_mail, partiql, template_resources
from tests.unit.template_resources import Resources

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "unit",
    "AWS_SECRET_ACCESS_KEY": "unit",
    "AWS_DEFAULT_REGION": "eu-west-1",
}
# moto gives each test a session of its own, which reads AWS's service models anew. To read them once, and to
# look less often for garbage among what botocore keeps, makes the start of a test cost 0.04 s instead of 0.4.
botocore.loaders.create_loader = cache(botocore.loaders.create_loader)
gc.set_threshold(50_000, 20, 50)
# How long one example takes says something of the machine only: benchmarks measure.
hypothesis.settings.register_profile("campaign", deadline=None)
hypothesis.settings.load_profile("campaign")


@dataclass
class FixedClock:
    """A clock that stands until a test moves it."""

    now: datetime = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)


LogLines = Callable[[], list[dict[str, Any]]]


@dataclass
class FakeLambdaContext:
    function_name: str = "unit"
    memory_limit_in_mb: int = 256
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:123456789012:function:unit"
    aws_request_id: str = "00000000-0000-0000-0000-000000000001"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


@pytest.fixture(autouse=True)
def _no_sockets(request: pytest.FixtureRequest) -> Iterator[None]:
    """Unit tests talk to nobody, except those marked enable_socket, which serve themselves on loopback."""
    if "enable_socket" in request.keywords:
        yield
        return
    disable_socket(allow_unix_socket=True)
    yield
    enable_socket()


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


@pytest.fixture
def aws(_environment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(DynamoHandler, "batch_execute_statement", partiql.batch_execute_statement)
    monkeypatch.setattr(SESV2Response, "send_bulk_email", bulk_mail.send_bulk_email, raising=False)
    with mock_aws(), quick_dynamodb():
        yield


@pytest.fixture
def resources(aws: None) -> Resources:
    return template_resources.create()


@pytest.fixture
def table(resources: Resources) -> Table:
    return Table(boto3.client("dynamodb"), resources.table_name)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def lambda_context() -> FakeLambdaContext:
    return FakeLambdaContext()


@pytest.fixture
def log_lines(monkeypatch: pytest.MonkeyPatch) -> LogLines:
    """What the campaign's code has logged in this test."""
    stream = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def load_function(monkeypatch: pytest.MonkeyPatch) -> Callable[..., ModuleType]:
    """Import functions/<name>/app.py as a cold start would, with these environment variables. Whoever imports
    it next, in this test or a later one, starts it anew as well."""

    def load(name: str, **environment: Any) -> ModuleType:
        for variable, value in environment.items():
            monkeypatch.setenv(variable, str(value))
        path = f"functions.{name}.app"
        sys.modules.pop(path, None)
        module = importlib.import_module(path)
        del sys.modules[path]
        return module

    return load
