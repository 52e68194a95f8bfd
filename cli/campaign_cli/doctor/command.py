"""`campaign doctor`: is this deployment well, and if not, what is to be done? It changes nothing."""

from collections.abc import Iterator, Sequence

import typer
from botocore.exceptions import BotoCoreError, ClientError

from campaign.kernel.clock import utc_now
from campaign_cli.chosen_deployment import Home, OnAws, StackName, chosen_deployment
from campaign_cli.doctor import machines, people
from campaign_cli.doctor.finding import Check, Finding, Patient, Weight, wrong
from campaign_cli.project import DEFAULT_HOME

CHECKS: Sequence[Check] = (
    people.care,
    machines.alarms,
    machines.dead_letters,
    people.mail,
    people.secrets,
    people.content,
    people.pages,
    people.addresses,
    machines.listeners,
    machines.triggers,
    machines.schedules,
    machines.the_state,
    machines.the_stack,
    machines.the_clock,
)
"""What is worst for people comes first."""


def doctor(home: Home = DEFAULT_HOME, aws: OnAws = False, stack_name: StackName = None) -> None:
    """Check a deployment: what is wrong with it, and what to do. Exit status 1 when something is wrong."""
    deployment = chosen_deployment(home, aws, stack_name)
    stack = deployment.client("cloudformation").describe_stacks(StackName=deployment.stack_name)["Stacks"][0]
    parameters = {one["ParameterKey"]: one["ParameterValue"] for one in stack.get("Parameters", [])}
    findings = list(examined(Patient(deployment, parameters, utc_now())))
    for finding in findings:
        typer.echo(str(finding))
    worst = [finding for finding in findings if finding.weight is Weight.WRONG]
    typer.echo(f"{len(CHECKS)} checks: {len(worst)} wrong, {len(findings) - len(worst)} to mind")
    if worst:
        raise typer.Exit(1)


def examined(patient: Patient, checks: Sequence[Check] = CHECKS) -> Iterator[Finding]:
    """By every check. One that AWS refuses to answer is a finding too: what was not looked at is not well."""
    for check in checks:
        try:
            yield from check(patient)
        except KeyError as missing:
            yield wrong(
                f"the stack has no output {missing}: {_name(check)} could not be looked at",
                "it is of another version than this command; deploy this one",
                "is-it-well",
            )
        except (ClientError, BotoCoreError) as error:
            yield wrong(
                f"{_name(check)} could not be looked at: {error}",
                "use a role that may read it; if yours may, AWS has a fault",
                "is-it-well",
            )


def _name(check: Check) -> str:
    return check.__name__.replace("_", " ")
