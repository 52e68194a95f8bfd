"""The stack, its queues, triggers, schedules and alarms: what no person of the campaign sees."""

from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime

from campaign_cli.doctor.finding import Finding, Patient, mind, wrong
from campaign_cli.queues import dead_lettered

SKEW = timedelta(minutes=2)
"""AWS refuses what is signed five minutes off."""
USUAL_STATES = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
GROUPS = ("AlarmTopicArn", "CareTopicArn")


def the_stack(patient: Patient) -> Iterator[Finding]:
    found = patient.deployment.client("cloudformation").describe_stacks(
        StackName=patient.deployment.stack_name
    )
    status = found["Stacks"][0]["StackStatus"]
    if status not in USUAL_STATES:
        yield wrong(
            f"the stack is {status}",
            "wait while it is in progress; otherwise deploy again",
            "when-functions-fail",
        )


def the_clock(patient: Patient) -> Iterator[Finding]:
    answer = patient.deployment.client("sts").get_caller_identity()
    said = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    if said and abs(parsedate_to_datetime(said) - patient.now) > SKEW:
        yield wrong(
            "this machine's clock is not AWS's", "set it; its commands are refused by AWS", "is-it-well"
        )


def dead_letters(patient: Patient) -> Iterator[Finding]:
    for queue, count in dead_lettered(patient.deployment).items():
        name = queue.removesuffix("Queue").removesuffix("DeadLetter").lower()
        yield wrong(
            f"{count} messages of {name} are set aside",
            f"find out why, mend it, then: campaign redrive {name}",
            "care-cases" if name == "care" else "dead-letters",
        )


def triggers(patient: Patient) -> Iterator[Finding]:
    """A trigger that somebody stopped, as some steps of the runbook ask for, and forgot."""
    names = {
        url.rpartition("/")[2] for key, url in patient.deployment.outputs.items() if key.endswith("QueueUrl")
    }
    table = f":table/{patient.deployment.outputs['TableName']}/stream/"
    pages = patient.deployment.client("lambda").get_paginator("list_event_source_mappings").paginate()
    for one in (one for page in pages for one in page["EventSourceMappings"]):
        source = one.get("EventSourceArn", "")
        ours = source.rpartition(":")[2] in names or table in source
        if ours and one.get("State") not in {"Enabled", "Enabling", "Updating"}:
            function = one.get("FunctionArn", "").rpartition("function:")[2]
            yield wrong(
                f"the trigger of {function} is {one.get('State')}",
                f"aws lambda update-event-source-mapping --uuid {one['UUID']} --enabled",
                "a-queue-that-does-not-move",
            )


def schedules(patient: Patient) -> Iterator[Finding]:
    scheduler = patient.deployment.client("scheduler")
    group = patient.deployment.outputs["ScheduleGroup"]
    state = scheduler.get_schedule_group(Name=group).get("State")
    if state != "ACTIVE":
        yield wrong(
            f"the schedule group {group} is {state}",
            "deploy again; plan anew what it held",
            "schedules-that-fail",
        )
    # Their own names say nothing of the stack; what they wake does.
    ours = f":{patient.deployment.stack_name}-"
    for page in scheduler.get_paginator("list_schedules").paginate():
        for one in page["Schedules"]:
            if one.get("State") == "DISABLED" and ours in one.get("Target", {}).get("Arn", ""):
                yield wrong(
                    f"the schedule {one['Name']} is off",
                    "switch it on in the console of EventBridge Scheduler",
                    "schedules-that-fail",
                )


def alarms(patient: Patient) -> Iterator[Finding]:
    pages = (
        patient.deployment.client("cloudwatch")
        .get_paginator("describe_alarms")
        .paginate(AlarmNamePrefix=f"{patient.deployment.stack_name}-")
    )
    found = [one for page in pages for one in page["MetricAlarms"]]
    if not found:
        yield wrong("the stack has no alarms", "deploy again", "when-functions-fail")
    for one in found:
        said, _, anchor = one.get("AlarmDescription", "").partition(". Runbook - docs/operations.md#")
        if one.get("StateValue") == "ALARM":
            yield wrong(f"an alarm rings: {said}", "do what the runbook says", anchor)
        if not (one.get("ActionsEnabled") and one.get("AlarmActions")):
            yield wrong(
                f"nobody hears the alarm {one['AlarmName']}",
                f"aws cloudwatch enable-alarm-actions --alarm-names {one['AlarmName']}, or deploy again",
                anchor,
            )


def listeners(patient: Patient) -> Iterator[Finding]:
    """SNS mails nothing to an address that has not confirmed."""
    sns = patient.deployment.client("sns")
    for output in GROUPS:
        arn = patient.deployment.outputs[output]
        care = output == "CareTopicArn"
        who = "CareAddress" if care else "OperatorsAddress"
        found = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
        confirmed = [one for one in found if one["SubscriptionArn"].startswith("arn:")]
        if not confirmed:
            yield wrong(
                f"nobody hears {'calls to care cases' if care else 'alarms'}: {who} has not confirmed",
                "open the link in the mail that SNS sent, or deploy with another address",
                "care-cases" if care else "is-it-well",
            )


def the_state(patient: Patient) -> Iterator[Finding]:
    database, name = patient.deployment.client("dynamodb"), patient.deployment.outputs["TableName"]
    if not database.describe_table(TableName=name)["Table"].get("DeletionProtectionEnabled"):
        yield mind("the table may be deleted by one call", "deploy with ProtectState=true", "how-it-ends")
    backups = database.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups.get("PointInTimeRecoveryDescription", {})
    if recovery.get("PointInTimeRecoveryStatus") != "ENABLED":
        yield wrong(
            "the table cannot be restored", "deploy again: point-in-time recovery is off", "how-it-ends"
        )
    if float(patient.parameters.get("MonthlyBudgetDollars", "0")) == 0:
        yield mind("nobody watches the cost", "deploy with MonthlyBudgetDollars", "when-it-costs-too-much")
