"""Who may do what: every route of the staff API, tried as a member of every group. `pytest -s` prints the
matrix."""

import re
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import boto3
import pytest

from campaign_cli.staff import Group
from tests.templates import APPLICATION
from tests.unit.api.staff import StaffApi
from tests.unit.functions.test_open_cases import MINUTES
from tests.unit.functions.test_serve_quarantine import QUEUES
from tests.unit.template_resources import Resources

M, P, R, OP = Group.MODERATOR, Group.PUBLISHER, Group.REVIEWER, Group.OPERATOR
L = Group.LEAD
CARE = {Group.CARE_REVIEWER, L}
FUNCTIONS = ("ServeStaffApi", "ServeCareApi", "ServeCareReports", "ServeQuarantine")

ALLOWED: dict[str, set[Group]] = {
    "DELETE /notices/{id}": {P},
    "DELETE /publications/{kind}/{id}": {P},
    "DELETE /subscribers/{id}": {P},
    "DELETE /tasks/{id}": {P, R},
    "GET /announcements": {P, OP},
    "GET /announcements/deliveries": {P, OP},
    "GET /connections": {M},
    "GET /creators": {M},
    "GET /figures": {M, P, OP},
    "GET /hold": {P, OP},
    "GET /notices": {P},
    "GET /notices/{id}": {P},
    "GET /policy": {M},
    "GET /publications": {P, R},
    "GET /publications/{kind}/{id}": {P, R},
    "GET /publications/{kind}/{id}/compare": {P, R},
    "GET /publications/{kind}/{id}/revisions/{number}": {P, R},
    "GET /quarantine": {OP},
    "GET /quarantine/{source}/{key}": {OP},
    "POST /quarantine/redrive": {OP},
    "GET /series": {P},
    "GET /series/{id}": {P},
    "GET /sessions": {P},
    "GET /sessions/{id}": {P},
    "GET /tasks": {P, R},
    "GET /videos": {M},
    "GET /videos/{id}": {M},
    "GET /videos/{id}/rights": {M},
    "PATCH /notices/{id}": {P},
    "PATCH /sessions/{id}": {P},
    "POST /notices": {P},
    "POST /organisations/{id}/verifications": {P, R},
    "POST /publications/{kind}/{id}/approvals": {R},
    "POST /publications/{kind}/{id}/live": {P},
    "POST /publications/{kind}/{id}/overrides": {P},
    "POST /publications/{kind}/{id}/recalls": {P},
    "POST /publications/{kind}/{id}/times": {P},
    "POST /reach": {P},
    "POST /series": {P},
    "POST /series/{id}/cancel": {P},
    "POST /series/{id}/publish": {P},
    "POST /sessions": {P},
    "POST /subscribers": {P},
    "POST /videos/decisions": {M},
    "POST /videos/{id}/decisions": {M},
    "POST /videos/{id}/rights": {M},
    "PUT /creators/{id}/standing": {M},
    "PUT /hold": {P, OP},
    "GET /care/cases": CARE,
    "GET /care/cases/{id}": CARE,
    "GET /care/cases/{id}/text": CARE,
    "POST /care/cases/{id}/claim": CARE,
    "POST /care/cases/{id}/renew": CARE,
    "POST /care/cases/{id}/release": CARE,
    "POST /care/cases/{id}/assign": {L},
    "POST /care/cases/{id}/note": CARE,
    "POST /care/cases/{id}/contact": CARE,
    "POST /care/cases/{id}/escalate": CARE,
    "POST /care/cases/{id}/hand-over": CARE,
    "POST /care/cases/{id}/close": CARE,
    "POST /care/break": CARE,
    "POST /care/reports": {M, *CARE},
    "DELETE /care/cases/{id}": {L},
    "DELETE /care/cases/{id}/words": {L},
    "GET /care/replies": CARE,
    "GET /care/colleagues": CARE,
    "GET /care/exposure": CARE,
}


def routes() -> list[str]:
    """Every route of the staff API, as the template lets it in."""
    return [
        f"{event['Properties']['Method']} {event['Properties']['Path']}"
        for function in FUNCTIONS
        for event in APPLICATION["Resources"][function]["Properties"]["Events"].values()
    ]


@pytest.fixture
def apps(resources: Resources, load_function: Callable[..., ModuleType]) -> list[ModuleType]:
    secret = boto3.client("secretsmanager").create_secret(Name="any", SecretString='{"key": "k"}')["ARN"]
    environment = {
        "TABLE_NAME": resources.table_name,
        "WEBHOOK_SIGNING_SECRET_ARN": secret,
        "AUDIENCE_KEY_ARN": secret,
        "CARE_KEY_ARN": "unused",
        "CARE_RETENTION_DAYS": 30,
        "CARE_EXPOSURE_BUDGET": 40,
        "USER_POOL_ID": "unused",
        "PUBLIC_API_SECRET_ARN": secret,
        **MINUTES,
        **QUEUES,
    }
    names = ("serve_staff_api", "serve_care_api", "serve_care_reports", "serve_quarantine")
    return [load_function(name, **environment) for name in names]


def status(app: ModuleType, route: str, group: Group) -> int:
    method, _, path = route.partition(" ")
    api = StaffApi(app=app.app)
    return api.call(method, re.sub(r"\{[^}]+\}", "none-such", path), {}, groups=group)[0]


def knows(app: ModuleType, route: str) -> bool:
    """Whether the function has this route: 404 is what an unknown thing gets as well."""
    method, _, path = route.partition(" ")
    filled = re.sub(r"\{[^}]+\}", "none-such", path)
    known: list[Any] = [*app.app._static_routes, *app.app._dynamic_routes]
    return any(one.method == method and one.rule.match(filled) for one in known)


def test_every_route_is_for_the_groups_of_the_matrix_and_no_other(apps: list[ModuleType]) -> None:
    found: dict[str, set[Group]] = {}
    for route in routes():
        (serving,) = [app for app in apps if knows(app, route)]
        found[route] = {group for group in Group if status(serving, route, group) != 403}
    for route in sorted(found):
        marks = " ".join(f"{group if group in found[route] else '·':<13}" for group in Group)
        sys.stdout.write(f"{route:<50}{marks}\n")

    assert found == ALLOWED
