"""The template's table, queues and buckets on a quick moto, for functions to be loaded into; time stands."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from types import ModuleType

import boto3
import pytest
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.responses import DynamoHandler

from campaign.kernel.observability import logger
from tests.quick_moto import quick_dynamodb
from tests.unit import partiql, template_resources
from tests.unit.conftest import ENVIRONMENT, FixedClock
from tests.unit.template_resources import Resources

ACCOUNT, REGION = "123456789012", "eu-west-1"
GROUP = "campaign"


@dataclass(frozen=True)
class OnMoto:
    """`log`: what functions write · `patched` and `after` end with it."""

    clock: FixedClock
    resources: Resources
    log: StringIO
    patched: pytest.MonkeyPatch
    after: ExitStack


@contextmanager
def on_moto(shards: int, parts: int) -> Iterator[OnMoto]:
    """`shards` and `parts`: of the audience; each is a query of milliseconds here."""
    with (
        mock_aws(),
        quick_dynamodb(),
        pytest.MonkeyPatch.context() as patched,
        redirect_stdout(StringIO()),  # the metrics
        ExitStack() as after,
    ):
        for name, value in ENVIRONMENT.items():
            patched.setenv(name, value)
        patched.delenv("AWS_ENDPOINT_URL", raising=False)
        log = after.enter_context(StringIO())
        patched.setattr(logger.registered_handler, "stream", log)
        patched.setattr(DynamoHandler, "batch_execute_statement", partiql.batch_execute_statement)
        clock = FixedClock()
        patched.setattr("campaign.kernel.clock.utc_now", clock)
        patched.setattr("time.sleep", lambda seconds: None)
        for name in ("audience.storage", "aws.audience", "announcements.announcer"):
            module = importlib.import_module(f"campaign.{name}")
            for constant, number in (("SHARDS", shards), ("PARTS", parts)):
                if hasattr(module, constant):
                    patched.setattr(module, constant, number)
        resources = template_resources.create()
        # Nobody reads the stream here, and it would hold every write.
        dynamodb_backends[ACCOUNT][REGION].tables[resources.table_name].stream_shard = None
        boto3.client("scheduler").create_schedule_group(Name=GROUP)
        yield OnMoto(clock, resources, log, patched, after)


def started(function: str) -> ModuleType:
    """A new process of the function, as a cold start makes it."""
    path = f"functions.{function}.app"
    sys.modules.pop(path, None)
    module = importlib.import_module(path)
    del sys.modules[path]
    return module
