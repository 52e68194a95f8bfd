from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from campaign.aws.cases import CaseTable
from campaign.aws.table import Table
from campaign.care.case import CaseId
from campaign.care.history import What
from campaign.care.tier import Tier
from campaign.kernel.errors import ConflictError
from campaign.kernel.settings import SettingsError
from tests.unit.conftest import FakeLambdaContext, LogLines
from tests.unit.functions.test_sample_events import names, sample
from tests.unit.template_resources import Resources

CASE = CaseId("video-tiktok-7374895375649443115")
MINUTES = {
    "CARE_IMMINENT_MINUTES": 15,
    "CARE_DISTRESS_MINUTES": 120,
    "CARE_RECOVERY_MINUTES": 1440,
    "CARE_GENERAL_MINUTES": 2880,
}
OPENED = {
    "distress": (Tier.DISTRESS, [What.OPENED]),
    "imminent_and_deleted": (Tier.IMMINENT, [What.OPENED]),
    "told_twice": (Tier.DISTRESS, [What.OPENED]),
    "new_words_then_the_first_again": (Tier.DISTRESS, [What.OPENED, What.HEARD]),
    "raised": (Tier.IMMINENT, [What.OPENED, What.RAISED]),
}
"""Tier, and entries of the history."""
OPENS_NONE = {"no_sign": 0, "tier_that_there_is_not": 1}
"""How many messages come back: a tier that is not known goes to the dead-letter queue, whose alarm calls
somebody."""


@pytest.fixture
def app(resources: Resources, load_function: Callable[..., ModuleType]) -> ModuleType:
    return load_function("open_cases", TABLE_NAME=resources.table_name, **MINUTES)


def test_every_sample_is_in_its_table() -> None:
    assert names("open_cases") == OPENED.keys() | OPENS_NONE.keys()


@pytest.mark.parametrize("name", sorted(OPENED))
def test_a_sample_opens_the_case_that_is_documented(
    name: str, app: ModuleType, table: Table, lambda_context: FakeLambdaContext
) -> None:
    answer = app.handler(sample("open_cases", name), lambda_context)

    tier, entries = OPENED[name]
    case = CaseTable(table).get(CASE)
    assert answer == {"batchItemFailures": []}
    assert case is not None
    assert case.tier is tier
    assert [entry.what for entry in CaseTable(table).history(CASE)] == entries


@pytest.mark.parametrize("name", sorted(OPENS_NONE))
def test_a_sample_without_a_sign_opens_none(
    name: str, app: ModuleType, table: Table, lambda_context: FakeLambdaContext
) -> None:
    answer = app.handler(sample("open_cases", name), lambda_context)

    assert CaseTable(table).get(CASE) is None
    assert len(answer["batchItemFailures"]) == OPENS_NONE[name]


def test_an_event_that_meets_a_reviewer_comes_back(
    app: ModuleType, lambda_context: FakeLambdaContext, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    def clash(*_: object) -> None:
        raise ConflictError("case", "changed", "read it again")

    monkeypatch.setattr(app.opener.cases, "save", clash)

    answer = app.handler(sample("open_cases", "distress"), lambda_context)

    assert len(answer["batchItemFailures"]) == 1


@pytest.mark.parametrize("missing", sorted(MINUTES))
def test_without_a_time_for_every_tier_the_function_does_not_start(
    missing: str, resources: Resources, load_function: Any
) -> None:
    others = {name: value for name, value in MINUTES.items() if name != missing}

    with pytest.raises(SettingsError, match=f"{missing}: missing"):
        load_function("open_cases", TABLE_NAME=resources.table_name, **others)


def test_what_is_logged_names_the_case_and_its_tier(
    app: ModuleType, lambda_context: FakeLambdaContext, log_lines: LogLines
) -> None:
    app.handler(sample("open_cases", "distress"), lambda_context)

    (line,) = [line for line in log_lines() if line["message"] == "case taken in"]
    assert (line["case"], line["tier"], line["what"]) == (CASE, "distress", "opened")
